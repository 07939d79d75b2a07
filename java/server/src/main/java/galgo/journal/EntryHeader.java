package galgo.journal;

import galgo.io.Kernels;
import galgo.io.Memory;

/**
 * The 128 bytes before the body of every stored entry, read and written in place by the entry's
 * address.
 *
 * <p>Little-endian; the entry is header, body, zeros up to a multiple of 8. The header's own
 * checksum covers the body's, so a body is hashed once. Stateless; the caller owns the memory.
 */
public final class EntryHeader {
  public static final int SIZE = 128;

  /** The longest body whose entry's length, aligned or not, is still an int. */
  public static final int MAX_BODY_LENGTH = Integer.MAX_VALUE - SIZE - 4095;

  /** XXH3-64 of bytes 8..127. */
  public static final int CHECKSUM = 0;

  /** XXH3-128 of the body as stored. */
  public static final int BODY_CHECKSUM = 8;

  /** u32: header, body and padding, the step to the next entry. */
  public static final int LENGTH = 24;

  /** u32. */
  public static final int BODY_LENGTH = 28;

  /** u8, one of the kinds below. */
  public static final int KIND = 32;

  /** u8: the form of an appended batch: 0 none, 1 classic, 2 of the 0.9 generation. */
  public static final int FORMAT = 33;

  /** u16, of the flags below. */
  public static final int FLAGS = 34;

  /** u32: messages. */
  public static final int COUNT = 36;

  /** u64: incarnation of the partition. */
  public static final int PARTITION = 40;

  public static final int BASE_OFFSET = 48;

  /** u64: microseconds since 1970. */
  public static final int TIMESTAMP = 56;

  /** u64: the largest origin time among the messages. */
  public static final int ORIGIN_MAX = 64;

  /** u128. */
  public static final int CLIENT = 72;

  public static final int SESSION = 88;
  public static final int REQUEST = 96;

  /** u64: the operation (block) the entry belongs to. */
  public static final int OP = 104;

  /** u32: place in that block. */
  public static final int INDEX = 112;

  /** 4 zero bytes. */
  public static final int RESERVED = 116;

  /**
   * u64: all messages of the partition below this offset were on stable storage when the entry was
   * made. So a whole entry proves that an unreadable one before that offset was whole once.
   */
  public static final int DURABLE = 120;

  /** The form of a batch: messages in the layout of the classic protocol. */
  public static final int FORMAT_CLASSIC = 1;

  /** The form of a batch: a record of the 0.9 protocol. */
  public static final int FORMAT_RECORD = 2;

  /** Flag: the body lies in the partition's segment, not in the journal. */
  public static final int FLAG_PLACED = 1;

  /**
   * Flag: the entry begins on a multiple of 4096 bytes of its segment and ends on one, so that its
   * length is rounded up to {@link #ALIGNMENT} and no synced write shares a sector with it.
   */
  public static final int FLAG_ALIGNED = 2;

  /** Flag: the producer was answered before the entry was on stable storage. */
  public static final int FLAG_MEMORY = 4;

  /** What the length of an aligned entry is a multiple of. */
  public static final int ALIGNMENT = 4096;

  public static final int KIND_APPEND = 1;
  public static final int KIND_CONSUMER_OFFSETS = 2;
  public static final int KIND_METADATA = 3;
  public static final int KIND_TRUNCATE = 4;

  /** Zeros up to where an aligned entry begins: its count is 0. */
  public static final int KIND_FILLER = 5;

  public static final int KIND_SEGMENT_CLOSE = 6;
  public static final int KIND_SESSION_END = 7;
  public static final int KIND_CONFIGURATION = 8;
  public static final int KIND_NO_OP = 9;

  private EntryHeader() {}

  /** Bytes an entry with such a body takes, if it is not aligned. */
  public static int lengthFor(int bodyLength) {
    return lengthFor(bodyLength, 0);
  }

