/**
 * What threads hand each other, tried by jcstress: each test lists the outcomes that may be seen
 * and forbids all others.
 *
 * <p>{@code ci/stress} builds and runs all of them for less than a minute and fails on a forbidden
 * outcome; {@code ci/stress -m default} takes as long as jcstress thinks right. A failure names the
 * outcome and how often it was seen. What is found depends on the machine: on x86 only the
 * reorderings of x86 and of the compilers show.
 */
@NullMarked
package galgo.stress;

import org.jspecify.annotations.NullMarked;
