package galgo.log;

import galgo.io.Submissions;

/**
 * A request to read messages, made once by who reads and used again and again. From {@link
 * Partition#read} until {@link #done} it belongs to the partition; from then until {@link #release}
 * the bytes it points to stay where they are.
 */
public abstract class Read {
  /** Kind: from the message with offset {@link #value}, or the oldest one when that is gone. */
  public static final int OFFSET = 0;

  /** Kind: from the first message with a timestamp of at least {@link #value}. */
  public static final int TIMESTAMP = 1;

  /** Kind: from the oldest message. */
  public static final int FIRST = 2;

  /** Kind: the newest {@link #count} messages. */
  public static final int LAST = 3;

  /** Bytes of one pair of the vector: address u64, length u64. */
  public static final int PAIR = 16;

  public int kind;

  /** Offset, or microseconds since 1970. */
  public long value;

  /** The most messages, at least 0. */
  public int count;

  /** The most bytes of messages; one message is given even if it is longer. */
  public long maxBytes;

  /** Out: one of {@link LogStatus}. */
  public int status;

  /** Out: how many messages; 0 when there are none. */
  public int messages;

  /** Out: offsets of the first and the last message, meaningless without any. */
  public long firstOffset;

  public long lastOffset;

  /** Out: bytes of the messages. */
  public long bytes;

  /** Out: pairs in the vector. */
  public int pairs;

  private final long vector;

  /**
   * @param vector memory for {@code capacity} pairs, which say where the messages are, ready for a
   *     vectored send
   * @param capacity 2 to {@link Submissions#VECTOR_LIMIT}; an answer with more pieces ends earlier
   */
  protected Read(long vector, int capacity) {
    if (capacity < 2 || capacity > Submissions.VECTOR_LIMIT) {
      throw new IllegalArgumentException("vector of " + capacity + " pairs");
    }
    this.vector = vector;
  }

  /**
   * The answer is there, or the request failed: see {@link #status}. Called on the shard's thread,
   * perhaps before {@link Partition#read} returns. {@link #release} follows when the bytes were
   * used.
   */
  protected abstract void done();

  /** Address of the pairs. */
  public final long vector() {
    return vector;
  }

  /** The bytes may go. Once after each {@link #done}. */
  public final void release() {
    pairs = 0;
  }
}
