package galgo.log;

import galgo.io.Operation;

/**
 * Makes room in a segment's file ahead of the writes. Nothing has to wait for it, and a failure
 * only means that it is not done.
 *
 * <p>Room is allocated in steps that grow, so that a write seldom has to find some; not where that
 * means writing zeros, which everything behind them in the file would have to wait for. Where small
 * writes are synced it is filled with zeros as well: the first write to a place makes the file
 * system note that it holds data, and a synced one waits for that note. Written before, it does
 * not. Large writes would only lose by being written twice.
 */
final class SegmentAhead {
  private static final int FIRST = 256 * 1024;
  private static final int MOST = 64 * 1024 * 1024;

  static final int FILL_FIRST = 64 * 1024;
  static final int FILL_MOST = 4 * 1024 * 1024;

  /** Writes of this size on average are large. */
  private static final int LARGE = 512 * 1024;

  private final Flusher flusher;
  private final LogShard shard;
  private final Allocation allocation = new Allocation();
  private final Fill fill = new Fill();
  private boolean fills = true;

  /** Room was asked for up to here, and is there up to here. */
  private long asked;

  private long allocated;
  private int step;

  /** Filled with zeros up to here, as far as it is not written. */
  private long filled;

  private long filling;
  private int fillStep;
  private long average;

  SegmentAhead(Flusher flusher, LogShard shard) {
    this.flusher = flusher;
    this.shard = shard;
  }

  /**
   * A segment whose file has room for {@code size} bytes and is written up to {@code end}. After a
   * crash the size may be any.
   */
  void begin(long size, long end) {
    asked = SegmentFile.down(size);
    allocated = asked;
    step = FIRST;
    filled = SegmentFile.up(end);
    fillStep = FILL_FIRST;
    fills = true;
  }

  boolean pending() {
    return allocation.pending() || fill.pending();
  }

  /** Gives up the places of its operations; none is pending. */
  void forget() {
    shard.loop.forget(allocation);
    shard.loop.forget(fill);
  }

  /** Nothing may be written at or after this position now. */
  long limit() {
    return fill.pending() ? filling : Long.MAX_VALUE;
  }

  /** The file is going to be written from {@code from} to {@code to}, perhaps durably. */
  void reserve(Segment segment, long from, long to, boolean synced) {
    average = (3 * average + (to - from)) / 4;
    allocate(segment, to);
    if (synced && fills && average < LARGE && !fill.pending()) {
      fill(segment, SegmentFile.up(to));
    }
  }

  private void allocate(Segment segment, long to) {
    if (!shard.files.allocatesAtOnce() || allocation.pending() || to + step / 2 <= asked) {
      return;
    }
    long most = SegmentFile.up(Math.max(shard.settings.segmentSize(), to));
    long from = Math.max(asked, SegmentFile.up(to));
    int length = (int) Math.min(step, most - from);
    if (length <= 0) {
      return;
    }
    asked = from + length;
    step = Math.min(MOST, 2 * step);
    shard.loop.allocate(segment.handle, from, length, allocation);
  }

  private void fill(Segment segment, long to) {
    long from = Math.max(filled, to);
    long room = shard.files.allocatesAtOnce() ? allocated : shard.settings.segmentSize();
    int length = (int) Math.min(fillStep, room - from);
    if (length <= 0 || from - to >= fillStep / 2) {
      return;
    }
    filling = from;
    filled = from + length;
    fillStep = Math.min(FILL_MOST, 2 * fillStep);
    shard.loop.write(segment.handle, shard.zeros, length, from, false, fill);
  }

  private final class Allocation extends Operation {
    @Override
    protected void completed(int result, int flags, long data) {
      if (result < 0) {
        // The write that needs the room will say what is wrong.
        asked = Long.MAX_VALUE / 2;
      } else {
        allocated = asked;
      }
      flusher.settle();
    }
  }

  private final class Fill extends Operation {
    @Override
    protected void completed(int result, int flags, long data) {
      fills &= result >= 0;
      flusher.settle();
    }
  }
}
