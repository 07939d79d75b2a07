package galgo.wire;

/**
 * Payload of {@link CommandCode#POLL_MESSAGES}: consumer, stream, topic, optional partition,
 * strategy, count, auto-commit. Reused; valid while the memory it was wrapped around is. Not for
 * two threads.
 */
public final class PollRequest {
  /** From the offset in {@link #value()} on. */
  public static final int OFFSET = 1;

  /** Messages of the time in {@link #value()}, microseconds since the epoch, or later. */
  public static final int TIMESTAMP = 2;

  /** From the first message kept on. */
  public static final int FIRST = 3;

  /** The last messages. */
  public static final int LAST = 4;

  /** What follows the consumer's stored offset. */
  public static final int NEXT = 5;

  private final Cursor cursor = new Cursor();
  private final ConsumerView consumer = new ConsumerView();
  private final IdentifierView stream = new IdentifierView();
  private final IdentifierView topic = new IdentifierView();
  private boolean hasPartition;
  private long partition;
  private int strategy;
  private long value;
  private long count;
  private boolean autoCommit;

  /** Decodes; returns {@link Status#OK}, or 3 or 4. After a failure the fields mean nothing. */
  public int wrap(long payload, int length) {
    cursor.reset(payload, length);
    consumer.read(cursor);
    stream.read(cursor);
    topic.read(cursor);
    // exactly 1 means present; the number takes its place on the wire all the same
    hasPartition = cursor.u8() == 1;
    partition = cursor.u32();
    strategy = cursor.u8();
    if (strategy < OFFSET || strategy > NEXT) {
      cursor.fail(Status.INVALID_COMMAND);
    }
    value = cursor.u64();
    count = cursor.u32();
    autoCommit = cursor.flag();
    return cursor.status();
  }

  public ConsumerView consumer() {
    return consumer;
  }

  public IdentifierView stream() {
    return stream;
  }

  public IdentifierView topic() {
    return topic;
  }

  /** Whether the request names a partition. */
  public boolean hasPartition() {
    return hasPartition;
  }

  /** The partition, 0..2³²−1; without meaning when the request names none. */
  public long partition() {
    return partition;
  }

  /** One of {@link #OFFSET} to {@link #NEXT}. */
  public int strategy() {
    return strategy;
  }

  /** The strategy's value, unsigned; to be ignored by those that have none. */
  public long value() {
    return value;
  }

  /** The most messages wanted, 0..2³²−1. */
  public long count() {
    return count;
  }

  /** Whether the offset of the last message returned is to be stored for the consumer. */
  public boolean autoCommit() {
    return autoCommit;
  }
}
