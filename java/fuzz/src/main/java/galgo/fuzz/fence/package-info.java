/**
 * Watches accesses to memory while fuzzing. A jar of its own: Jazzer puts it before all other
 * classes, so that it can know none of them.
 */
@NullMarked
package galgo.fuzz.fence;

import org.jspecify.annotations.NullMarked;
