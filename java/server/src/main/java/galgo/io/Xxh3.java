package galgo.io;

import static galgo.io.Xxh3Secret.PRIME64_1;
import static galgo.io.Xxh3Secret.PRIME_MIX_2;
import static galgo.io.Xxh3Secret.at;
import static galgo.io.Xxh3Secret.at32;
import static galgo.io.Xxh3Secret.avalanche;
import static galgo.io.Xxh3Secret.avalanche64;
import static galgo.io.Xxh3Secret.fold;
import static galgo.io.Xxh3Secret.mix16;

/** XXH3-64 with seed 0: one way for each class of lengths. Allocates nothing. */
final class Xxh3 {
  private Xxh3() {}

  static long hash(long address, long length) {
    if (length > 240) {
      return Xxh3Long.hash(address, length, 0);
    }
    int bytes = (int) length;
    if (bytes > 128) {
      return to240(address, bytes);
    }
    if (bytes > 16) {
      return to128(address, bytes);
    }
    if (bytes > 8) {
      return to16(address, bytes);
    }
    if (bytes >= 4) {
      return to8(address, bytes);
    }
    return bytes > 0 ? to3(address, bytes) : avalanche64(at(56) ^ at(64));
  }

  private static long to3(long address, int length) {
    return avalanche64(combine3(address, length) ^ at32(0) ^ at32(4));
  }

  /** First, middle and last byte and the length in one word. */
  static long combine3(long address, int length) {
    long first = Memory.getUnsignedByte(address);
    long middle = Memory.getUnsignedByte(address + (length >> 1));
    long last = Memory.getUnsignedByte(address + length - 1);
    return first << 16 | middle << 24 | last | (long) length << 8;
  }

  private static long to8(long address, int length) {
    long first = Memory.getUnsignedInt(address);
    long last = Memory.getUnsignedInt(address + length - 4);
    long hash = last + (first << 32) ^ at(8) ^ at(16);
    hash ^= Long.rotateLeft(hash, 49) ^ Long.rotateLeft(hash, 24);
    hash *= PRIME_MIX_2;
    hash ^= (hash >>> 35) + length;
    hash *= PRIME_MIX_2;
    return hash ^ hash >>> 28;
  }

  private static long to16(long address, int length) {
    long low = Memory.getLong(address) ^ at(24) ^ at(32);
    long high = Memory.getLong(address + length - 8) ^ at(40) ^ at(48);
    return avalanche(length + Long.reverseBytes(low) + high + fold(low, high));
  }

  private static long to128(long address, int length) {
    long end = address + length;
    long sum = length * PRIME64_1;
    if (length > 96) {
      sum += mix16(address + 48, 96) + mix16(end - 64, 112);
    }
    if (length > 64) {
      sum += mix16(address + 32, 64) + mix16(end - 48, 80);
    }
    if (length > 32) {
      sum += mix16(address + 16, 32) + mix16(end - 32, 48);
    }
    return avalanche(sum + mix16(address, 0) + mix16(end - 16, 16));
  }

  private static long to240(long address, int length) {
    long sum = length * PRIME64_1;
    for (int i = 0; i < 8; i++) {
      sum += mix16(address + 16L * i, 16 * i);
    }
    sum = avalanche(sum);
    int rounds = length / 16;
    for (int i = 8; i < rounds; i++) {
      sum += mix16(address + 16L * i, 16 * (i - 8) + 3);
    }
    return avalanche(sum + mix16(address + length - 16, 136 - 17));
  }
}
