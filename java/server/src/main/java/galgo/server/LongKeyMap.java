package galgo.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects by a long key, looked up without allocation: open addressing with linear probing, removal
 * by moving later ones up (Knuth, volume 3, 6.4 R). One thread.
 */
final class LongKeyMap<V> {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private long[] keys = new long[16];
  private @Nullable Object[] values = new Object[16];
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  @Nullable V get(long key) {
    int at = find(key);
    return (V) values[at];
  }

  void put(long key, V value) {
    int at = find(key);
    if (values[at] == null) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  @SuppressWarnings("unchecked")
  @Nullable V remove(long key) {
    int hole = find(key);
    V removed = (V) values[hole];
    if (removed == null) {
      return null;
    }
    size--;
    int mask = keys.length - 1;
    int at = hole;
    while (true) {
      values[hole] = null;
      do {
        at = (at + 1) & mask;
        if (values[at] == null) {
          return removed;
        }
      } while (stays(hole, at, slot(keys[at], mask), mask));
      keys[hole] = keys[at];
      values[hole] = values[at];
      hole = at;
    }
  }

  /** The values, by ascending key. */
  List<V> values() {
    List<V> all = new ArrayList<>(size);
    for (long key : keys()) {
      V value = get(key);
      if (value != null) {
        all.add(value);
      }
    }
    return all;
  }

  /** The keys, ascending. */
  long[] keys() {
    long[] present = new long[size];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        present[count++] = keys[i];
      }
    }
    Arrays.sort(present);
    return present;
  }

  /**
   * Whether the entry at {@code at}, whose chain begins at {@code first}, is found with {@code
   * hole} empty.
   */
  private static boolean stays(int hole, int at, int first, int mask) {
    return ((at - first) & mask) < ((at - hole) & mask);
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = slot(key, mask);
    while (values[at] != null && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private static int slot(long key, int mask) {
    return (int) (key * SPREAD >>> 32) & mask;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
