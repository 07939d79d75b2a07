package galgo.journal;

import galgo.io.Memory;

/**
 * The 128 bytes a frame begins with, and how a frame is laid out.
 *
 * <pre>
 *   header | stamp table, 4 bytes a unit | directory, 40 bytes a block | directory of the frame before |
 *   blocks | local records | zeros up to a multiple of 4096
 *
 *   0 checksum u128: keyed XXH3-128 of [16, length), the displaced bytes in their places
 *  16 header checksum u64: keyed XXH3-64 of [24, 128)
 *  24 magic u64 | 32 version u32 | 36 length u32 | 40 cluster u128 | 56 node u128 | 72 boot u64
 *  80 sequence u64 | 88 durable sequence u64 | 96 checksum of the frame before u128
 * 112 shard u32 | 116 blocks u16 | 118 blocks of the frame before u16 | 120 length of the local records u32 | 124 zero
 *
 * directory: 0 group u32 | 4 view u32 | 8 op u64 | 16 block checksum u128 | 32 offset in the frame u32 | 36 length u32
 * </pre>
 *
 * <p>The durable sequence says which frames were known to be on stable storage when this one was
 * submitted. Stateless; the caller owns the memory.
 */
final class FrameHeader {
  static final int SIZE = 128;
  static final int ALIGNMENT = 4096;
  static final int MAX_LENGTH = 1024 * 1024;
  static final int MAX_BLOCKS = 64;
  static final int DIRECTORY_ENTRY = 40;

  static final int CHECKSUM = 0;
  static final int HEADER_CHECKSUM = 16;
  static final int MAGIC = 24;
  static final int VERSION = 32;
  static final int LENGTH = 36;
  static final int CLUSTER = 40;
  static final int NODE = 56;
  static final int BOOT = 72;
  static final int SEQUENCE = 80;
  static final int DURABLE = 88;
  static final int PREVIOUS = 96;
  static final int SHARD = 112;
  static final int BLOCKS = 116;
  static final int PREVIOUS_BLOCKS = 118;
  static final int LOCAL_LENGTH = 120;

  static final int CURRENT_VERSION = 1;
  // "GALGOFRM" read as little-endian bytes.
  static final long MAGIC_NUMBER = 0x4D52_464F_474C_4147L;

  private FrameHeader() {}

  static int length(long frame) {
    return Memory.getInt(frame + LENGTH);
  }

  static long sequence(long frame) {
    return Memory.getLong(frame + SEQUENCE);
  }

  static long durable(long frame) {
    return Memory.getLong(frame + DURABLE);
  }

  static int blocks(long frame) {
    return Memory.getShort(frame + BLOCKS) & 0xFFFF;
  }

  static int previousBlocks(long frame) {
    return Memory.getShort(frame + PREVIOUS_BLOCKS) & 0xFFFF;
  }

  static int localLength(long frame) {
    return Memory.getInt(frame + LOCAL_LENGTH);
  }

  /** Address of the directory's entry of a block. */
  static long directory(long frame, int index) {
    return frame + SIZE + Stamps.tableLength(length(frame)) + (long) index * DIRECTORY_ENTRY;
  }

  /** Address of an entry of the copy of the directory of the frame before. */
  static long previousDirectory(long frame, int index) {
    return directory(frame, blocks(frame) + index);
  }

  /** Where the blocks begin, from the frame's start. */
  static int contentOffset(int length, int blocks, int previousBlocks) {
    return SIZE + Stamps.tableLength(length) + (blocks + previousBlocks) * DIRECTORY_ENTRY;
  }

  /** Length of a frame with so much in it; above {@link #MAX_LENGTH} it does not fit. */
  static int lengthFor(int blocks, int previousBlocks, int blockBytes, int localBytes) {
    long content = SIZE + (long) (blocks + previousBlocks) * DIRECTORY_ENTRY;
    content += (long) blockBytes + localBytes;
    // Of each unit of 512 bytes four go into the table.
    long total = (content * 128 + 126) / 127;
    return (int) Math.min(Integer.MAX_VALUE, (total + ALIGNMENT - 1) & -ALIGNMENT);
  }

