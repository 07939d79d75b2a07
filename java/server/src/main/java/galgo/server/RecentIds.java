package galgo.server;

import java.util.Arrays;

/**
 * The ids of the messages last sent to a partition: a ring in the order of their arrival, with a
 * hash table of chains over it. Bounded by number and by age. Grows by doubling; allocates nothing
 * else. Belongs to one shard.
 */
final class RecentIds {
  private static final int NONE = -1;
  private static final int INITIAL = 256;

  private final int most;
  private final long expiryMicros;

  private long[] low = new long[INITIAL];
  private long[] high = new long[INITIAL];
  private long[] time = new long[INITIAL];
  private int[] next = new int[INITIAL];
  private int[] heads = new int[INITIAL];

  /** Of the oldest id; counts on, the slot is its lowest bits. */
  private long first;

  private int size;

  /**
   * @param most ids, at least 1
   */
  RecentIds(int most, long expiryMicros) {
    this.most = most;
    this.expiryMicros = expiryMicros;
    Arrays.fill(heads, NONE);
  }

  /**
   * Adds an id.
   *
   * @return false if it is there already; then nothing changes
   */
  boolean add(long idLow, long idHigh, long nowMicros) {
    while (size > 0 && nowMicros - time[slot(first)] >= expiryMicros) {
      dropOldest();
    }
    if (find(idLow, idHigh) != NONE) {
      return false;
    }
    if (size == most) {
      dropOldest();
    }
    if (size == low.length) {
      grow();
    }
    int slot = slot(first + size);
    size++;
    low[slot] = idLow;
    high[slot] = idHigh;
    time[slot] = nowMicros;
    link(slot);
    return true;
  }

  /** Forgets an id, so that it may be sent again. */
  void remove(long idLow, long idHigh) {
    int slot = find(idLow, idHigh);
    if (slot != NONE) {
      // It keeps its place in the ring, and no search finds it there.
      unlink(slot);
    }
  }

  private int slot(long number) {
    return (int) number & (low.length - 1);
  }

  private int find(long idLow, long idHigh) {
    int slot = heads[bucket(idLow, idHigh)];
    while (slot != NONE && (low[slot] != idLow || high[slot] != idHigh)) {
      slot = next[slot];
    }
    return slot;
  }

  private void dropOldest() {
    unlink(slot(first));
    first++;
    size--;
  }

  private int bucket(long idLow, long idHigh) {
    // The multiplier is 2^64 divided by the golden ratio (Knuth, volume 3, 6.4).
    long mixed = (idLow ^ Long.rotateLeft(idHigh, 32)) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32) & (heads.length - 1);
  }

  private void link(int slot) {
    int bucket = bucket(low[slot], high[slot]);
    next[slot] = heads[bucket];
    heads[bucket] = slot;
  }

  private void unlink(int slot) {
    int bucket = bucket(low[slot], high[slot]);
    if (heads[bucket] == slot) {
      heads[bucket] = next[slot];
      return;
    }
    int before = heads[bucket];
    while (before != NONE && next[before] != slot) {
      before = next[before];
    }
    if (before != NONE) {
      next[before] = next[slot];
    }
  }

  private void grow() {
    boolean[] linked = new boolean[low.length];
    for (int head : heads) {
      for (int slot = head; slot != NONE; slot = next[slot]) {
        linked[slot] = true;
      }
    }
    int count = low.length;
    long[] oldLow = low;
    long[] oldHigh = high;
    long[] oldTime = time;
    low = new long[2 * count];
    high = new long[2 * count];
    time = new long[2 * count];
    next = new int[2 * count];
    heads = new int[2 * count];
    Arrays.fill(heads, NONE);
    for (int i = 0; i < size; i++) {
      int from = (int) (first + i) & (count - 1);
      int to = slot(first + i);
      low[to] = oldLow[from];
      high[to] = oldHigh[from];
      time[to] = oldTime[from];
      if (linked[from]) {
        link(to);
      }
    }
  }
}
