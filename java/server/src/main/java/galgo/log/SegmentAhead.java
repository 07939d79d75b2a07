package galgo.log;

import galgo.io.Operation;

/**
 * Allocates a segment's file ahead of the writes, in steps that grow, so that a write seldom has to
 * find room on the disk. Nothing waits for it, and a failure only means that it is not done.
 */
final class SegmentAhead extends Operation {
  private static final int FIRST = 256 * 1024;
  private static final int MOST = 64 * 1024 * 1024;

  private final Flusher flusher;
  private final LogShard shard;
  private long allocated;
  private int step;

  SegmentAhead(Flusher flusher, LogShard shard) {
    this.flusher = flusher;
    this.shard = shard;
  }

  /** A segment whose file has {@code size} bytes. */
  void begin(long size) {
    allocated = size;
    step = FIRST;
  }

  /** The file is going to be written up to {@code to}. */
  void reserve(Segment segment, long to) {
    if (pending() || to + step / 2 <= allocated) {
      return;
    }
    long most = SegmentFile.up(Math.max(shard.settings.segmentSize(), to));
    long from = Math.max(allocated, SegmentFile.up(to));
    int length = (int) Math.min(step, most - from);
    if (length <= 0) {
      return;
    }
    allocated = from + length;
    step = Math.min(MOST, 2 * step);
    shard.loop.allocate(segment.handle, from, length, this);
  }

  @Override
  protected void completed(int result, int flags, long data) {
    if (result < 0) {
      // The write that needs the room will say what is wrong.
      allocated = Long.MAX_VALUE / 2;
    }
    flusher.settle();
  }
}
