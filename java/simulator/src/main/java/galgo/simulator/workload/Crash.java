package galgo.simulator.workload;

/**
 * How a server ended, as far as it matters for what may be gone.
 *
 * @param losesMessages whether messages that were acknowledged may be lost
 * @param losesFlushed whether even those that a flush had brought to stable storage may be
 * @param halvesPurges whether a purge that was under way may have removed a part of the messages
 * @param clean whether everything was made durable before
 */
record Crash(boolean losesMessages, boolean losesFlushed, boolean halvesPurges, boolean clean) {
  /** What it means for topics that are synced, whatever the others are. */
  Crash ofPersisted() {
    return new Crash(false, false, false, clean);
  }
}
