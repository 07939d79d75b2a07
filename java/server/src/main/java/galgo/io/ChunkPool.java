package galgo.io;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * Chunks of one size, from memory that is asked for step by step, so that the process holds what
 * was used at once and not what is allowed.
 *
 * <p>The chunk given back last is taken first, because its bytes are likely in the processor's
 * caches. Allocates nothing once it has grown to what is used. Belongs to one thread.
 */
public final class ChunkPool {
  private static final int STEP = 16 << 20;

  private final LongUnaryOperator allocator;
  private final int chunk;
  private final int limit;
  private final int chunksPerStep;
  private final long[] free;
  private final long[] taken;
  private int freeCount;
  private int grown;

  // Steps in the order of their addresses, and the number of each one's first chunk.
  private long[] addresses = new long[4];
  private int[] firsts = new int[4];
  private int steps;

  /**
   * @param allocator gives memory by its size in bytes, a multiple of 4096; {@link Driver#allocate}
   * @param chunkBytes the size of a chunk, a multiple of 4096
   * @param limitBytes the most that is ever asked for
   */
  public ChunkPool(LongUnaryOperator allocator, int chunkBytes, long limitBytes) {
    this(allocator, chunkBytes, limitBytes, STEP);
  }

  /**
   * @param stepBytes how much is asked for at a time, at least a chunk
   */
  public ChunkPool(LongUnaryOperator allocator, int chunkBytes, long limitBytes, long stepBytes) {
    if (chunkBytes <= 0 || chunkBytes % 4096 != 0) {
      throw new IllegalArgumentException("chunk of " + chunkBytes + " bytes");
    }
    if (limitBytes < chunkBytes || limitBytes / chunkBytes > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(limitBytes + " bytes of chunks of " + chunkBytes);
    }
    this.allocator = allocator;
    this.chunk = chunkBytes;
    this.limit = (int) (limitBytes / chunkBytes);
    this.chunksPerStep = (int) Math.max(1, stepBytes / chunkBytes);
    this.free = new long[limit];
    this.taken = new long[limit / Long.SIZE + 1];
  }

  /** Asks for the first step now. */
  public void begin() {
    if (grown == 0) {
      grow();
    }
  }

  /** Bytes of one chunk. */
  public int chunkBytes() {
    return chunk;
  }

  /** Chunks taken and not given back. */
  public int inUse() {
    return grown - freeCount;
  }

  /** Chunks that {@link #take} can still give. */
  public int available() {
    return limit - inUse();
  }

  /** Returns the address of a chunk, or 0 when all are taken. Its bytes are whatever they were. */
  public long take() {
    if (freeCount == 0 && !grow()) {
      return 0;
    }
    long address = free[--freeCount];
    int index = indexOf(address);
    taken[index >>> 6] |= 1L << index;
    return address;
  }

  /** Gives a chunk back, by the address it was taken under. */
  public void give(long address) {
    int index = indexOf(address);
    if (index < 0) {
      throw new IllegalArgumentException("no chunk of this pool at " + address);
    }
    if ((taken[index >>> 6] & 1L << index) == 0) {
      throw new IllegalStateException("chunk at " + address + " is not taken");
    }
    taken[index >>> 6] &= ~(1L << index);
    free[freeCount++] = address;
  }

  private boolean grow() {
    int count = Math.min(chunksPerStep, limit - grown);
    if (count == 0) {
      return false;
    }
    long address = allocator.applyAsLong((long) count * chunk);
    insert(address, grown);
    grown += count;
    for (int i = count - 1; i >= 0; i--) {
      free[freeCount++] = address + (long) i * chunk;
    }
    return true;
  }

  private void insert(long address, int first) {
    if (steps == addresses.length) {
      addresses = Arrays.copyOf(addresses, steps * 2);
      firsts = Arrays.copyOf(firsts, steps * 2);
    }
    int at = -Arrays.binarySearch(addresses, 0, steps, address) - 1;
    System.arraycopy(addresses, at, addresses, at + 1, steps - at);
    System.arraycopy(firsts, at, firsts, at + 1, steps - at);
    addresses[at] = address;
    firsts[at] = first;
    steps++;
  }

  /** The number of the chunk at an address, or −1 where none begins. */
  private int indexOf(long address) {
    int found = Arrays.binarySearch(addresses, 0, steps, address);
    int step = found >= 0 ? found : -found - 2;
    if (step < 0) {
      return -1;
    }
    long distance = address - addresses[step];
    int count = Math.min(chunksPerStep, grown - firsts[step]);
    if (distance % chunk != 0 || distance / chunk >= count) {
      return -1;
    }
    return firsts[step] + (int) (distance / chunk);
  }
}
