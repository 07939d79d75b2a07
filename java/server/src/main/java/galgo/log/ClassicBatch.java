package galgo.log;

import galgo.io.Memory;

/**
 * The classic form of a batch: messages back to back, as they travel and as they are stored.
 *
 * <pre>
 *   0 checksum u64 (XXH3-64 of the message from byte 8) | 8 id u128 | 24 offset u64 | 32 timestamp u64
 *  40 origin timestamp u64 | 48 headers length u32 | 52 payload length u32 | 56 reserved u64
 *  64 payload | 64 + payload length: headers
 * </pre>
 *
 * <p>Times are microseconds since 1970. A sender puts an index of 16 bytes a message before it:
 * offset u32 and timestamp u64 at 8, both 0, and at 4 the end of the message in the batch u32.
 */
public final class ClassicBatch {
  /** The number by which an entry's header names this form. */
  public static final int FORMAT = 1;

  /** Bytes of a message before its payload. */
  public static final int HEADER = 64;

  public static final int CHECKSUM = 0;
  public static final int ID = 8;
  public static final int OFFSET = 24;
  public static final int TIMESTAMP = 32;
  public static final int ORIGIN = 40;
  public static final int HEADERS_LENGTH = 48;
  public static final int PAYLOAD_LENGTH = 52;
  static final int RESERVED = 56;

  /** Bytes of an index entry. */
  public static final int INDEX_ENTRY = 16;

  public static final int PAYLOAD_LIMIT = 64_000_000;
  public static final int HEADERS_LIMIT = 100_000;

  public static final int VALID = 0;

  /** An index entry has an offset. */
  public static final int INDEX_OFFSET_SET = 1;

  /** An index entry has a timestamp. */
  public static final int INDEX_TIMESTAMP_SET = 2;

  /** A message begins or ends outside the batch, or its lengths are more than its place. */
  public static final int OUT_OF_BOUNDS = 3;

  /** A payload is longer than {@link #PAYLOAD_LIMIT}. */
  public static final int PAYLOAD_TOO_BIG = 4;

  /** User headers are longer than {@link #HEADERS_LIMIT}. */
  public static final int HEADERS_TOO_BIG = 5;

  /** A message has a smaller offset than the one before it. */
  public static final int OFFSET_ORDER = 6;

  /** An index entry ends before the one before it. */
  public static final int INDEX_ORDER = 7;

  /** The messages are not as long together as the batch. */
  public static final int SIZE_MISMATCH = 8;

  private ClassicBatch() {}

  /** Bytes of the message whose first 64 bytes are at the address. */
  public static long size(long message) {
    return HEADER
        + Memory.getUnsignedInt(message + HEADERS_LENGTH)
        + Memory.getUnsignedInt(message + PAYLOAD_LENGTH);
  }

  /**
   * Checks a batch as a sender made it, in the order in which Iggy 0.8 does. When it is valid the
   * messages lie back to back and fill {@code length} exactly.
   *
   * @param index address of {@code count} index entries
   * @param messages address of the messages
   * @param length bytes of all messages
   * @param count messages, at least 1
   * @return {@link #VALID} or what is wrong first
   */
  public static int validate(long index, long messages, long length, int count) {
    long start = 0;
    long sum = 0;
    long previousOffset = 0;
    long previousPosition = 0;
    int last = count - 1;
    for (int i = 0; i < count; i++) {
      long entry = index + (long) i * INDEX_ENTRY;
      if (Memory.getInt(entry) != 0) {
        return INDEX_OFFSET_SET;
      }
      if (Memory.getLong(entry + 8) != 0) {
        return INDEX_TIMESTAMP_SET;
      }
      long position = Memory.getUnsignedInt(entry + 4);
      // The last entry's position is not used: the last message ends with the batch.
      long end = i == last ? length : position;
      if (end > length || end - start < HEADER) {
        return OUT_OF_BOUNDS;
      }
      long message = messages + start;
      int invalid = checkMessage(message, end - start, previousOffset);
      if (invalid != VALID) {
        return invalid;
      }
      if (position < previousPosition) {
        return INDEX_ORDER;
      }
      previousPosition = position;
      previousOffset = Memory.getLong(message + OFFSET);
      sum += size(message);
      start = end;
    }
    return sum == length ? VALID : SIZE_MISMATCH;
  }

  private static int checkMessage(long message, long place, long previousOffset) {
    if (size(message) > place) {
      return OUT_OF_BOUNDS;
    }
    if (Memory.getUnsignedInt(message + PAYLOAD_LENGTH) > PAYLOAD_LIMIT) {
      return PAYLOAD_TOO_BIG;
    }
    if (Memory.getUnsignedInt(message + HEADERS_LENGTH) > HEADERS_LIMIT) {
      return HEADERS_TOO_BIG;
    }
    if (Long.compareUnsigned(Memory.getLong(message + OFFSET), previousOffset) < 0) {
      return OFFSET_ORDER;
    }
    return VALID;
  }
}
