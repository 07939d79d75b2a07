package galgo.server;

/**
 * Whether a client has just asked for all that it asks for, in vain. A client that goes round many
 * partitions must not wait at an empty one while another has messages, so its next poll may wait
 * only when it has been all round: at the partition that was the first of those found empty in a
 * row.
 */
final class EmptyPolls {
  private static final long NONE = -1;

  private long first = NONE;

  /** Whether all polls since the last one of this partition, and that one, brought nothing. */
  boolean wentRound(long partition) {
    return partition == first;
  }

  /** A poll of a partition, by its id, has brought so many messages. */
  void polled(long partition, int messages) {
    if (messages > 0) {
      first = NONE;
    } else if (first == NONE) {
      first = partition;
    }
  }
}
