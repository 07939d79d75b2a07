package galgo.simulator.workload;

/**
 * What the settings and faults of a run excuse.
 *
 * @param diskErrors whether the disk may fail or be full, so that requests may be refused
 * @param damage whether stored bytes are changed, so that reading may fail
 * @param endless whether damage at the end of a partition cannot be told from a write that never
 *     finished, because no journal says how far it was whole: a start may cut it away
 * @param force whether the server may take partitions from members that do not commit
 */
record Allowances(boolean diskErrors, boolean damage, boolean endless, boolean force) {}
