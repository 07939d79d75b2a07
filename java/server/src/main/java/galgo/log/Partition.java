package galgo.log;

import java.util.function.IntConsumer;

/**
 * One partition: appends, reads, and what ends them. Belongs to the thread of its shard, but for
 * {@link #counters}.
 *
 * <p>Callbacks get one of {@link LogStatus}, on the shard's thread, perhaps before the call
 * returns.
 */
public final class Partition {
  private final long id;
  private final PartitionCounters counters = new PartitionCounters();

  Partition(long id) {
    this.id = id;
  }

  /** The incarnation: never used again for another partition. */
  public long id() {
    return id;
  }

  public PartitionCounters counters() {
    return counters;
  }

  /** Why the partition takes no writes, with file and error; empty while it does. */
  public String failure() {
    return "";
  }

  /** Appends a batch; see {@link Append}. */
  public void append(Append append) {
    incomplete();
  }

  /** Reads committed messages; see {@link Read}. */
  public void read(Read read) {
    incomplete();
  }

  /**
   * Everything appended before is written to disk.
   *
   * @param synced whether to stable storage
   */
  public void flush(boolean synced, IntConsumer done) {
    incomplete();
  }

  /** Removes all messages; the next one gets offset 0. Appends meanwhile wait. */
  public void purge(IntConsumer done) {
    incomplete();
  }

  /** Removes the partition with its files. Appends and reads end with {@link LogStatus#CLOSED}. */
  public void delete(IntConsumer done) {
    incomplete();
  }

  /**
   * Removes up to {@code count} of the oldest closed segments, never the newest segment, and none
   * that holds an offset beyond {@code protectedOffset}.
   *
   * @param protectedOffset {@link Long#MAX_VALUE} protects nothing
   */
  public void deleteSegments(int count, long protectedOffset, IntConsumer done) {
    incomplete();
  }

  /** Syncs everything and ends. Appends and reads end with {@link LogStatus#CLOSED}. */
  public void close(IntConsumer done) {
    incomplete();
  }

  private void incomplete() {
    if (id != Long.MIN_VALUE) {
      throw new IllegalStateException("not built yet");
    }
  }
}