  /** Writes what all frames of a journal have alike, and zeros. */
  static void begin(long frame, JournalIdentity identity, int shard, int length) {
    Memory.zero(frame, SIZE);
    Memory.putLong(frame + MAGIC, MAGIC_NUMBER);
    Memory.putInt(frame + VERSION, CURRENT_VERSION);
    Memory.putInt(frame + LENGTH, length);
    Memory.putLong(frame + CLUSTER, identity.clusterLow());
    Memory.putLong(frame + CLUSTER + 8, identity.clusterHigh());
    Memory.putLong(frame + NODE, identity.nodeLow());
    Memory.putLong(frame + NODE + 8, identity.nodeHigh());
    Memory.putLong(frame + BOOT, identity.boot());
    Memory.putInt(frame + SHARD, shard);
  }

  /** Writes stamp table, checksums and stamps; all else is in place. */
  static void seal(long frame, int stamp, KeyedHash hash) {
    int length = length(frame);
    Stamps.fillTable(frame, length);
    Memory.putLong(frame + HEADER_CHECKSUM, hash.narrow(frame + MAGIC, SIZE - MAGIC));
    hash.put(frame + HEADER_CHECKSUM, length - HEADER_CHECKSUM, frame + CHECKSUM);
    Stamps.put(frame, length, stamp);
  }

  /**
   * Whether the 128 bytes are a whole header of this node, of that start and shard. Says nothing of
   * what follows.
   */
  static boolean valid(long frame, JournalIdentity identity, long boot, int shard, KeyedHash hash) {
    return Memory.getLong(frame + MAGIC) == MAGIC_NUMBER
        && Memory.getInt(frame + VERSION) == CURRENT_VERSION
        && Memory.getLong(frame + HEADER_CHECKSUM) == hash.narrow(frame + MAGIC, SIZE - MAGIC)
        && Memory.getLong(frame + CLUSTER) == identity.clusterLow()
        && Memory.getLong(frame + CLUSTER + 8) == identity.clusterHigh()
        && Memory.getLong(frame + NODE) == identity.nodeLow()
        && Memory.getLong(frame + NODE + 8) == identity.nodeHigh()
        && Memory.getLong(frame + BOOT) == boot
        && Memory.getInt(frame + SHARD) == shard
        && Memory.getInt(frame + 124) == 0
        && sane(frame);
  }

  private static boolean sane(long frame) {
    int length = length(frame);
    int blocks = blocks(frame);
    int previous = previousBlocks(frame);
    int local = localLength(frame);
    return length >= ALIGNMENT
        && length <= MAX_LENGTH
        && length % ALIGNMENT == 0
        && sequence(frame) >= 1
        && durable(frame) < sequence(frame)
        && blocks <= MAX_BLOCKS
        && previous <= MAX_BLOCKS
        && local >= 0
        && contentOffset(length, blocks, previous) + (long) local <= length;
  }

  /**
   * Whether a frame with a valid header, all of it in memory and its stamps taken out, is what was
   * written.
   */
  static boolean whole(long frame, KeyedHash hash) {
    return hash.matches(frame + HEADER_CHECKSUM, length(frame) - HEADER_CHECKSUM, frame + CHECKSUM);
  }

  /** Writes a directory's entry. */
  static void putDirectory(long entry, long block, int offset, int length) {
    Memory.putInt(entry, BlockHeader.group(block));
    Memory.putInt(entry + 4, Memory.getInt(block + BlockHeader.VIEW));
    Memory.putLong(entry + 8, BlockHeader.op(block));
    Memory.copy(block + BlockHeader.CHECKSUM, entry + 16, 16);
    Memory.putInt(entry + 32, offset);
    Memory.putInt(entry + 36, length);
  }

  static int directoryGroup(long entry) {
    return Memory.getInt(entry);
  }

  static long directoryOp(long entry) {
    return Memory.getLong(entry + 8);
  }

  /** Address of the 16 bytes. */
  static long directoryChecksum(long entry) {
    return entry + 16;
  }

  static int directoryOffset(long entry) {
    return Memory.getInt(entry + 32);
  }

  static int directoryLength(long entry) {
    return Memory.getInt(entry + 36);
  }
}
