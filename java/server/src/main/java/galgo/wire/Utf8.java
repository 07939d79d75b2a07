package galgo.wire;

import galgo.io.Memory;

/**
 * Strict validation of UTF-8 (RFC 3629) in off-heap memory: no overlong form, no surrogate, nothing
 * above U+10FFFF.
 */
public final class Utf8 {
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /**
   * Whether the range holds valid UTF-8; the empty range does. Reads no byte outside it and
   * allocates nothing.
   */
  public static boolean isValid(long address, long length) {
    long end = address + length;
    long at = address;
    while (at < end) {
      if (end - at >= Long.BYTES && (Memory.getLong(at) & NOT_ASCII) == 0) {
        at += Long.BYTES;
        continue;
      }
      int size = characterSize(at, end - at);
      if (size == 0) {
        return false;
      }
      at += size;
    }
    return true;
  }

  /** Bytes of the character at the address, 1..4, or 0 when none that is valid starts there. */
  private static int characterSize(long at, long available) {
    int first = Memory.getUnsignedByte(at);
    if (first < 0x80) {
      return 1;
    }
    // 0x80..0xBF only continue a character; 0xC0 and 0xC1 would start overlong forms
    int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (size == 0 || available < size) {
      return 0;
    }
    int second = Memory.getUnsignedByte(at + 1);
    if (second < lowestSecond(first) || second > highestSecond(first)) {
      return 0;
    }
    for (int i = 2; i < size; i++) {
      if ((Memory.getUnsignedByte(at + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  private static int lowestSecond(int first) {
    return first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  }

  private static int highestSecond(int first) {
    return first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  }
}
