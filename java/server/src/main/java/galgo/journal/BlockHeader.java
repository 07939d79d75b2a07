package galgo.journal;

import galgo.io.Memory;

/**
 * The 256 bytes before a block's entry headers, read and written in place by the block's address.
 * The entry headers follow at once, the bodies after them, each padded to 8 bytes.
 *
 * <p>Little-endian; the first 64 bytes are the envelope of messages between nodes. Stateless; the
 * caller owns the memory. Source of the format: the cluster design, section 3.
 */
final class BlockHeader {
  static final int SIZE = 256;

  /** The most entries of a block that is read. */
  static final int MAX_ENTRIES = 1024;

  /** u128: keyed XXH3-128 of bytes 16..255. */
  static final int CHECKSUM = 0;

  /** u128: keyed XXH3-128 of the entry headers, each of which holds its body's checksum. */
  static final int CHECKSUM_BODY = 16;

  static final int CLUSTER = 32;

  /** u32: header, entry headers, bodies padded to 8; placed ones, too. */
  static final int BLOCK_SIZE = 48;

  static final int VIEW = 52;
  static final int RELEASE = 56;

  /** u8. */
  static final int COMMAND = 60;

  /** u16: version of this layout. */
  static final int PROTOCOL = 62;

  static final int GROUP = 64;
  static final int EPOCH = 68;
  static final int OP = 72;

  /** u64: the proposer's commit number. */
  static final int COMMIT = 80;

  /** u128: {@link #CHECKSUM} of the block before, 0 before the first. */
  static final int PARENT = 88;

  /** u64: microseconds since 1970, strictly growing in the group. */
  static final int TIMESTAMP = 104;

  /** u16. */
  static final int ENTRIES = 144;

  static final int HEADERS_LENGTH = 148;

  /** Zeros to the end. */
  static final int RESERVED = 152;

  static final int COMMAND_PREPARE = 6;
  static final int VERSION = 1;
  static final int CURRENT_RELEASE = 1;

  /** A single server's configuration. */
  static final int FIRST_EPOCH = 1;

  private BlockHeader() {}

  static int group(long block) {
    return Memory.getInt(block + GROUP);
  }

  static long op(long block) {
    return Memory.getLong(block + OP);
  }

  static long timestamp(long block) {
    return Memory.getLong(block + TIMESTAMP);
  }

  static int entries(long block) {
    return Memory.getShort(block + ENTRIES) & 0xFFFF;
  }

  /** Address of an entry's header. */
  static long entry(long block, int index) {
    return block + SIZE + (long) index * EntryHeader.SIZE;
  }

  /**
   * Writes fields that every block of a single server has alike, and zeros.
   *
   * @param entries 1 to {@link #MAX_ENTRIES}
   * @param size the block's, placed bodies included
   */
  static void begin(long block, JournalIdentity identity, int entries, int size) {
    Memory.zero(block, SIZE);
    Memory.putLong(block + CLUSTER, identity.clusterLow());
    Memory.putLong(block + CLUSTER + 8, identity.clusterHigh());
    Memory.putInt(block + BLOCK_SIZE, size);
    Memory.putInt(block + RELEASE, CURRENT_RELEASE);
    Memory.putByte(block + COMMAND, COMMAND_PREPARE);
    Memory.putShort(block + PROTOCOL, VERSION);
    Memory.putInt(block + EPOCH, FIRST_EPOCH);
    Memory.putShort(block + ENTRIES, entries);
    Memory.putInt(block + HEADERS_LENGTH, entries * EntryHeader.SIZE);
  }

  /** Writes both checksums; all other fields and the entry headers behind it are in place. */
  static void seal(long block, KeyedHash hash) {
    hash.put(block + SIZE, Memory.getInt(block + HEADERS_LENGTH), block + CHECKSUM_BODY);
    hash.put(block + 16, SIZE - 16, block + CHECKSUM);
  }

  /**
   * Whether the 256 bytes are a whole block header of this cluster. Says nothing of what follows.
   */
  static boolean valid(long block, JournalIdentity identity, KeyedHash hash) {
    return hash.matches(block + 16, SIZE - 16, block + CHECKSUM)
        && Memory.getLong(block + CLUSTER) == identity.clusterLow()
        && Memory.getLong(block + CLUSTER + 8) == identity.clusterHigh()
        && Memory.getUnsignedByte(block + COMMAND) == COMMAND_PREPARE
        && Memory.getShort(block + PROTOCOL) == VERSION
        && entries(block) <= MAX_ENTRIES
        && Memory.getInt(block + HEADERS_LENGTH) == entries(block) * EntryHeader.SIZE
        && Memory.getUnsignedInt(block + BLOCK_SIZE) >= SIZE + Memory.getInt(block + HEADERS_LENGTH)
        && reservedIsZero(block);
  }

  /** Whether the entry headers behind a valid header are what it was sealed with. */
  static boolean entriesValid(long block, KeyedHash hash) {
    return hash.matches(block + SIZE, Memory.getInt(block + HEADERS_LENGTH), block + CHECKSUM_BODY);
  }

  private static boolean reservedIsZero(long block) {
    for (int at = RESERVED; at < SIZE; at += 8) {
      if (Memory.getLong(block + at) != 0) {
        return false;
      }
    }
    return true;
  }
}
