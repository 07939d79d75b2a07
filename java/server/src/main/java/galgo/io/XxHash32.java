package galgo.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** XXH32 with seed 0, as a number to place things by: partitions by key, groups by member. */
public final class XxHash32 {
  private static final int PRIME_1 = 0x9E3779B1;
  private static final int PRIME_2 = 0x85EBCA77;
  private static final int PRIME_3 = 0xC2B2AE3D;
  private static final int PRIME_4 = 0x27D4EB2F;
  private static final int PRIME_5 = 0x165667B1;

  /** PRIME_1 + PRIME_2, modulo 2³². */
  private static final int START = 0x24234428;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash32() {}

  /** Of {@code length} bytes at an address; to be read as unsigned. */
  public static int hash(long address, int length) {
    long at = address;
    long end = address + length;
    int hash = PRIME_5;
    if (length >= 16) {
      int a = START;
      int b = PRIME_2;
      int c = 0;
      int d = -PRIME_1;
      for (; at <= end - 16; at += 16) {
        a = round(a, Memory.getInt(at));
        b = round(b, Memory.getInt(at + 4));
        c = round(c, Memory.getInt(at + 8));
        d = round(d, Memory.getInt(at + 12));
      }
      hash = join(a, b, c, d);
    }
    hash += length;
    for (; at <= end - 4; at += 4) {
      hash = mixInt(hash, Memory.getInt(at));
    }
    for (; at < end; at++) {
      hash = mixByte(hash, Memory.getByte(at));
    }
    return avalanche(hash);
  }

  /** Of all bytes of an array; to be read as unsigned. */
  public static int hash(byte[] bytes) {
    int at = 0;
    int end = bytes.length;
    int hash = PRIME_5;
    if (end >= 16) {
      int a = START;
      int b = PRIME_2;
      int c = 0;
      int d = -PRIME_1;
      for (; at <= end - 16; at += 16) {
        a = round(a, (int) INT.get(bytes, at));
        b = round(b, (int) INT.get(bytes, at + 4));
        c = round(c, (int) INT.get(bytes, at + 8));
        d = round(d, (int) INT.get(bytes, at + 12));
      }
      hash = join(a, b, c, d);
    }
    hash += end;
    for (; at <= end - 4; at += 4) {
      hash = mixInt(hash, (int) INT.get(bytes, at));
    }
    for (; at < end; at++) {
      hash = mixByte(hash, bytes[at]);
    }
    return avalanche(hash);
  }

  private static int round(int sum, int word) {
    return Integer.rotateLeft(sum + word * PRIME_2, 13) * PRIME_1;
  }

  private static int join(int a, int b, int c, int d) {
    return Integer.rotateLeft(a, 1)
        + Integer.rotateLeft(b, 7)
        + Integer.rotateLeft(c, 12)
        + Integer.rotateLeft(d, 18);
  }

  private static int mixInt(int hash, int word) {
    return Integer.rotateLeft(hash + word * PRIME_3, 17) * PRIME_4;
  }

  private static int mixByte(int hash, byte value) {
    return Integer.rotateLeft(hash + (value & 0xFF) * PRIME_5, 11) * PRIME_1;
  }

  private static int avalanche(int hash) {
    hash = (hash ^ hash >>> 15) * PRIME_2;
    hash = (hash ^ hash >>> 13) * PRIME_3;
    return hash ^ hash >>> 16;
  }
}
