package galgo.log;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;

/**
 * The form of a batch in the 0.9 protocol, as it travels and as it is stored: a header of 256
 * bytes, then messages as frames back to back.
 *
 * <pre>
 *   0 partition u64 | 8 base offset u64 | 16 base timestamp u64 | 24 origin timestamp u64
 *  32 length u64, header included | 40 checksum u64 | 48 count u32 | 52 zeros
 * frame:
 *   0 checksum u64 (XXH3-64 of the frame from byte 8) | 8 id u128 | 24 offset delta u32
 *  28 timestamp delta u32 | 32 headers length u32 | 36 payload length u32 | 40 zeros u64
 *  48 payload | 48 + payload length: headers
 * </pre>
 *
 * <p>A message's offset is base + delta, its time that of the base, its origin time the origin's +
 * delta. The checksum of the header covers its fields 0..39 and the count, and the checksums of the
 * frames, so that a server that fills in the first three fields reads no message again. Source:
 * wire-0.9 §2.5.
 */
public final class BatchRecord {
  /** The number by which an entry's header names this form. */
  public static final int FORMAT = 2;

  /** Bytes before the first frame. */
  public static final int HEADER = 256;

  /** Bytes of a frame before its payload. */
  public static final int FRAME = 48;

  public static final int PARTITION = 0;
  public static final int BASE_OFFSET = 8;
  public static final int BASE_TIMESTAMP = 16;
  public static final int ORIGIN = 24;
  public static final int LENGTH = 32;
  public static final int CHECKSUM = 40;
  public static final int COUNT = 48;
  static final int RESERVED = 52;

  public static final int FRAME_CHECKSUM = 0;
  public static final int FRAME_ID = 8;
  public static final int OFFSET_DELTA = 24;
  public static final int TIMESTAMP_DELTA = 28;
  public static final int HEADERS_LENGTH = 32;
  public static final int PAYLOAD_LENGTH = 36;
  public static final int FRAME_RESERVED = 40;

  public static final int VALID = 0;

  /** Lengths, counts, deltas or zeros are not what they must be. */
  public static final int MALFORMED = 1;

  /** A payload is longer than {@link ClassicBatch#PAYLOAD_LIMIT}. */
  public static final int PAYLOAD_TOO_BIG = 2;

  /** User headers are longer than {@link ClassicBatch#HEADERS_LIMIT}. */
  public static final int HEADERS_TOO_BIG = 3;

  /** A frame is not what its checksum says. */
  public static final int FRAME_DAMAGED = 4;

  /** The header, or a frame's checksum, is not what the header's checksum says. */
  public static final int RECORD_DAMAGED = 5;

  private BatchRecord() {}

  /** Bytes of the frame whose first 48 bytes are at the address. */
  public static long size(long frame) {
    return FRAME
        + Memory.getUnsignedInt(frame + HEADERS_LENGTH)
        + Memory.getUnsignedInt(frame + PAYLOAD_LENGTH);
  }

  /**
   * Checks a record as a sender made it: first its structure, then its checksums. When it is valid
   * its frames lie back to back, numbered from 0, and fill it exactly.
   *
   * @param record address of the record, all of which is in memory
   * @param length bytes that the record has to fill
   * @param count messages it has to have, 0..2³²−1
   * @return {@link #VALID} or what is wrong first
   */
  public static int validate(
      long record, long length, long count, Kernels kernels, Xxh3Stream stream) {
    if (length < HEADER
        || Memory.getLong(record + LENGTH) != length
        || Memory.getUnsignedInt(record + COUNT) != count
        || count == 0
        || !isZero(record + RESERVED, HEADER - RESERVED)) {
      return MALFORMED;
    }
    long end = record + length;
    long frame = record + HEADER;
    for (long i = 0; i < count; i++) {
      int invalid = check(frame, end - frame, i);
      if (invalid != VALID) {
        return invalid;
      }
      frame += size(frame);
    }
    if (frame != end) {
      return MALFORMED;
    }
    return verify(record, end, kernels, stream);
  }

  private static int check(long frame, long place, long delta) {
    if (place < FRAME
        || size(frame) > place
        || Memory.getUnsignedInt(frame + OFFSET_DELTA) != delta
        || Memory.getLong(frame + FRAME_RESERVED) != 0) {
      return MALFORMED;
    }
    if (Memory.getUnsignedInt(frame + PAYLOAD_LENGTH) > ClassicBatch.PAYLOAD_LIMIT) {
      return PAYLOAD_TOO_BIG;
    }
    return Memory.getUnsignedInt(frame + HEADERS_LENGTH) > ClassicBatch.HEADERS_LIMIT
        ? HEADERS_TOO_BIG
        : VALID;
  }

  /** Checks the checksums of a record whose structure is right. */
  static int verify(long record, long end, Kernels kernels, Xxh3Stream stream) {
    return switch (kernels.verifyRecord(record, end - record, stream)) {
      case Kernels.RECORD_FITS -> VALID;
      case Kernels.FRAME_DAMAGED -> FRAME_DAMAGED;
      default -> RECORD_DAMAGED;
    };
  }

  /**
   * Writes what the server knows into a valid record, and its checksum anew.
   *
   * @param timestamp microseconds since 1970, of all its messages
   * @return the largest origin timestamp of its messages, as unsigned
   */
  public static long stamp(
      long record,
      long partition,
      long baseOffset,
      long timestamp,
      Kernels kernels,
      Xxh3Stream stream) {
    Memory.putLong(record + PARTITION, partition);
    Memory.putLong(record + BASE_OFFSET, baseOffset);
    Memory.putLong(record + BASE_TIMESTAMP, timestamp);
    long latest = kernels.sealRecord(record, Memory.getLong(record + LENGTH), stream);
    return Memory.getLong(record + ORIGIN) + latest;
  }

  /** Writes the checksum over a record whose fields and frames' checksums are in place. */
  public static void seal(long record, Kernels kernels, Xxh3Stream stream) {
    kernels.sealRecord(record, Memory.getLong(record + LENGTH), stream);
  }

  /** Begins a checksum with what the header gives to it; those of the frames follow. */
  static void addHeader(long record, Xxh3Stream stream) {
    stream.reset();
    stream.add(record, CHECKSUM);
    stream.addInt(Memory.getInt(record + COUNT));
  }

  private static boolean isZero(long address, int length) {
    int at = 0;
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      if (Memory.getLong(address + at) != 0) {
        return false;
      }
    }
    return at == length || Memory.getInt(address + at) == 0;
  }
}
