package galgo.simulator.workload;

/**
 * How a server ended, as far as it matters for what may be gone.
 *
 * @param losesMessages whether messages that were acknowledged may be lost
 * @param clean whether everything was made durable before
 */
record Crash(boolean losesMessages, boolean clean) {}
