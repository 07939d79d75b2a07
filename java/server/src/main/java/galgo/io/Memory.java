package galgo.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Plain reads and writes of off-heap memory by absolute address, little-endian, any alignment.
 *
 * <p>Nothing is checked but the sign of the address: who calls has checked that the address lies in
 * memory it owns and that the access stays inside. Addresses come from {@link Driver#allocate}.
 */
public final class Memory {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int SMALL_ZERO = 16 * 1024;

  private Memory() {}

  public static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  /** The byte at the address as 0..255. */
  public static int getUnsignedByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address) & 0xFF;
  }

  public static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  /** The four bytes at the address as 0..2³²−1. */
  public static long getUnsignedInt(long address) {
    return ALL.get(INT, address) & 0xFFFF_FFFFL;
  }

  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  public static void putByte(long address, int value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
  }

  public static void putShort(long address, int value) {
    ALL.set(SHORT, address, (short) value);
  }

  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /** Copies {@code length} bytes; the ranges may overlap. */
  public static void copy(long source, long target, long length) {
    MemorySegment.copy(ALL, source, ALL, target, length);
  }

  public static void copy(byte[] source, int from, long target, int length) {
    MemorySegment.copy(source, from, ALL, ValueLayout.JAVA_BYTE, target, length);
  }

  public static void copy(long source, byte[] target, int to, int length) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, source, target, to, length);
  }

  /** A new array with the bytes at the address. */
  public static byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    copy(address, bytes, 0, length);
    return bytes;
  }

  public static void zero(long address, long length) {
    if (length > SMALL_ZERO) {
      ALL.asSlice(address, length).fill((byte) 0);
      return;
    }
    // A slice is an object until the code is compiled well; headers are cleared for every request.
    long at = address;
    long end = address + length;
    for (; at <= end - 8; at += 8) {
      ALL.set(LONG, at, 0);
    }
    for (; at < end; at++) {
      ALL.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
    }
  }

  /** Whether the two ranges hold the same bytes. */
  public static boolean equal(long left, long right, long length) {
    return MemorySegment.mismatch(ALL, left, left + length, ALL, right, right + length) < 0;
  }
}
