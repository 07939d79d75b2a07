/**
 * What clients do to a simulated server, what it may answer, and what it may never do. A run draws
 * a mix of clients and operations from its seed; a model keeps what was acknowledged and judges
 * each answer.
 */
@NullMarked
package galgo.simulator.workload;

import org.jspecify.annotations.NullMarked;
