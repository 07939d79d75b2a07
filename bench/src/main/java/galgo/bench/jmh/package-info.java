/**
 * Micro benchmarks of the server's parts; those that need what is not public lie in the packages of
 * what they measure. {@code galgo bench jmh} runs them; they say what a part costs alone and warm,
 * not what it costs in a server whose caches others use, too.
 */
@NullMarked
package galgo.bench.jmh;

import org.jspecify.annotations.NullMarked;
