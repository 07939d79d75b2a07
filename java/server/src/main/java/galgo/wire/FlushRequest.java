package galgo.wire;

/**
 * Payload of {@link CommandCode#FLUSH_UNSAVED_BUFFER}: stream, topic, partition, fsync. Reused;
 * valid while the memory it was wrapped around is. Not for two threads.
 */
public final class FlushRequest {
  private final Cursor cursor = new Cursor();
  private final IdentifierView stream = new IdentifierView();
  private final IdentifierView topic = new IdentifierView();
  private long partition;
  private boolean fsync;

  /** Decodes; returns {@link Status#OK}, or 3 or 4. After a failure the fields mean nothing. */
  public int wrap(long payload, int length) {
    cursor.reset(payload, length);
    stream.read(cursor);
    topic.read(cursor);
    partition = cursor.u32();
    fsync = cursor.flag();
    return cursor.status();
  }

  public IdentifierView stream() {
    return stream;
  }

  public IdentifierView topic() {
    return topic;
  }

  /** The partition, 0..2³²−1. */
  public long partition() {
    return partition;
  }

  /**
   * Whether the bytes are to be on stable storage before the answer, not only handed to the kernel.
   */
  public boolean fsync() {
    return fsync;
  }
}
