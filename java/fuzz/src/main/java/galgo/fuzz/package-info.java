/**
 * Everything that decodes what others wrote, as targets of a fuzzer that is guided by coverage, and
 * the search itself. A target takes any bytes; what it throws is a finding.
 */
@NullMarked
package galgo.fuzz;

import org.jspecify.annotations.NullMarked;
