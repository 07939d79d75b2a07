package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * A request to append one classic batch, made once by who appends and used again and again. From
 * {@link Partition#append} until {@link #done} it belongs to the partition: the fields stay as they
 * are, and the messages readable and writable.
 */
public abstract class Append {
  /** Address of the messages, back to back, checked by {@link ClassicBatch#validate}. */
  public long messages;

  /** Bytes of all messages. */
  public int length;

  /** Messages, at least 1. */
  public int count;

  /** Microseconds since 1970; an earlier time than that of the batch before becomes that one's. */
  public long timestamp;

  /** 128 random bits, for the ids of messages that have none. */
  public long seedHigh;

  public long seedLow;

  /** Who sent it: kept in the entry's header, 0 when nobody can send it again. */
  public long clientHigh;

  public long clientLow;
  public long session;
  public long request;

  /** Out: one of {@link LogStatus}. */
  public int status;

  /** Out: the offset of the first message. */
  public long baseOffset;

  // While it belongs to a partition.
  @Nullable Append next;
  @Nullable Partition partition;
  @Nullable Segment segment;
  long endPosition;
  long entryTimestamp;

  /**
   * It is appended as durably as the partition promises, or failed: see {@link #status}. Called on
   * the shard's thread, perhaps before {@link Partition#append} returns. May append again.
   */
  protected abstract void done();
}
