package galgo.log;

import galgo.journal.Proposal;
import org.jspecify.annotations.Nullable;

/**
 * A request to append one batch, made once by who appends and used again and again. From {@link
 * Partition#append} until {@link #done} it belongs to the partition: the fields stay as they are,
 * and the messages readable and writable.
 */
public abstract class Append {
  /** {@link ClassicBatch#FORMAT} or {@link BatchRecord#FORMAT}. */
  public int format = ClassicBatch.FORMAT;

  /**
   * Address of the messages, back to back, checked by {@link ClassicBatch#validate}; or of a
   * record, checked by {@link BatchRecord#validate}.
   */
  public long messages;

  /** Bytes of all messages, or of the record. */
  public int length;

  /** Number of the partition in its topic, for the header of a record. */
  public int partitionNumber;

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

  /** Its body goes straight to the segment. */
  boolean placed;

  @Nullable Append nextPlaced;
  boolean takenBack;

  // The segment and the partition before it.
  long endBefore;
  long bodyBefore;
  long timestampBefore;

  final Proposal proposal =
      new Proposal() {
        @Override
        protected void decided(int result) {
          Segment in = segment;
          if (in == null) {
            throw new IllegalStateException("an append without a segment was decided");
          }
          in.partition.appender.decided(Append.this, result);
        }
      };

  /**
   * Writes into the messages what the server gives them.
   *
   * @return the largest origin time among them, as unsigned
   */
  final long stamp(long entryTime, LogShard shard) {
    return format == BatchRecord.FORMAT
        ? BatchRecord.stamp(
            messages, partitionNumber, baseOffset, entryTime, shard.kernels, shard.stream)
        : shard.kernels.stampClassic(messages, length, baseOffset, entryTime, seedHigh, seedLow);
  }

  /**
   * It is appended as durably as the partition promises, or failed: see {@link #status}. Called on
   * the shard's thread, perhaps before {@link Partition#append} returns. May append again.
   */
  protected abstract void done();
}
