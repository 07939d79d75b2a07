package galgo.server;

/**
 * A message from one shard to another. Whoever offers it gives up all that it refers to until it
 * comes back; the mailbox orders memory, so that its fields need no other care.
 */
interface Mail {
  /** Runs on the thread of the shard it was sent to. */
  void deliver(Shard shard);
}
