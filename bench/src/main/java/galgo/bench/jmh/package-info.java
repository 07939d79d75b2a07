/**
 * Micro benchmarks of the server's parts. {@code galgo bench jmh} runs them; they say what a part
 * costs alone and warm, not what it costs in a server whose caches others use, too.
 */
@NullMarked
package galgo.bench.jmh;

import org.jspecify.annotations.NullMarked;
