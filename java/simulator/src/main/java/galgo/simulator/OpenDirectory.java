package galgo.simulator;

/** A handle of a directory in one driver: for syncing it. */
record OpenDirectory(SimulatedDirectory directory) {}
