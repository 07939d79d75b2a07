package galgo.io;

import static galgo.io.Xxh3Long.lane;
import static galgo.io.Xxh3Long.product;
import static galgo.io.Xxh3Secret.PRIME32_1;
import static galgo.io.Xxh3Secret.PRIME32_2;
import static galgo.io.Xxh3Secret.PRIME32_3;
import static galgo.io.Xxh3Secret.PRIME64_1;
import static galgo.io.Xxh3Secret.PRIME64_2;
import static galgo.io.Xxh3Secret.PRIME64_3;
import static galgo.io.Xxh3Secret.PRIME64_4;
import static galgo.io.Xxh3Secret.PRIME64_5;

/**
 * XXH3, seed 0, of bytes that do not lie together: as {@link Kernels#xxh3} or {@link
 * Kernels#xxh3Wide} of all that was added since {@link #reset}. Allocates nothing; not for two
 * threads.
 */
public final class Xxh3Stream {
  /** Bytes of memory that it needs. */
  public static final int MEMORY = 64 + 1024 + 8;

  private static final int STRIPE = 64;
  private static final int BLOCK = 1024;
  private static final int STRIPES = BLOCK / STRIPE;

  /** The last stripe of the block before this one, right in front of it. */
  private final long before;

  private final long block;
  private final long spare;

  /** Bytes in the block; never a full block unless it is the last so far. */
  private int filled;

  private long length;
  private long a0;
  private long a1;
  private long a2;
  private long a3;
  private long a4;
  private long a5;
  private long a6;
  private long a7;

  /**
   * @param memory {@link #MEMORY} bytes of its own
   */
  public Xxh3Stream(long memory) {
    before = memory;
    block = memory + STRIPE;
    spare = block + BLOCK;
    reset();
  }

  /** Begins anew. */
  public void reset() {
    filled = 0;
    length = 0;
    a0 = PRIME32_3;
    a1 = PRIME64_1;
    a2 = PRIME64_2;
    a3 = PRIME64_3;
    a4 = PRIME64_4;
    a5 = PRIME32_2;
    a6 = PRIME64_5;
    a7 = PRIME32_1;
  }

  /** Adds four bytes. */
  public void addInt(int value) {
    if (BLOCK - filled >= Integer.BYTES) {
      Memory.putInt(block + filled, value);
      filled += Integer.BYTES;
      length += Integer.BYTES;
    } else {
      Memory.putInt(spare, value);
      add(spare, Integer.BYTES);
    }
  }

  /** Adds eight bytes. */
  public void addLong(long value) {
    if (BLOCK - filled >= Long.BYTES) {
      Memory.putLong(block + filled, value);
      filled += Long.BYTES;
      length += Long.BYTES;
    } else {
      Memory.putLong(spare, value);
      add(spare, Long.BYTES);
    }
  }

  /** Adds {@code bytes} ≥ 0 bytes. */
  public void add(long address, long bytes) {
    long from = address;
    long left = bytes;
    length += bytes;
    while (left > BLOCK - filled) {
      if (filled == 0) {
        consume(from, STRIPES);
        Memory.copy(from + BLOCK - STRIPE, before, STRIPE);
        from += BLOCK;
        left -= BLOCK;
      } else {
        int room = BLOCK - filled;
        Memory.copy(from, block + filled, room);
        from += room;
        left -= room;
        consume(block, STRIPES);
        Memory.copy(block + BLOCK - STRIPE, before, STRIPE);
        filled = 0;
      }
      scramble();
    }
    Memory.copy(from, block + filled, left);
    filled += (int) left;
  }

  /** The hash of all that was added, 64 bits. Nothing may be added before {@link #reset}. */
  public long hash() {
    if (length <= BLOCK) {
      return Xxh3.hash(block, length);
    }
    finish();
    return merge(11, length * PRIME64_1);
  }

  /**
   * Writes the hash of all that was added, 128 bits, to {@code target}, low then high. Nothing may
   * be added before {@link #reset}.
   */
  public void hashWide(long target) {
    if (length <= BLOCK) {
      Xxh3Wide.hash(block, length, target);
      return;
    }
    finish();
    Memory.putLong(target, merge(11, length * PRIME64_1));
    Memory.putLong(target + 8, merge(Xxh3Secret.BYTES - STRIPE - 11, ~(length * PRIME64_2)));
  }

  private void finish() {
    consume(block, (filled - 1) / STRIPE);
    long last = block + filled - STRIPE;
    int offset = Xxh3Secret.BYTES - STRIPE - 7;
    a0 += lane(last, 0, offset);
    a1 += lane(last, 1, offset);
    a2 += lane(last, 2, offset);
    a3 += lane(last, 3, offset);
    a4 += lane(last, 4, offset);
    a5 += lane(last, 5, offset);
    a6 += lane(last, 6, offset);
    a7 += lane(last, 7, offset);
  }

  private long merge(int secret, long start) {
    return Xxh3Long.merge(a0, a1, a2, a3, a4, a5, a6, a7, secret, start);
  }

  private void consume(long from, int stripes) {
    long[] secret = Xxh3Secret.WORDS;
    long s0 = a0;
    long s1 = a1;
    long s2 = a2;
    long s3 = a3;
    long s4 = a4;
    long s5 = a5;
    long s6 = a6;
    long s7 = a7;
    for (int n = 0; n < stripes; n++) {
      long in = from + (long) n * STRIPE;
      long v0 = Memory.getLong(in);
      long v1 = Memory.getLong(in + 8);
      s0 += v1 + product(v0 ^ secret[n]);
      s1 += v0 + product(v1 ^ secret[n + 1]);
      long v2 = Memory.getLong(in + 16);
      long v3 = Memory.getLong(in + 24);
      s2 += v3 + product(v2 ^ secret[n + 2]);
      s3 += v2 + product(v3 ^ secret[n + 3]);
      long v4 = Memory.getLong(in + 32);
      long v5 = Memory.getLong(in + 40);
      s4 += v5 + product(v4 ^ secret[n + 4]);
      s5 += v4 + product(v5 ^ secret[n + 5]);
      long v6 = Memory.getLong(in + 48);
      long v7 = Memory.getLong(in + 56);
      s6 += v7 + product(v6 ^ secret[n + 6]);
      s7 += v6 + product(v7 ^ secret[n + 7]);
    }
    a0 = s0;
    a1 = s1;
    a2 = s2;
    a3 = s3;
    a4 = s4;
    a5 = s5;
    a6 = s6;
    a7 = s7;
  }

  private void scramble() {
    long[] secret = Xxh3Secret.WORDS;
    a0 = Xxh3Long.scramble(a0, secret[16]);
    a1 = Xxh3Long.scramble(a1, secret[17]);
    a2 = Xxh3Long.scramble(a2, secret[18]);
    a3 = Xxh3Long.scramble(a3, secret[19]);
    a4 = Xxh3Long.scramble(a4, secret[20]);
    a5 = Xxh3Long.scramble(a5, secret[21]);
    a6 = Xxh3Long.scramble(a6, secret[22]);
    a7 = Xxh3Long.scramble(a7, secret[23]);
  }
}
