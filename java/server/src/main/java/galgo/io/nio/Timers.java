package galgo.io.nio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Timeouts in flight: a binary heap, earliest first, equal ones in the order they were added. */
final class Timers {
  private Request[] heap = new Request[64];
  private long[] sequences = new long[64];
  private int size;
  private long sequence;

  void add(Request request) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
      sequences = Arrays.copyOf(sequences, size * 2);
    }
    size++;
    up(size - 1, request, sequence++);
  }

  /** When the earliest is due; {@link Long#MAX_VALUE} when there is none. */
  long nextDue() {
    return size == 0 ? Long.MAX_VALUE : heap[0].due;
  }

  /** Takes out the earliest when it is due. */
  @Nullable Request poll(long now) {
    if (size == 0 || heap[0].due - now > 0) {
      return null;
    }
    Request request = heap[0];
    remove(request);
    return request;
  }

  void remove(Request request) {
    int hole = request.heapIndex;
    if (hole < 0 || hole >= size || heap[hole] != request) {
      throw new IllegalStateException("no timer of this heap, tag " + request.tag);
    }
    request.heapIndex = -1;
    size--;
    Request moved = heap[size];
    long order = sequences[size];
    heap[size] = request; // the slot is unused; an array of non-null elements keeps any request
    if (moved != request) {
      down(hole, moved, order);
      if (heap[hole] == moved) {
        up(hole, moved, order);
      }
    }
  }

  private void up(int hole, Request request, long order) {
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!before(request, order, heap[parent], sequences[parent])) {
        break;
      }
      put(hole, heap[parent], sequences[parent]);
      hole = parent;
    }
    put(hole, request, order);
  }

  private void down(int hole, Request request, long order) {
    while (2 * hole + 1 < size) {
      int child = 2 * hole + 1;
      if (child + 1 < size
          && before(heap[child + 1], sequences[child + 1], heap[child], sequences[child])) {
        child++;
      }
      if (!before(heap[child], sequences[child], request, order)) {
        break;
      }
      put(hole, heap[child], sequences[child]);
      hole = child;
    }
    put(hole, request, order);
  }

  private void put(int hole, Request request, long order) {
    heap[hole] = request;
    sequences[hole] = order;
    request.heapIndex = hole;
  }

  private static boolean before(Request left, long leftOrder, Request right, long rightOrder) {
    long difference = left.due - right.due;
    return difference < 0 || (difference == 0 && leftOrder < rightOrder);
  }
}
