package galgo.journal;

import galgo.io.Memory;

/**
 * The first block of a checkpoint's file: its header of 512 bytes, twice.
 *
 * <pre>
 *   0 keyed XXH3-64 of [8, 512) u64 | 8 magic u64 | 16 version u32 | 20 group u32 | 24 cluster u128 | 40 node u128
 *  56 boot u64 | 64 number u64 | 72 op u64 | 80 block checksum u128 | 96 timestamp u64 | 104 length of the body u64
 * 112 keyed XXH3-64 of (XXH3-64 of the body u64, its length u64) u64 | 120 zeros
 * </pre>
 *
 * <p>Stateless; the caller owns the memory.
 */
final class CheckpointHeader {
  static final int BLOCK = 4096;
  static final int COPY = 512;
  static final int CURRENT_VERSION = 1;

  // "GALGOCHK" read as little-endian bytes.
  private static final long MAGIC_NUMBER = 0x4B48_434F_474C_4147L;

  private CheckpointHeader() {}

  static void put(
      long header,
      JournalIdentity identity,
      int group,
      long number,
      long op,
      long checksum,
      long timestamp,
      int length) {
    Memory.zero(header, BLOCK);
    Memory.putLong(header + 8, MAGIC_NUMBER);
    Memory.putInt(header + 16, CURRENT_VERSION);
    Memory.putInt(header + 20, group);
    Memory.putLong(header + 24, identity.clusterLow());
    Memory.putLong(header + 32, identity.clusterHigh());
    Memory.putLong(header + 40, identity.nodeLow());
    Memory.putLong(header + 48, identity.nodeHigh());
    Memory.putLong(header + 56, identity.boot());
    Memory.putLong(header + 64, number);
    Memory.putLong(header + 72, op);
    Memory.copy(checksum, header + 80, 16);
    Memory.putLong(header + 96, timestamp);
    Memory.putLong(header + 104, length);
  }

  /** Writes the checksums, and the second copy. */
  static void seal(long header, long body, KeyedHash hash) {
    Memory.putLong(header + 112, bodyChecksum(body, (int) length(header), hash));
    Memory.putLong(header, hash.narrow(header + 8, COPY - 8));
    Memory.copy(header, header + COPY, COPY);
  }

  /** The copy that is whole; 0 when neither is. */
  static long whole(long block, KeyedHash hash) {
    for (long copy = block; copy <= block + COPY; copy += COPY) {
      if (wholeCopy(copy, hash)) {
        return copy;
      }
    }
    return 0;
  }

  static boolean wholeCopy(long copy, KeyedHash hash) {
    return marked(copy) && Memory.getLong(copy) == hash.narrow(copy + 8, COPY - 8);
  }

  static boolean marked(long copy) {
    return Memory.getLong(copy + 8) == MAGIC_NUMBER;
  }

  static boolean bodyWhole(long header, long body, KeyedHash hash) {
    return Memory.getLong(header + 112) == bodyChecksum(body, (int) length(header), hash);
  }

  static int version(long header) {
    return Memory.getInt(header + 16);
  }

  static boolean ours(long header, JournalIdentity identity, int group) {
    return Memory.getInt(header + 20) == group
        && Memory.getLong(header + 24) == identity.clusterLow()
        && Memory.getLong(header + 32) == identity.clusterHigh()
        && Memory.getLong(header + 40) == identity.nodeLow()
        && Memory.getLong(header + 48) == identity.nodeHigh();
  }

  static long number(long header) {
    return Memory.getLong(header + 64);
  }

  static long length(long header) {
    return Memory.getLong(header + 104);
  }

  static Checkpoint decode(long header, long body) {
    return new Checkpoint(
        Memory.getInt(header + 20),
        Memory.getLong(header + 56),
        number(header),
        Memory.getLong(header + 72),
        Memory.getLong(header + 80),
        Memory.getLong(header + 88),
        Memory.getLong(header + 96),
        body,
        (int) length(header),
        "");
  }

  // The body may be the caller's live memory, so the key does not go in front of it.
  private static long bodyChecksum(long body, int length, KeyedHash hash) {
    return hash.mixed(hash.kernels().xxh3(body, length), length);
  }
}
