/**
 * The whole server, all shards, in one thread: a world of virtual time whose network and disks
 * delay, reorder, tear, lose, corrupt and refuse as one seed decides. The same seed gives the same
 * world, bit for bit; {@link galgo.simulator.Simulation#hash} proves it.
 */
@NullMarked
package galgo.simulator;

import org.jspecify.annotations.NullMarked;
