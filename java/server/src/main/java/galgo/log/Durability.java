package galgo.log;

/** When an append is answered, and becomes readable: set for each partition when it is opened. */
public enum Durability {
  /** When it is in the tail, in memory; written to disk when a chunk is full or old. */
  MEMORY,

  /** When it was handed to the disk: it outlives the process, not the power. */
  WRITTEN,

  /** When it is on stable storage. */
  SYNCED
}
