package galgo.log;

import galgo.io.Driver;
import galgo.io.Files;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;

/**
 * A sparse index on disk: after the file's header blocks of 4096 bytes, each whole or worthless.
 *
 * <pre>
 *   0 XXH3-64 of bytes 8..4095 | 8 number of the block u32, from 0 | 12 records u16 | 14 flags u16 | 16 records of 24 bytes
 *   record: 0 offset from the base u32 | 4 position u32 | 8 timestamp u64 | 16 bytes of messages before it u32 | 20 zero u32
 * </pre>
 *
 * <p>A record is written when all before its position is on stable storage: recovery starts at the
 * last one. With the flag END the last record is not an entry but the place after the last entry.
 */
public final class IndexFile {
  public static final int BLOCK = 4096;
  public static final int RECORD = 24;
  public static final int RECORDS = (BLOCK - 16) / RECORD;

  /** The last record of the block is the end of the log. */
  public static final int END = 1;

  /**
   * What a file says: the place up to which the log is whole, and whether it was the end.
   *
   * @param blocks whole blocks
   */
  record Checkpoint(
      int blocks,
      boolean end,
      long offset,
      long position,
      long timestamp,
      long bodyBytes,
      int records) {
    static final Checkpoint NONE = new Checkpoint(0, false, 0, SegmentFile.HEADER, 0, 0, 0);
  }

  private IndexFile() {}

  /** Position of a block in the file. */
  public static long blockPosition(int block) {
    return SegmentFile.HEADER + (long) block * BLOCK;
  }

  /** Writes the records of a block from {@code index}; returns how many. */
  static int encode(long target, SparseIndex index, int block, int limit) {
    int first = block * RECORDS;
    int count = Math.min(RECORDS, limit - first);
    Memory.zero(target, BLOCK);
    Memory.putInt(target + 8, block);
    for (int i = 0; i < count; i++) {
      int record = first + i;
      put(
          target,
          i,
          index.offset(record),
          index.position(record),
          index.timestamp(record),
          index.bodyBytes(record));
    }
    Memory.putShort(target + 12, count);
    return count;
  }

  /** Adds the end of the log as a record; there is room. */
  static void putEnd(long target, Segment segment, long timestamp) {
    int count = Memory.getShort(target + 12);
    put(
        target,
        count,
        segment.nextOffset - segment.base,
        segment.end,
        timestamp,
        segment.appendedBody);
    Memory.putShort(target + 12, count + 1);
    Memory.putShort(target + 14, END);
  }

  static void seal(long target, Kernels kernels) {
    Memory.putLong(target, kernels.xxh3(target + 8, BLOCK - 8));
  }

  private static void put(
      long target, int record, long offset, long position, long timestamp, long bodyBytes) {
    long at = target + 16 + (long) record * RECORD;
    Memory.putInt(at, (int) offset);
    Memory.putInt(at + 4, (int) position);
    Memory.putLong(at + 8, timestamp);
    Memory.putInt(at + 16, (int) bodyBytes);
  }

  /** Whether a block is whole and the one with this number. */
  public static boolean valid(long block, int number, Kernels kernels) {
    int count = Memory.getShort(block + 12);
    return count >= 0
        && count <= RECORDS
        && Memory.getInt(block + 8) == number
        && Memory.getLong(block) == kernels.xxh3(block + 8, BLOCK - 8);
  }

  /**
   * Reads the file, blocking: all records into {@code index}, as far as blocks are whole.
   *
   * @param buffer memory of whole blocks
   * @return the last record, {@link Checkpoint#NONE} when there is none or no file
   * @throws DataDirectoryException when the file has another version
   */
  static Checkpoint load(
      Driver driver, Segment segment, SparseIndex index, long buffer, int bufferBytes) {
    Files files = driver.files();
    int handle = files.open(segment.indexPath(), Files.READ | Files.DIRECT);
    if (handle < 0) {
      return Checkpoint.NONE;
    }
    try {
      int read = files.read(handle, buffer, bufferBytes, 0);
      if (read < SegmentFile.HEADER
          || !SegmentFile.whole(
              buffer,
              SegmentFile.INDEX_MAGIC,
              segment.partition.id(),
              segment.base,
              driver,
              segment.indexPath())
          // An index left of a segment that was removed and begun again.
          || SegmentFile.timestamp(buffer) != segment.firstTimestamp) {
        return Checkpoint.NONE;
      }
      return loadBlocks(driver, handle, index, buffer, bufferBytes, read);
    } finally {
      files.close(handle);
    }
  }

  private static Checkpoint loadBlocks(
      Driver driver, int handle, SparseIndex index, long buffer, int bufferBytes, int read) {
    Checkpoint last = Checkpoint.NONE;
    int block = 0;
    int bytes = read;
    long at = buffer + SegmentFile.HEADER;
    while (true) {
      for (; at + BLOCK <= buffer + bytes; at += BLOCK, block++) {
        if (!valid(at, block, driver.kernels())) {
          return last;
        }
        last = decode(at, block, index, last);
      }
      if (bytes < bufferBytes) {
        return last;
      }
      bytes = driver.files().read(handle, buffer, bufferBytes, blockPosition(block));
      at = buffer;
    }
  }

  private static Checkpoint decode(long block, int number, SparseIndex index, Checkpoint last) {
    int count = Memory.getShort(block + 12);
    boolean end = Memory.getShort(block + 14) == END;
    Checkpoint checkpoint = last;
    for (int i = 0; i < count; i++) {
      long at = block + 16 + (long) i * RECORD;
      long offset = Memory.getUnsignedInt(at);
      long position = Memory.getUnsignedInt(at + 4);
      long timestamp = Memory.getLong(at + 8);
      long bodyBytes = Memory.getUnsignedInt(at + 16);
      boolean isEnd = end && i == count - 1;
      if (!isEnd) {
        index.add(offset, position, timestamp, bodyBytes);
      }
      checkpoint =
          new Checkpoint(number + 1, isEnd, offset, position, timestamp, bodyBytes, index.size());
    }
    return checkpoint;
  }
}
