package galgo.log;

import galgo.io.Memory;

/**
 * The body of an entry that removes messages of a partition (kind 4), by which all copies of a log
 * and every restart come to the same.
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
