package galgo.log;

import galgo.io.Driver;
import galgo.io.Kernels;
import galgo.journal.EntryHeader;

/**
 * Checks entries that were read from disk, wherever their bytes lie, and remembers in their chunks
 * what has passed. What this process wrote itself needs no check.
 */
final class EntryVerifier {
  private final Driver driver;
  private final Kernels kernels;
  private final long hash;

  // For entries that lie across chunks: grows to the largest one met.
  private long buffer;
  private long bufferBytes;

  EntryVerifier(Driver driver, long scratch) {
    this.driver = driver;
    this.kernels = driver.kernels();
    this.hash = scratch;
  }

  /** Whether the entry is one that a segment may hold. */
  static boolean known(long header) {
    int count = EntryHeader.count(header);
    return switch (EntryHeader.kind(header)) {
      case EntryHeader.KIND_APPEND -> EntryHeader.isBatch(header) && count > 0;
      case EntryHeader.KIND_FILLER -> count == 0;
      default -> false;
    };
  }

  /** Whether a header that lies at {@code header} is whole and belongs to this position. */
  boolean headerFits(Segment segment, long position, long header) {
    return EntryHeader.headerValid(header, kernels)
        && known(header)
        && EntryHeader.partition(header) == segment.partition.id()
        && EntryHeader.baseOffset(header) >= segment.base
        && position + EntryHeader.length(header) <= segment.end;
  }

  /** Whether the entry's body is what was written; the header is. All bytes are in memory. */
  boolean verified(Segment segment, long position, long header) {
    long end = position + EntryHeader.length(header);
    int first = segment.chunkIndex(position);
    int last = segment.chunkIndex(end - 1);
    boolean trusted = true;
    for (int i = first; i <= last; i++) {
      trusted &= chunk(segment, i).trusted(position, end, segment.chunkSize());
    }
    if (trusted) {
      return true;
    }
    int length = EntryHeader.bodyLength(header);
    long body = position + EntryHeader.SIZE;
    long at;
    if (segment.chunkIndex(body) == last) {
      at = segment.chunkAt(body).at(body);
    } else {
      at = gather(segment, body, length);
    }
    if (!EntryHeader.bodyValid(header, at, kernels, hash)) {
      return false;
    }
    for (int i = first; i <= last; i++) {
      long start = segment.chunkStart(i);
      chunk(segment, i).trust(Math.max(start, position), Math.min(segment.chunkStart(i + 1), end));
    }
    return true;
  }

  private static Chunk chunk(Segment segment, int index) {
    return segment.chunkAt(segment.chunkStart(index));
  }

  private long gather(Segment segment, long position, int length) {
    if (length > bufferBytes) {
      bufferBytes = SegmentFile.up(Math.max(length, 2 * bufferBytes));
      buffer = driver.allocate(bufferBytes);
    }
    SegmentMemory.read(segment, position, buffer, length);
    return buffer;
  }
}
