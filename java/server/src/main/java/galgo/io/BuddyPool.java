package galgo.io;

import java.util.Arrays;

/**
 * Blocks of 4 KiB to a largest size, each a power of two, from one region of memory.
 *
 * <p>A binary buddy allocator (Knuth, The Art of Computer Programming, volume 1, 2.5): a block that
 * is too large is halved, two free halves become one again. Of each size the block given back last
 * is taken first, because its bytes are likely in the processor's caches. Every block is aligned to
 * its size within the region. Allocates nothing after its construction. Belongs to one thread.
 */
public final class BuddyPool {
  /** The smallest block in bytes. */
  public static final int UNIT = 4096;

  private static final int NONE = -1;

  // The state of each unit: inside a block, or the first of a block of that order, free or taken.
  private static final byte INSIDE = 0;
  private static final int FREE = 32;
  private static final int TAKEN = 64;

  private final long base;
  private final int units;
  private final int maxOrder;
  private final byte[] state;
  private final int[] heads;
  private final int[] next;
  private final int[] previous;
  private long bytesInUse;

  /**
   * Divides {@code bytes} at {@code base}.
   *
   * @param bytes a multiple of {@code largest}
   * @param largest the largest block in bytes, a power of two of at least {@link #UNIT}
   */
  public BuddyPool(long base, long bytes, int largest) {
    if (largest < UNIT || Integer.bitCount(largest) != 1) {
      throw new IllegalArgumentException("largest block " + largest);
    }
    if (base <= 0 || bytes <= 0 || bytes % largest != 0 || bytes / UNIT > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("region of " + bytes + " bytes at " + base);
    }
    this.base = base;
    this.units = (int) (bytes / UNIT);
    this.maxOrder = orderOf(largest);
    this.state = new byte[units];
    this.heads = new int[maxOrder + 1];
    this.next = new int[units];
    this.previous = new int[units];
    Arrays.fill(heads, NONE);
    int step = 1 << maxOrder;
    for (int block = units - step; block >= 0; block -= step) {
      push(block, maxOrder);
    }
  }

  /** Bytes in blocks that were taken and not given back. */
  public long bytesInUse() {
    return bytesInUse;
  }

  /** Bytes of the largest block. */
  public int largest() {
    return UNIT << maxOrder;
  }

  /** Bytes of the region. */
  public long capacity() {
    return (long) units * UNIT;
  }

  /**
   * Takes a block of at least {@code bytes}.
   *
   * @param bytes 1 to the largest block
   * @return its address, or 0 when no block of that size is free
   */
  public long take(int bytes) {
    if (bytes <= 0 || bytes > UNIT << maxOrder) {
      throw new IllegalArgumentException("block of " + bytes + " bytes");
    }
    int order = orderOf(bytes);
    int from = order;
    while (heads[from] == NONE) {
      if (++from > maxOrder) {
        return 0;
      }
    }
    int block = heads[from];
    remove(block, from);
    while (from > order) {
      from--;
      push(block + (1 << from), from);
    }
    state[block] = (byte) (TAKEN | order);
    bytesInUse += (long) UNIT << order;
    return base + (long) block * UNIT;
  }

  /** Gives a block back, by the address it was taken under. */
  public void give(long address) {
    long distance = address - base;
    if (distance < 0 || distance >= capacity() || distance % UNIT != 0) {
      throw new IllegalArgumentException("no block of this pool at " + address);
    }
    int block = (int) (distance / UNIT);
    if ((state[block] & TAKEN) == 0) {
      throw new IllegalStateException("block at " + address + " is not taken");
    }
    int order = state[block] & ~TAKEN;
    bytesInUse -= (long) UNIT << order;
    state[block] = INSIDE;
    while (order < maxOrder) {
      int buddy = block ^ 1 << order;
      if (state[buddy] != (byte) (FREE | order)) {
        break;
      }
      remove(buddy, order);
      block = Math.min(block, buddy);
      order++;
    }
    push(block, order);
  }

  private void push(int block, int order) {
    state[block] = (byte) (FREE | order);
    previous[block] = NONE;
    next[block] = heads[order];
    if (heads[order] != NONE) {
      previous[heads[order]] = block;
    }
    heads[order] = block;
  }

  private void remove(int block, int order) {
    state[block] = INSIDE;
    if (previous[block] == NONE) {
      heads[order] = next[block];
    } else {
      next[previous[block]] = next[block];
    }
    if (next[block] != NONE) {
      previous[next[block]] = previous[block];
    }
  }

  /** The order of the smallest block that holds {@code bytes}: 0 for up to a unit, 1 for two… */
  private static int orderOf(int bytes) {
    return Integer.SIZE - Integer.numberOfLeadingZeros((bytes - 1) / UNIT);
  }
}
