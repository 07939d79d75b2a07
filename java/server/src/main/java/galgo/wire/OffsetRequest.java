package galgo.wire;

/**
 * Payload of {@link CommandCode#GET_CONSUMER_OFFSET}, {@link CommandCode#STORE_CONSUMER_OFFSET} and
 * {@link CommandCode#DELETE_CONSUMER_OFFSET}: consumer, stream, topic, optional partition, and for
 * store the offset. Reused; valid while the memory it was wrapped around is. Not for two threads.
 */
public final class OffsetRequest {
  private final Cursor cursor = new Cursor();
  private final ConsumerView consumer = new ConsumerView();
  private final IdentifierView stream = new IdentifierView();
  private final IdentifierView topic = new IdentifierView();
  private boolean hasPartition;
  private long partition;
  private long offset;

  /** Decodes the payload of one of the three codes; returns {@link Status#OK}, or 3 or 4. */
  public int wrap(int code, long payload, int length) {
    if (code < CommandCode.GET_CONSUMER_OFFSET || code > CommandCode.DELETE_CONSUMER_OFFSET) {
      throw new IllegalArgumentException(CommandCode.name(code) + " has no consumer offset");
    }
    cursor.reset(payload, length);
    consumer.read(cursor);
    stream.read(cursor);
    topic.read(cursor);
    hasPartition = cursor.u8() == 1;
    partition = cursor.u32();
    offset = code == CommandCode.STORE_CONSUMER_OFFSET ? cursor.u64() : 0;
    return cursor.status();
  }

  /**
   * As {@link #wrap}, of the newer protocol: requests that change an offset end with how they are
   * to be acknowledged, 0 not at all or 1 when it is done. Both are answered when it is done.
   */
  public int wrapAcknowledged(int code, long payload, int length) {
    wrap(code, payload, length);
    if (code != CommandCode.GET_CONSUMER_OFFSET && cursor.u8() > 1) {
      cursor.fail(Status.INVALID_COMMAND);
    }
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

  /** The offset to store, unsigned; 0 for get and delete. */
  public long offset() {
    return offset;
  }
}
