package galgo.log;

/**
 * What a partition holds, as far as it is readable: written by its shard, read by any thread. The
 * values are each right, not of one moment.
 */
public final class PartitionCounters {
  private volatile long messages;
  private volatile long bytes;
  private volatile int segments;
  private volatile long startOffset;
  private volatile long nextOffset;

  PartitionCounters() {}

  public long messages() {
    return messages;
  }

  /** Sum of the messages' sizes: 64 bytes, payload and headers of each. */
  public long bytes() {
    return bytes;
  }

  /** Segments, at least 1: one that is not begun yet counts. */
  public int segments() {
    return segments;
  }

  /** The offset of the oldest message, or of the next one when there is none. */
  public long startOffset() {
    return startOffset;
  }

  /** The offset that the next message gets. */
  public long nextOffset() {
    return nextOffset;
  }

  /** The offset of the newest message, 0 when there never was one. */
  public long currentOffset() {
    return Math.max(0, nextOffset - 1);
  }

  void set(long newMessages, long newBytes, int newSegments, long newStart, long newNext) {
    messages = newMessages;
    bytes = newBytes;
    segments = newSegments;
    startOffset = newStart;
    nextOffset = newNext;
  }
}
