package galgo.log;

import galgo.journal.EntryHeader;
import galgo.journal.Proposal;

/**
 * Ends a partition's open segment by an entry of the journal, where it stands among the appends: so
 * a restart goes on in a new file at the same offset.
 */
final class SegmentEnd extends Proposal {
  private final Partition partition;
  private final LogShard shard;
  private long proposed;
  private long body;
  private long offset;

  SegmentEnd(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
  }

  /** The offset at which the journal ended a segment last, 0 for none. */
  long offset() {
    return offset;
  }

  /** Goes on after what a checkpoint says, or 0. */
  void resume(long endedAt) {
    offset = endedAt;
  }

  /** An entry of the journal ended a segment, before a restart. */
  void replay(long endedAt) {
    offset = endedAt;
    Segment newest = partition.newest();
    if (newest != null && !newest.closed && !newest.fresh() && newest.nextOffset == endedAt) {
      close(newest);
    }
  }

  /** See {@link Partition#closeOlderThan}. */
  void closeOlderThan(long timestamp) {
    Segment newest = partition.newest();
    if (newest != null
        && !newest.closed
        && !newest.fresh()
        && Long.compareUnsigned(newest.firstTimestamp, timestamp) <= 0
        && (!partition.journalled() || propose(newest.nextOffset))) {
      close(newest);
    }
  }

  /** What comes next begins another segment. */
  void close(Segment segment) {
    segment.closed = true;
    partition.flusher.force();
  }

  /** False when it cannot be now; nothing has happened then. */
  private boolean propose(long next) {
    long memory = pending() ? 0 : shard.stubs.take();
    if (memory == 0) {
      return false;
    }
    long header = shard.journal().begin(partition.group(), Truncation.SIZE, false);
    if (header == 0) {
      shard.stubs.give(memory);
      return false;
    }
    body = memory;
    proposed = next;
    Truncation.put(body, partition.id(), 0, next);
    long timestamp = partition.appender.lastTimestamp();
    Truncation.seal(
        header, EntryHeader.KIND_SEGMENT_CLOSE, partition.id(), timestamp, body, shard.kernels);
    shard.journal().propose(this, body);
    return true;
  }

  @Override
  protected void decided(int status) {
    shard.stubs.give(body);
    if (status == 0) {
      offset = proposed;
    }
  }
}
