package galgo.log;

import galgo.io.Kernels;
import galgo.io.Memory;

/**
 * Bytes of a segment by their position in the file, over the borders of its chunks. The chunks are
 * there and hold them: who calls has seen to it.
 */
final class SegmentMemory {
  // Below this the stores past the cache cost more than they save.
  private static final int COLD = 4096;

  private SegmentMemory() {}

  static void write(Segment segment, long position, long source, long length, Kernels kernels) {
    long from = source;
    long at = position;
    long end = position + length;
    while (at < end) {
      Chunk chunk = segment.chunkAt(at);
      int piece = (int) Math.min(end - at, chunk.start + segment.chunkSize() - at);
      if (piece >= COLD) {
        kernels.copyCold(from, chunk.at(at), piece);
      } else {
        Memory.copy(from, chunk.at(at), piece);
      }
      at += piece;
      from += piece;
    }
  }

  static void zero(Segment segment, long position, long length) {
    long at = position;
    long end = position + length;
    while (at < end) {
      Chunk chunk = segment.chunkAt(at);
      long piece = Math.min(end - at, chunk.start + segment.chunkSize() - at);
      Memory.zero(chunk.at(at), piece);
      at += piece;
    }
  }

  static void read(Segment segment, long position, long target, long length) {
    long to = target;
    long at = position;
    long end = position + length;
    while (at < end) {
      Chunk chunk = segment.chunkAt(at);
      long piece = Math.min(end - at, chunk.start + segment.chunkSize() - at);
      Memory.copy(chunk.at(at), to, piece);
      at += piece;
      to += piece;
    }
  }

  /** The unsigned 32 bits at a position, which need not be aligned. */
  static long unsignedInt(Segment segment, long position) {
    Chunk chunk = segment.chunkAt(position);
    if (position + 4 <= chunk.start + segment.chunkSize()) {
      return Memory.getUnsignedInt(chunk.at(position));
    }
    long value = 0;
    for (int i = 3; i >= 0; i--) {
      Chunk part = segment.chunkAt(position + i);
      value = value << 8 | Memory.getUnsignedByte(part.at(position + i));
    }
    return value;
  }
}
