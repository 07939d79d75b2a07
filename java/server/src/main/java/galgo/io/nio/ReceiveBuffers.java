package galgo.io.nio;

/** The driver's own receive buffers. The one given back last is used first. */
final class ReceiveBuffers {
  private final long base;
  private final int size;
  private final int[] free;
  private final boolean[] out;
  private int freeCount;

  ReceiveBuffers(long base, int size, int count) {
    this.base = base;
    this.size = size;
    this.free = new int[count];
    this.out = new boolean[count];
    while (freeCount < count) {
      free[freeCount] = count - 1 - freeCount;
      freeCount++;
    }
  }

  int size() {
    return size;
  }

  /** The address of a buffer, or 0 when all are out. */
  long take() {
    if (freeCount == 0) {
      return 0;
    }
    int index = free[--freeCount];
    out[index] = true;
    return base + (long) index * size;
  }

  void give(long address) {
    long distance = address - base;
    if (distance < 0 || distance % size != 0 || distance / size >= out.length) {
      throw new IllegalArgumentException("no receive buffer at " + address);
    }
    int index = (int) (distance / size);
    if (!out[index]) {
      throw new IllegalStateException("receive buffer at " + address + " was given back already");
    }
    out[index] = false;
    free[freeCount++] = index;
  }
}
