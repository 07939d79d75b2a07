package galgo.io;

import static galgo.io.Xxh3Secret.PRIME32_1;
import static galgo.io.Xxh3Secret.PRIME32_2;
import static galgo.io.Xxh3Secret.PRIME32_3;
import static galgo.io.Xxh3Secret.PRIME64_1;
import static galgo.io.Xxh3Secret.PRIME64_2;
import static galgo.io.Xxh3Secret.PRIME64_3;
import static galgo.io.Xxh3Secret.PRIME64_4;
import static galgo.io.Xxh3Secret.PRIME64_5;
import static galgo.io.Xxh3Secret.at;
import static galgo.io.Xxh3Secret.avalanche;
import static galgo.io.Xxh3Secret.fold;

/**
 * XXH3 of more than 240 bytes, 64 and 128 bits wide: stripes of 64 bytes into eight sums, scrambled
 * after each block of sixteen.
 *
 * <p>The eight sums are local variables, so that they live in registers and no call allocates.
 */
final class Xxh3Long {
  private static final int STRIPE = 64;
  private static final int STRIPES_PER_BLOCK = (Xxh3Secret.BYTES - STRIPE) / 8;

  private Xxh3Long() {}

  /** The 64-bit hash; where target is not 0 writes the 128-bit one there, low then high. */
  static long hash(long address, long length, long target) {
    long a0 = PRIME32_3;
    long a1 = PRIME64_1;
    long a2 = PRIME64_2;
    long a3 = PRIME64_3;
    long a4 = PRIME64_4;
    long a5 = PRIME32_2;
    long a6 = PRIME64_5;
    long a7 = PRIME32_1;
    long[] secret = Xxh3Secret.WORDS;
    long stripes = (length - 1) / STRIPE;
    long block = address;
    while (true) {
      int count = (int) Math.min(stripes, STRIPES_PER_BLOCK);
      for (int n = 0; n < count; n++) {
        // Counted by n alone: with an address that advances beside it, C2 (JDK 25) hoists a check
        // of the accesses that always fails, and compiles and throws away some 200 times.
        long in = block + (long) n * STRIPE;
        long v0 = Memory.getLong(in);
        long v1 = Memory.getLong(in + 8);
        a0 += v1 + product(v0 ^ secret[n]);
        a1 += v0 + product(v1 ^ secret[n + 1]);
        long v2 = Memory.getLong(in + 16);
        long v3 = Memory.getLong(in + 24);
        a2 += v3 + product(v2 ^ secret[n + 2]);
        a3 += v2 + product(v3 ^ secret[n + 3]);
        long v4 = Memory.getLong(in + 32);
        long v5 = Memory.getLong(in + 40);
        a4 += v5 + product(v4 ^ secret[n + 4]);
        a5 += v4 + product(v5 ^ secret[n + 5]);
        long v6 = Memory.getLong(in + 48);
        long v7 = Memory.getLong(in + 56);
        a6 += v7 + product(v6 ^ secret[n + 6]);
        a7 += v6 + product(v7 ^ secret[n + 7]);
      }
      if (count < STRIPES_PER_BLOCK) {
        break;
      }
      stripes -= count;
      block += (long) STRIPES_PER_BLOCK * STRIPE;
      a0 = scramble(a0, secret[16]);
      a1 = scramble(a1, secret[17]);
      a2 = scramble(a2, secret[18]);
      a3 = scramble(a3, secret[19]);
      a4 = scramble(a4, secret[20]);
      a5 = scramble(a5, secret[21]);
      a6 = scramble(a6, secret[22]);
      a7 = scramble(a7, secret[23]);
    }
    long last = address + length - STRIPE;
    int offset = Xxh3Secret.BYTES - STRIPE - 7;
    a0 += lane(last, 0, offset);
    a1 += lane(last, 1, offset);
    a2 += lane(last, 2, offset);
    a3 += lane(last, 3, offset);
    a4 += lane(last, 4, offset);
    a5 += lane(last, 5, offset);
    a6 += lane(last, 6, offset);
    a7 += lane(last, 7, offset);
    long low = merge(a0, a1, a2, a3, a4, a5, a6, a7, 11, length * PRIME64_1);
    if (target != 0) {
      int highSecret = Xxh3Secret.BYTES - STRIPE - 11;
      long high = merge(a0, a1, a2, a3, a4, a5, a6, a7, highSecret, ~(length * PRIME64_2));
      Memory.putLong(target, low);
      Memory.putLong(target + 8, high);
    }
    return low;
  }

  static long product(long keyed) {
    return (keyed & 0xFFFF_FFFFL) * (keyed >>> 32);
  }

  static long lane(long stripe, int lane, int secret) {
    long neighbour = Memory.getLong(stripe + 8L * (lane ^ 1));
    return neighbour + product(Memory.getLong(stripe + 8L * lane) ^ at(secret + 8 * lane));
  }

  static long scramble(long sum, long secret) {
    return (sum ^ sum >>> 47 ^ secret) * PRIME32_1;
  }

  static long merge(
      long a0,
      long a1,
      long a2,
      long a3,
      long a4,
      long a5,
      long a6,
      long a7,
      int secret,
      long start) {
    return avalanche(
        start
            + fold(a0 ^ at(secret), a1 ^ at(secret + 8))
            + fold(a2 ^ at(secret + 16), a3 ^ at(secret + 24))
            + fold(a4 ^ at(secret + 32), a5 ^ at(secret + 40))
            + fold(a6 ^ at(secret + 48), a7 ^ at(secret + 56)));
  }
}
