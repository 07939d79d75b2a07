package galgo.server;

/**
 * What a node is built with that no setting says, and that is another for a process than for a
 * simulation.
 *
 * @param offload where slow work goes
 * @param passwords what a new hash costs
 * @param watchesHost whether statistics tell of this process and machine
 * @param log what was logged lately
 * @param receiveBuffers of 8 KiB, a shard
 * @param largestAnswer the longest answer made on the heap, in bytes; two of them fit into a
 *     shard's memory
 */
record NodeParts(
    Offload offload,
    Passwords.Cost passwords,
    boolean watchesHost,
    RecentLines log,
    int receiveBuffers,
    int largestAnswer) {

  /** A process of its own. */
  static NodeParts ofProcess(RecentLines log) {
    return new NodeParts(
        Offload.threaded(), Passwords.Cost.OWASP, true, log, 1024, Lookup.ANSWER_LIMIT);
  }

  /**
   * Without threads, without knowledge of the machine, with little memory and passwords that hash
   * in microseconds.
   */
  static NodeParts ofSimulation() {
    return new NodeParts(
        Offload.inline(), Passwords.Cost.TRIFLING, false, new RecentLines(), 64, 1 << 20);
  }
}