  /**
   * Bytes an entry takes: header, body and zeros up to a multiple of 8, or of 4096 with {@link
   * #FLAG_ALIGNED}.
   *
   * @param bodyLength 0 to {@link #MAX_BODY_LENGTH}
   */
  public static int lengthFor(int bodyLength, int flags) {
    int unit = (flags & FLAG_ALIGNED) != 0 ? ALIGNMENT : 8;
    return (SIZE + bodyLength + unit - 1) & -unit;
  }

  public static int flags(long entry) {
    return Memory.getShort(entry + FLAGS) & 0xFFFF;
  }

  public static int length(long entry) {
    return Memory.getInt(entry + LENGTH);
  }

  public static int bodyLength(long entry) {
    return Memory.getInt(entry + BODY_LENGTH);
  }

  public static long body(long entry) {
    return entry + SIZE;
  }

  public static int kind(long entry) {
    return Memory.getUnsignedByte(entry + KIND);
  }

  public static int format(long entry) {
    return Memory.getUnsignedByte(entry + FORMAT);
  }

  public static long timestamp(long entry) {
    return Memory.getLong(entry + TIMESTAMP);
  }

  public static long op(long entry) {
    return Memory.getLong(entry + OP);
  }

  /** Whether the body is a batch in a form that this server knows. */
  public static boolean isBatch(long entry) {
    int format = format(entry);
    return format == FORMAT_CLASSIC || format == FORMAT_RECORD;
  }

  public static int count(long entry) {
    return Memory.getInt(entry + COUNT);
  }

  public static long partition(long entry) {
    return Memory.getLong(entry + PARTITION);
  }

  public static long baseOffset(long entry) {
    return Memory.getLong(entry + BASE_OFFSET);
  }

  public static long durable(long entry) {
    return Memory.getLong(entry + DURABLE);
  }

  public static int index(long entry) {
    return Memory.getInt(entry + INDEX);
  }

  /** Says what an entry is whose body follows its header; all else is zero or in place. */
  public static void describe(long entry, int kind, int bodyLength, long timestamp) {
    Memory.putInt(entry + LENGTH, lengthFor(bodyLength));
    Memory.putInt(entry + BODY_LENGTH, bodyLength);
    Memory.putByte(entry + KIND, kind);
    Memory.putLong(entry + TIMESTAMP, timestamp);
  }

  /** Writes both checksums; all other fields and the body are in place. */
  public static void seal(long entry, Kernels kernels) {
    seal(entry, body(entry), kernels);
  }

  /** As {@link #seal(long, Kernels)}, with the body elsewhere. */
  public static void seal(long entry, long body, Kernels kernels) {
    kernels.xxh3Wide(body, bodyLength(entry), entry + BODY_CHECKSUM);
    Memory.putLong(entry + CHECKSUM, kernels.xxh3(entry + 8, SIZE - 8));
  }

  /**
   * Whether the 128 bytes are a whole header: checksum, lengths that fit its flags, no messages in
   * a filler. Says nothing of the body.
   */
  public static boolean headerValid(long entry, Kernels kernels) {
    int bodyLength = bodyLength(entry);
    return bodyLength >= 0
        && bodyLength <= MAX_BODY_LENGTH
        && length(entry) == lengthFor(bodyLength, flags(entry))
        && (kind(entry) != KIND_FILLER || count(entry) == 0)
        && Memory.getLong(entry + CHECKSUM) == kernels.xxh3(entry + 8, SIZE - 8);
  }

  /**
   * Whether the body of a valid header is whole.
   *
   * @param scratch 16 bytes
   */
  public static boolean bodyValid(long entry, Kernels kernels, long scratch) {
    return bodyValid(entry, body(entry), kernels, scratch);
  }

  /** As {@link #bodyValid(long, Kernels, long)}, with the body elsewhere. */
  public static boolean bodyValid(long entry, long body, Kernels kernels, long scratch) {
    kernels.xxh3Wide(body, bodyLength(entry), scratch);
    return Memory.equal(scratch, entry + BODY_CHECKSUM, 16);
  }
}
