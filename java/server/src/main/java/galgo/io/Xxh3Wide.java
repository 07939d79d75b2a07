package galgo.io;

import static galgo.io.Xxh3Secret.PRIME32_2;
import static galgo.io.Xxh3Secret.PRIME64_1;
import static galgo.io.Xxh3Secret.PRIME64_2;
import static galgo.io.Xxh3Secret.PRIME64_4;
import static galgo.io.Xxh3Secret.PRIME_MIX_2;
import static galgo.io.Xxh3Secret.at;
import static galgo.io.Xxh3Secret.at32;
import static galgo.io.Xxh3Secret.avalanche;
import static galgo.io.Xxh3Secret.avalanche64;
import static galgo.io.Xxh3Secret.mix16;

/**
 * XXH3-128 with seed 0: one way for each class of lengths. The two halves go straight to the
 * target, low then high, so that nothing is allocated.
 */
final class Xxh3Wide {
  private Xxh3Wide() {}

  static void hash(long address, long length, long target) {
    if (length > 240) {
      Xxh3Long.hash(address, length, target);
    } else if (length > 128) {
      to240(address, (int) length, target);
    } else if (length > 16) {
      to128(address, (int) length, target);
    } else if (length > 8) {
      to16(address, (int) length, target);
    } else if (length >= 4) {
      to8(address, (int) length, target);
    } else if (length > 0) {
      to3(address, (int) length, target);
    } else {
      put(target, avalanche64(at(64) ^ at(72)), avalanche64(at(80) ^ at(88)));
    }
  }

  private static void put(long target, long low, long high) {
    Memory.putLong(target, low);
    Memory.putLong(target + 8, high);
  }

  private static void to3(long address, int length, long target) {
    long low = Xxh3.combine3(address, length);
    long high = Integer.toUnsignedLong(Integer.rotateLeft(Integer.reverseBytes((int) low), 13));
    put(target, avalanche64(low ^ at32(0) ^ at32(4)), avalanche64(high ^ at32(8) ^ at32(12)));
  }

  private static void to8(long address, int length, long target) {
    long first = Memory.getUnsignedInt(address);
    long last = Memory.getUnsignedInt(address + length - 4);
    long keyed = first + (last << 32) ^ at(16) ^ at(24);
    long prime = PRIME64_1 + ((long) length << 2);
    long low = keyed * prime;
    long high = Math.unsignedMultiplyHigh(keyed, prime) + (low << 1);
    low ^= high >>> 3;
    low ^= low >>> 35;
    low *= PRIME_MIX_2;
    put(target, low ^ low >>> 28, avalanche(high));
  }

  private static void to16(long address, int length, long target) {
    long first = Memory.getLong(address);
    long last = Memory.getLong(address + length - 8);
    long keyed = first ^ last ^ at(32) ^ at(40);
    long low = keyed * PRIME64_1 + ((long) (length - 1) << 54);
    last ^= at(48) ^ at(56);
    long high =
        Math.unsignedMultiplyHigh(keyed, PRIME64_1)
            + last
            + (last & 0xFFFF_FFFFL) * (PRIME32_2 - 1);
    low ^= Long.reverseBytes(high);
    put(
        target,
        avalanche(low * PRIME64_2),
        avalanche(Math.unsignedMultiplyHigh(low, PRIME64_2) + high * PRIME64_2));
  }

  /** From the middle outwards, a pair of sixteens from either end. */
  private static void to128(long address, int length, long target) {
    long low = length * PRIME64_1;
    long high = 0;
    for (int i = (length - 1) / 32; i >= 0; i--) {
      long left = address + 16L * i;
      long right = address + length - 16L * (i + 1);
      low = (low + mix16(left, 32 * i)) ^ sum16(right);
      high = (high + mix16(right, 32 * i + 16)) ^ sum16(left);
    }
    finish(low, high, length, target);
  }

  private static void to240(long address, int length, long target) {
    long low = length * PRIME64_1;
    long high = 0;
    for (int i = 0; i + 32 <= length; i += 32) {
      if (i == 128) {
        low = avalanche(low);
        high = avalanche(high);
      }
      int secret = i < 128 ? i : i - 128 + 3;
      low = (low + mix16(address + i, secret)) ^ sum16(address + i + 16);
      high = (high + mix16(address + i + 16, secret + 16)) ^ sum16(address + i);
    }
    if (length < 160) {
      low = avalanche(low);
      high = avalanche(high);
    }
    long end = address + length;
    low = (low + mix16(end - 16, 136 - 17 - 16)) ^ sum16(end - 32);
    high = (high + mix16(end - 32, 136 - 17)) ^ sum16(end - 16);
    finish(low, high, length, target);
  }

  private static void finish(long low, long high, int length, long target) {
    long rest = low * PRIME64_1 + high * PRIME64_4 + length * PRIME64_2;
    put(target, avalanche(low + high), -avalanche(rest));
  }

  private static long sum16(long address) {
    return Memory.getLong(address) + Memory.getLong(address + 8);
  }
}
