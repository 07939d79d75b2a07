package galgo.simulator.workload;

/**
 * What the settings and faults of a run excuse.
 *
 * @param diskErrors whether the disk may fail or be full, so that requests may be refused
 * @param damage whether stored bytes are changed, so that reading may fail
 * @param force whether the server may take partitions from members that do not commit
 */
record Allowances(boolean diskErrors, boolean damage, boolean force) {}
