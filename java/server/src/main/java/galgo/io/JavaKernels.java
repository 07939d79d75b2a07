package galgo.io;

import java.lang.invoke.VarHandle;

/** The kernels in plain Java: the fallback, and the baseline for those in C. */
public final class JavaKernels implements Kernels {
  private static final int CHECKSUMMED = 8;
  private static final int ID = 8;
  private static final int OFFSET = 24;
  private static final int TIMESTAMP = 32;
  private static final int ORIGIN = 40;
  private static final int HEADERS_LENGTH = 48;
  private static final int PAYLOAD_LENGTH = 52;
  private static final int HEADER = 64;
  private static final int FRAME_TIMESTAMP_DELTA = 28;
  private static final int FRAME_HEADERS_LENGTH = 32;
  private static final int FRAME_PAYLOAD_LENGTH = 36;
  private static final int FRAME = 48;
  private static final int RECORD_CHECKSUM = 40;
  private static final int RECORD_COUNT = 48;
  private static final int RECORD = 256;

  @Override
  public long xxh3(long address, long length) {
    return Xxh3.hash(address, length);
  }

  @Override
  public void xxh3Wide(long address, long length, long target) {
    Xxh3Wide.hash(address, length, target);
  }

  @Override
  public long stampClassic(
      long messages, long length, long baseOffset, long timestamp, long seedHigh, long seedLow) {
    long end = messages + length;
    long latest = 0;
    long index = 0;
    for (long message = messages; message < end; index++) {
      long size =
          HEADER
              + Memory.getUnsignedInt(message + HEADERS_LENGTH)
              + Memory.getUnsignedInt(message + PAYLOAD_LENGTH);
      if (size > end - message) {
        throw new IllegalArgumentException(
            "message " + index + " of " + size + " bytes ends past the batch");
      }
      if ((Memory.getLong(message + ID) | Memory.getLong(message + ID + 8)) == 0) {
        putId(
            message + ID,
            mix(seedHigh + index * 0x9E3779B97F4A7C15L),
            mix(seedLow + index * 0xD1B54A32D192ED03L));
      }
      Memory.putLong(message + OFFSET, baseOffset + index);
      Memory.putLong(message + TIMESTAMP, timestamp);
      long origin = Memory.getLong(message + ORIGIN);
      if (Long.compareUnsigned(origin, latest) > 0) {
        latest = origin;
      }
      Memory.putLong(message, Xxh3.hash(message + CHECKSUMMED, size - CHECKSUMMED));
      message += size;
    }
    return latest;
  }

  @Override
  public int verifyRecord(long record, long length, Xxh3Stream stream) {
    begin(record, stream);
    long end = record + length;
    for (long frame = record + RECORD; frame < end; ) {
      if (end - frame < FRAME) {
        return FRAME_DAMAGED;
      }
      long size = frameSize(frame);
      long checksum = Memory.getLong(frame);
      if (size > end - frame || checksum != Xxh3.hash(frame + CHECKSUMMED, size - CHECKSUMMED)) {
        return FRAME_DAMAGED;
      }
      stream.addLong(checksum);
      frame += size;
    }
    return Memory.getLong(record + RECORD_CHECKSUM) == stream.hash() ? RECORD_FITS : RECORD_DAMAGED;
  }

  @Override
  public long sealRecord(long record, long length, Xxh3Stream stream) {
    begin(record, stream);
    long end = record + length;
    long latest = 0;
    for (long frame = record + RECORD; frame < end; frame += frameSize(frame)) {
      stream.addLong(Memory.getLong(frame));
      latest = Math.max(latest, Memory.getUnsignedInt(frame + FRAME_TIMESTAMP_DELTA));
    }
    Memory.putLong(record + RECORD_CHECKSUM, stream.hash());
    return latest;
  }

  private static void begin(long record, Xxh3Stream stream) {
    stream.reset();
    stream.add(record, RECORD_CHECKSUM);
    stream.addInt(Memory.getInt(record + RECORD_COUNT));
  }

  private static long frameSize(long frame) {
    return FRAME
        + Memory.getUnsignedInt(frame + FRAME_HEADERS_LENGTH)
        + Memory.getUnsignedInt(frame + FRAME_PAYLOAD_LENGTH);
  }

  /** A UUID version 4, variant 1, of two random words. */
  private static void putId(long target, long first, long second) {
    Memory.putLong(target, first);
    Memory.putLong(target + 8, second);
    Memory.putByte(target + 6, (Memory.getByte(target + 6) & 0x0F) | 0x40);
    Memory.putByte(target + 8, (Memory.getByte(target + 8) & 0x3F) | 0x80);
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Java has no stores past the caches: a copy and a fence. */
  @Override
  public void copyCold(long source, long target, long length) {
    Memory.copy(source, target, length);
    VarHandle.fullFence();
  }
}
