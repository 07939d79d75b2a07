package galgo.journal;

import galgo.io.Memory;

/**
 * What a frame holds beside blocks: facts of this node alone, in the first frame of a journal.
 *
 * <pre>
 *   0 keyed XXH3-64 of [8, length) u64 | 8 type u32 | 12 length u32, a multiple of 8
 *
 *   1 view state: 16 group u32 | 20 view u32 | 24 log view u32 | 28 epoch u32 | 32 head op u64 | 40 head checksum u128
 *                 56 commit u64
 *   3 home:       16 count u32 | 20 groups u32, count times | zeros
 * </pre>
 *
 * <p>A view state says what a group's head was when the journal began: older journals hold nothing
 * beyond it. Stateless; the caller owns the memory.
 */
final class LocalRecord {
  static final int VIEW_STATE = 1;
  static final int HOME = 3;
  static final int VIEW_STATE_LENGTH = 64;

  private static final int HEADER = 16;

  private LocalRecord() {}

  static int type(long record) {
    return Memory.getInt(record + 8);
  }

  static int length(long record) {
    return Memory.getInt(record + 12);
  }

  static int group(long record) {
    return Memory.getInt(record + HEADER);
  }

  static long headOp(long record) {
    return Memory.getLong(record + 32);
  }

  /** Address of the 16 bytes. */
  static long headChecksum(long record) {
    return record + 40;
  }

  static int homeLength(int groups) {
    return (HEADER + 4 + 4 * groups + 7) & -8;
  }

  static int homeCount(long record) {
    return Memory.getInt(record + HEADER);
  }

  static int homeGroup(long record, int index) {
    return Memory.getInt(record + HEADER + 4 + 4L * index);
  }

  /** Writes the state of a group of a single server; returns where the next record goes. */
  static long putViewState(long record, int group, long headOp, long headChecksum, KeyedHash hash) {
    begin(record, VIEW_STATE, VIEW_STATE_LENGTH);
    Memory.putInt(record + HEADER, group);
    Memory.putInt(record + 28, BlockHeader.FIRST_EPOCH);
    Memory.putLong(record + 32, headOp);
    Memory.copy(headChecksum, record + 40, 16);
    Memory.putLong(record + 56, headOp);
    return sealed(record, hash);
  }

  static long putHome(long record, int[] groups, KeyedHash hash) {
    begin(record, HOME, homeLength(groups.length));
    Memory.putInt(record + HEADER, groups.length);
    for (int i = 0; i < groups.length; i++) {
      Memory.putInt(record + HEADER + 4 + 4L * i, groups[i]);
    }
    return sealed(record, hash);
  }

  /**
   * Whether a whole record begins here.
   *
   * @param room bytes up to where it must end
   */
  static boolean valid(long record, long room, KeyedHash hash) {
    return room >= HEADER + 8
        && length(record) >= HEADER + 8
        && length(record) <= room
        && length(record) % 8 == 0
        && Memory.getLong(record) == hash.narrow(record + 8, length(record) - 8)
        && switch (type(record)) {
          case VIEW_STATE -> length(record) == VIEW_STATE_LENGTH;
          case HOME ->
              homeCount(record) < 1 << 16 && length(record) == homeLength(homeCount(record));
          default -> false;
        };
  }

  private static void begin(long record, int type, int length) {
    Memory.zero(record, length);
    Memory.putInt(record + 8, type);
    Memory.putInt(record + 12, length);
  }

  private static long sealed(long record, KeyedHash hash) {
    Memory.putLong(record, hash.narrow(record + 8, length(record) - 8));
    return record + length(record);
  }
}
