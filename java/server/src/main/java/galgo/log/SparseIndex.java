package galgo.log;

import java.util.Arrays;

/**
 * Where some of a segment's entries are: one for each 64 KiB of log or so, in the order of the log.
 * The first is the segment's first.
 */
final class SparseIndex {
  private final int step;

  // Parallel arrays: 20 bytes a record instead of an object.
  private int[] offsets = new int[4];
  private int[] positions = new int[4];
  private int[] bodies = new int[4];
  private long[] timestamps = new long[4];
  private int size;

  /**
   * @param step bytes of log between two records, at least
   */
  SparseIndex(int step) {
    this.step = step;
  }

  int size() {
    return size;
  }

  /** Whether an entry at this file position gets a record. */
  boolean wants(long position) {
    return size == 0 || position - position(size - 1) >= step;
  }

  /**
   * @param offset of its first message, counted from the segment's base
   * @param position in the file, below 2³²
   * @param bodyBytes bytes of messages before it in the segment, below 2³²
   */
  void add(long offset, long position, long timestamp, long bodyBytes) {
    if (size == offsets.length) {
      int capacity = size * 2;
      offsets = Arrays.copyOf(offsets, capacity);
      positions = Arrays.copyOf(positions, capacity);
      bodies = Arrays.copyOf(bodies, capacity);
      timestamps = Arrays.copyOf(timestamps, capacity);
    }
    offsets[size] = (int) offset;
    positions[size] = (int) position;
    bodies[size] = (int) bodyBytes;
    timestamps[size] = timestamp;
    size++;
  }

  long offset(int record) {
    return Integer.toUnsignedLong(offsets[record]);
  }

  long position(int record) {
    return Integer.toUnsignedLong(positions[record]);
  }

  long bodyBytes(int record) {
    return Integer.toUnsignedLong(bodies[record]);
  }

  long timestamp(int record) {
    return timestamps[record];
  }

  /** The last record with an offset of at most this; −1 when there is none. */
  int floorOffset(long offset) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offset(middle) <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The last record with a position of at most this; −1 when there is none. */
  int floorPosition(long position) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position(middle) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The last record with an earlier timestamp than this; −1 when there is none. */
  int lowerTimestamp(long timestamp) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(timestamps[middle], timestamp) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Forgets all and gives up the memory. */
  void clear() {
    offsets = new int[4];
    positions = new int[4];
    bodies = new int[4];
    timestamps = new long[4];
    size = 0;
  }

  /** Forgets the records at and after this position. */
  void cut(long position) {
    while (size > 0 && position(size - 1) >= position) {
      size--;
    }
  }
}
