/**
 * Checks and shows what lies on the disk, without a server: {@code galgo verify}, {@code galgo
 * inspect}. Reads only.
 */
@NullMarked
package galgo.verify;

import org.jspecify.annotations.NullMarked;
