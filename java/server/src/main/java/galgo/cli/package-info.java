/** The command line. */
@NullMarked
package galgo.cli;

import org.jspecify.annotations.NullMarked;
