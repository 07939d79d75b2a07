package galgo.journal;

import galgo.io.Errno;
import galgo.io.Loop;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;

/** A frame on its way to the disk, with the blocks it holds. Recycled. */
final class FrameWrite extends Operation {
  private final Loop loop;
  private final FrameWriter writer;
  private final @Nullable Block[] blocks = new Block[FrameHeader.MAX_BLOCKS];

  /** Memory of the frame. */
  final long frame;

  long sequence;
  boolean complete;
  private int count;
  private @Nullable Piece piece;
  private long position;
  private long end;

  FrameWrite(Loop loop, FrameWriter writer, long frame) {
    this.loop = loop;
    this.writer = writer;
    this.frame = frame;
  }

  int count() {
    return count;
  }

  Block block(int index) {
    Block block = blocks[index];
    if (block == null) {
      throw new IllegalStateException("frame " + sequence + " has no block " + index);
    }
    return block;
  }

  void add(Block block) {
    blocks[count++] = block;
  }

  void clear() {
    for (int i = 0; i < count; i++) {
      blocks[i] = null;
    }
    count = 0;
  }

  /** Writes it at the end of the piece. */
  void submit(Piece target, long number) {
    piece = target;
    sequence = number;
    complete = false;
    position = target.end;
    end = position + FrameHeader.length(frame);
    target.inFlight++;
    write();
  }

  private Piece piece() {
    Piece target = piece;
    if (target == null) {
      throw new IllegalStateException("a frame was written that nobody submitted");
    }
    return target;
  }

  private void write() {
    long start = end - FrameHeader.length(frame);
    loop.write(
        piece().handle, frame + position - start, (int) (end - position), position, true, this);
  }

  @Override
  protected void completed(int result, int flags, long data) {
    // What a short write left goes on where a whole block ends.
    int whole = Math.max(0, result) & -FrameHeader.ALIGNMENT;
    if (whole > 0 && whole < end - position) {
      position += whole;
      write();
      return;
    }
    piece().inFlight--;
    if (result < 0 || whole == 0) {
      writer.failed(piece().path, result < 0 ? result : -Errno.EIO);
      return;
    }
    complete = true;
    writer.written();
  }
}
