package galgo.metadata;

import java.util.Arrays;

/**
 * Slots by client: open addressing with linear probing, at most half full. Looking up allocates
 * nothing.
 */
final class LongIndex {
  static final int ABSENT = -1;

  private static final int SMALLEST = 8;

  private long[] keys = new long[SMALLEST];
  private int[] values = filled(SMALLEST);
  private int size;

  int get(long key) {
    int slot = home(key);
    while (values[slot] != ABSENT) {
      if (keys[slot] == key) {
        return values[slot];
      }
      slot = slot + 1 & keys.length - 1;
    }
    return ABSENT;
  }

  /** Adds a key that is not there yet, with a value ≥ 0. */
  void add(long key, int value) {
    if (value < 0 || get(key) != ABSENT) {
      throw new IllegalStateException("key " + key + " is there, or value " + value + " negative");
    }
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    insert(key, value);
    size++;
  }

  /** Removes a key that is there. */
  void remove(long key) {
    if (get(key) == ABSENT) {
      throw new IllegalStateException("key " + key + " is not there");
    }
    int mask = keys.length - 1;
    int gap = home(key);
    while (keys[gap] != key || values[gap] == ABSENT) {
      gap = gap + 1 & mask;
    }
    // Entries behind the gap that probing would no longer reach move into it.
    for (int slot = gap + 1 & mask; values[slot] != ABSENT; slot = slot + 1 & mask) {
      if ((slot - home(keys[slot]) & mask) >= (slot - gap & mask)) {
        keys[gap] = keys[slot];
        values[gap] = values[slot];
        gap = slot;
      }
    }
    values[gap] = ABSENT;
    size--;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = filled(keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != ABSENT) {
        insert(oldKeys[i], oldValues[i]);
      }
    }
  }

  private void insert(long key, int value) {
    int slot = home(key);
    while (values[slot] != ABSENT) {
      slot = slot + 1 & keys.length - 1;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  private int home(long key) {
    // The golden ratio's bits (Fibonacci hashing): neighbouring keys land far apart.
    return (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 32) & keys.length - 1;
  }

  private static int[] filled(int length) {
    int[] values = new int[length];
    Arrays.fill(values, ABSENT);
    return values;
  }
}
