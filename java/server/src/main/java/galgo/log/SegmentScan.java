package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;

/** Reads one segment's file through a window, blocking: its header, its entries, and the rest. */
final class SegmentScan {
  private static final int WINDOW = 4 << 20;

  private final LogShard shard;
  private long buffer;
  private int bufferBytes;

  private String path = "";
  private int handle = -1;
  private long size;
  private long windowStart;
  private long windowEnd;

  SegmentScan(LogShard shard) {
    this.shard = shard;
  }

  /** Memory that others may use between two calls. */
  long buffer() {
    if (buffer == 0) {
      bufferBytes = WINDOW;
      buffer = shard.loop.driver().allocate(bufferBytes);
    }
    windowEnd = windowStart;
    return buffer;
  }

  int bufferBytes() {
    return bufferBytes;
  }

  void open(String file) {
    buffer();
    path = file;
    handle = check(shard.files.open(path, Files.READ | Files.DIRECT));
    size = shard.files.size(handle);
    windowStart = 0;
    windowEnd = 0;
  }

  void close() {
    shard.files.close(handle);
    handle = -1;
  }

  long size() {
    return size;
  }

  /** Whether the header is whole; then the segment knows its first timestamp. */
  boolean header(Segment segment) {
    if (size < SegmentFile.HEADER) {
      return false;
    }
    // No more than the header: a closed segment is not read further.
    windowStart = 0;
    windowEnd = check(shard.files.read(handle, buffer, SegmentFile.HEADER, 0));
    if (windowEnd < SegmentFile.HEADER) {
      return false;
    }
    long at = address(0);
    boolean whole =
        SegmentFile.whole(
            at,
            SegmentFile.SEGMENT_MAGIC,
            segment.partition.id(),
            segment.base,
            shard.loop.driver(),
            path);
    if (whole) {
      segment.firstTimestamp = SegmentFile.timestamp(at);
    }
    return whole;
  }

  /** The first entry's header, 0 when there is none that is whole. Valid until the next call. */
  long first(Segment segment) {
    return headerAt(segment, SegmentFile.HEADER) ? address(SegmentFile.HEADER) : 0;
  }

  /**
   * Takes up all whole entries from the segment's end on, which moves.
   *
   * @param head ops beyond it never came to be: their entries are not taken
   * @return whether such an entry follows
   */
  boolean entries(Segment segment, long head) {
    while (whole(segment) && EntryHeader.op(address(segment.end)) <= head) {
      long entry = address(segment.end);
      long timestamp = EntryHeader.timestamp(entry);
      boolean filler = EntryHeader.kind(entry) == EntryHeader.KIND_FILLER;
      if (!filler && segment.index.wants(segment.end)) {
        segment.index.add(
            segment.nextOffset - segment.base, segment.end, timestamp, segment.committedBody);
      }
      segment.lastTimestamp = timestamp;
      segment.committedBody += filler ? 0 : EntryHeader.bodyLength(entry);
      segment.nextOffset += EntryHeader.count(entry);
      segment.end += EntryHeader.length(entry);
    }
    return whole(segment);
  }

  private boolean whole(Segment segment) {
    long position = segment.end;
    if (!headerAt(segment, position)
        || EntryHeader.baseOffset(address(position)) != segment.nextOffset
        || Long.compareUnsigned(EntryHeader.timestamp(address(position)), segment.lastTimestamp)
            < 0) {
      return false;
    }
    return available(position, EntryHeader.length(address(position)))
        && EntryHeader.bodyValid(address(position), shard.kernels, shard.scratch);
  }

  private boolean headerAt(Segment segment, long position) {
    if (!available(position, EntryHeader.SIZE)) {
      return false;
    }
    long entry = address(position);
    return Memory.getInt(entry + EntryHeader.LENGTH) > 0
        && EntryHeader.headerValid(entry, shard.kernels)
        && EntryVerifier.known(entry)
        && EntryHeader.partition(entry) == segment.partition.id();
  }

  /** Bytes from a position to the last one that is not zero. */
  long restOf(long from) {
    long last = from;
    for (long at = from; at < size; at = SegmentFile.down(at) + SegmentFile.BLOCK) {
      if (zeros(at)) {
        continue;
      }
      long end = SegmentFile.down(at) + SegmentFile.BLOCK;
      for (long position = at; position < end && available(position, 8); position += 8) {
        if (Memory.getLong(address(position)) != 0) {
          last = position + 8;
        }
      }
    }
    return last - from;
  }

  /** Whether the bytes from a position to the end of its block are there and all 0. */
  private boolean zeros(long position) {
    int length = (int) (SegmentFile.down(position) + SegmentFile.BLOCK - position);
    return available(position, length) && Memory.equal(address(position), shard.zeros, length);
  }

  /**
   * Whether an entry after this position says that messages from {@code offset} on were durable
   * when it was made.
   */
  boolean provenFrom(Segment segment, long from, long offset) {
    for (long position = from; available(position, EntryHeader.SIZE); position += 8) {
      if ((position == from || SegmentFile.down(position) == position) && zeros(position)) {
        // No entry begins here.
        position = SegmentFile.down(position) + SegmentFile.BLOCK - 8;
        continue;
      }
      long length = Memory.getLong(address(position) + EntryHeader.LENGTH);
      if (length != 0
          && headerAt(segment, position)
          && EntryHeader.baseOffset(address(position)) >= offset
          && EntryHeader.durable(address(position)) > offset) {
        return true;
      }
    }
    return false;
  }

  /** Whether the file has these bytes; loads them. */
  private boolean available(long position, int length) {
    if (position + length > size) {
      return false;
    }
    if (position < windowStart || position + length > windowEnd) {
      load(position, length);
    }
    return position + length <= windowEnd;
  }

  private void load(long position, int length) {
    windowStart = SegmentFile.down(position);
    windowEnd = windowStart;
    long needed = SegmentFile.up(position + length) - windowStart;
    if (needed > bufferBytes) {
      if (needed > Integer.MAX_VALUE - SegmentFile.BLOCK) {
        return;
      }
      bufferBytes = (int) needed;
      buffer = shard.loop.driver().allocate(bufferBytes);
    }
    windowEnd += check(shard.files.read(handle, buffer, wanted(needed), windowStart));
  }

  /** Reads no further than the file, which is often short. */
  private int wanted(long needed) {
    long rest = SegmentFile.up(size) - windowStart;
    return (int) Math.max(needed, Math.min(bufferBytes, rest));
  }

  private long address(long position) {
    return buffer + (position - windowStart);
  }

  private int check(int result) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " cannot be read ("
              + Errno.text(result)
              + "). Give this user the right to read it.");
    }
    return result;
  }
}
