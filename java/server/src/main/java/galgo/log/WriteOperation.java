package galgo.log;

import galgo.io.Errno;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One write of a stretch of a segment's tail, from chunk to chunk. Recycled; a write that the disk
 * takes only in part goes on by itself.
 */
final class WriteOperation extends Operation {
  /** The most chunks of one write. */
  static final int PIECES = 16;

  /** Bytes of off-heap memory for its vector. */
  static final int VECTOR_BYTES = 16 * (PIECES + 1);

  private final Loop loop;
  private final long vector;
  private @Nullable Flusher flusher;
  private int handle;
  private boolean synced;
  private int pairs;
  private int firstPair;
  private long offset;
  private long remaining;

  /** Positions in the segment from which and up to which it writes. */
  long from;

  long to;

  boolean complete;
  @Nullable WriteOperation next;

  WriteOperation(Loop loop, long vector) {
    this.loop = loop;
    this.vector = vector;
  }

  boolean synced() {
    return synced;
  }

  /**
   * Submits the blocks that [start, upTo) lies in.
   *
   * @param upTo the end; it is where a block ends, or where the log does, and then zeros follow it
   */
  void submit(Flusher owner, Segment segment, long start, long upTo, boolean durable) {
    flusher = owner;
    handle = segment.handle;
    synced = durable;
    from = start;
    to = upTo;
    complete = false;
    next = null;
    pairs = 0;
    firstPair = 0;
    offset = SegmentFile.down(start);
    long end = SegmentFile.up(upTo);
    remaining = end - offset;
    if (end > upTo) {
      SegmentMemory.zero(segment, upTo, end - upTo);
    }
    for (long at = offset; at < end; ) {
      Chunk chunk = segment.chunkAt(at);
      long piece = Math.min(end, chunk.start + segment.chunkSize()) - at;
      Memory.putLong(vector + 16L * pairs, chunk.at(at));
      Memory.putLong(vector + 16L * pairs + 8, piece);
      pairs++;
      at += piece;
    }
    write();
  }

  private void write() {
    loop.writeVectored(handle, vector + 16L * firstPair, pairs - firstPair, offset, synced, this);
  }

  @Override
  protected void completed(int result, int flags, long data) {
    Flusher owner = flusher;
    if (owner == null) {
      throw new IllegalStateException("a write completed that nobody started");
    }
    // What is written again after a short write begins with a whole block.
    long whole = SegmentFile.down(Math.max(0, result));
    if (result > 0 && result < remaining && whole > 0) {
      skip(whole);
      write();
      return;
    }
    complete = true;
    if (result < 0) {
      owner.failed(result);
    } else if (result < remaining) {
      owner.failed(-Errno.EIO);
    }
    owner.completed();
  }

  private void skip(long bytes) {
    offset += bytes;
    remaining -= bytes;
    long left = bytes;
    while (left > 0) {
      long pair = vector + 16L * firstPair;
      long length = Memory.getLong(pair + 8);
      long part = Math.min(length, left);
      Memory.putLong(pair, Memory.getLong(pair) + part);
      Memory.putLong(pair + 8, length - part);
      left -= part;
      if (part == length) {
        firstPair++;
      }
    }
  }
}
