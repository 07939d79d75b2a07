package galgo.log;

import java.util.Arrays;

/**
 * Longs by longs, open addressing with linear probing, at most half full; allocates when it grows
 * and never else. Keys are any but {@link #NO_KEY}.
 */
final class LongMap {
  static final long NO_KEY = Long.MIN_VALUE;

  private long[] keys;
  private long[] values;
  private int size;

  LongMap() {
    keys = new long[8];
    values = new long[8];
    Arrays.fill(keys, NO_KEY);
  }

  int size() {
    return size;
  }

  /** The slot of a key for {@link #value}, or a negative number. */
  int find(long key) {
    int slot = slot(key);
    return keys[slot] == key ? slot : -1;
  }

  long get(long key, long absent) {
    int slot = slot(key);
    return keys[slot] == key ? values[slot] : absent;
  }

  void put(long key, long value) {
    int slot = slot(key);
    if (keys[slot] != key) {
      if (2 * (size + 1) > keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
      size++;
    }
    values[slot] = value;
  }

  /** Whether it was there. */
  boolean remove(long key) {
    int gap = slot(key);
    if (keys[gap] != key) {
      return false;
    }
    size--;
    int mask = keys.length - 1;
    // Entries behind the gap that probing would no longer reach move into it.
    for (int slot = gap + 1 & mask; keys[slot] != NO_KEY; slot = slot + 1 & mask) {
      int home = home(keys[slot]);
      if ((slot - home & mask) >= (slot - gap & mask)) {
        keys[gap] = keys[slot];
        values[gap] = values[slot];
        gap = slot;
      }
    }
    keys[gap] = NO_KEY;
    return true;
  }

  /** Slots to walk over. */
  int slots() {
    return keys.length;
  }

  /** The key in a slot, {@link #NO_KEY} when it is empty. */
  long key(int slot) {
    return keys[slot];
  }

  long value(int slot) {
    return values[slot];
  }

  void value(int slot, long value) {
    values[slot] = value;
  }

  private int slot(long key) {
    if (key == NO_KEY) {
      throw new IllegalArgumentException("the key " + key + " stands for none");
    }
    int mask = keys.length - 1;
    int slot = home(key);
    while (keys[slot] != NO_KEY && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private int home(long key) {
    long mixed = key * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32 ^ mixed >>> 48) & keys.length - 1;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new long[keys.length];
    Arrays.fill(keys, NO_KEY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NO_KEY) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
