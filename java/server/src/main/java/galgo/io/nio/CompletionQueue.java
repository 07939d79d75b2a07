package galgo.io.nio;

import galgo.io.Completions;

/**
 * Completions that wait for their turn, because they came between turns or were more than one turn
 * hands out. Its length is bounded by the operations in flight and the provided buffers.
 */
final class CompletionQueue {
  private static final int FIELDS = 3;

  private long[] ring = new long[1024 * FIELDS];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(long tag, int result, int flags, long data) {
    if (size * FIELDS == ring.length) {
      grow();
    }
    int at = (head + size) % (ring.length / FIELDS) * FIELDS;
    ring[at] = tag;
    ring[at + 1] = (long) flags << 32 | (result & 0xFFFF_FFFFL);
    ring[at + 2] = data;
    size++;
  }

  /** Moves as many as there is room for; returns their number. */
  int drain(Completions completions) {
    int count = Math.min(size, completions.capacity());
    int capacity = ring.length / FIELDS;
    for (int i = 0; i < count; i++) {
      int at = head * FIELDS;
      long both = ring[at + 1];
      completions.set(i, ring[at], (int) both, (int) (both >>> 32), ring[at + 2]);
      head = (head + 1) % capacity;
    }
    size -= count;
    return count;
  }

  private void grow() {
    long[] larger = new long[ring.length * 2];
    int first = ring.length - head * FIELDS;
    System.arraycopy(ring, head * FIELDS, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, head * FIELDS);
    ring = larger;
    head = 0;
  }
}
