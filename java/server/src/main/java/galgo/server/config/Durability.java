package galgo.server.config;

/** When a produced batch is acknowledged. */
public enum Durability {
  /**
   * When it stands in the partition's tail in memory; a crash of the machine or the process may
   * lose it.
   */
  MEMORY,
  /**
   * When the operating system has it; a crash of the process loses nothing, one of the machine may.
   */
  WRITTEN,
  /** When it is on stable storage. */
  SYNCED
}
