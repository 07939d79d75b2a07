package galgo.log;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.EntryHeader;

/**
 * The body of an entry that removes messages of a partition (kind 4), by which all copies of a log
 * and every restart come to the same; of one that ends a segment (kind 6), too, but for its kind.
 *
 * <pre>
 *   0 partition u64 | 8 kind u8: 1 the messages before an offset, 2 all, and offsets begin at 0 again | 9 zero u8 × 7 | 16 offset u64
 * </pre>
 */
final class Truncation {
  static final int SIZE = 24;

  static final int BEFORE = 1;
  static final int PURGE = 2;

  private Truncation() {}

  /**
   * Completes the entry that was begun.
   *
   * @param entryKind kind 4 or 6 of {@link EntryHeader}
   */
  static void seal(
      long header, int entryKind, long partition, long timestamp, long body, Kernels kernels) {
    Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(SIZE));
    Memory.putInt(header + EntryHeader.BODY_LENGTH, SIZE);
    Memory.putByte(header + EntryHeader.KIND, entryKind);
    Memory.putLong(header + EntryHeader.PARTITION, partition);
    Memory.putLong(header + EntryHeader.TIMESTAMP, timestamp);
    EntryHeader.seal(header, body, kernels);
  }

  static void put(long body, long partition, int kind, long offset) {
    Memory.putLong(body, partition);
    Memory.putLong(body + 8, kind);
    Memory.putLong(body + 16, offset);
  }

  static long partition(long body) {
    return Memory.getLong(body);
  }

  static int kind(long body) {
    return Memory.getUnsignedByte(body + 8);
  }

  static long offset(long body) {
    return Memory.getLong(body + 16);
  }
}
