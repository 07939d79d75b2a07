package galgo.metadata;

import galgo.io.XxHash32;
import org.jspecify.annotations.Nullable;

/**
 * Ids by name: open addressing with linear probing, at most half full. Looking up allocates
 * nothing, whether the name lies in memory or on the heap.
 */
final class NameIndex {
  /** What a look-up answers for an unknown name. */
  static final int ABSENT = -1;

  private static final int SMALLEST = 8;

  private @Nullable Bytes[] keys = new @Nullable Bytes[SMALLEST];
  private int[] ids = new int[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  int get(Bytes name) {
    int slot = name.hashCode() & keys.length - 1;
    for (Bytes key = keys[slot]; key != null; key = keys[slot]) {
      if (key.equals(name)) {
        return ids[slot];
      }
      slot = slot + 1 & keys.length - 1;
    }
    return ABSENT;
  }

  int get(byte[] name) {
    int slot = XxHash32.hash(name) & keys.length - 1;
    for (Bytes key = keys[slot]; key != null; key = keys[slot]) {
      if (key.holds(name)) {
        return ids[slot];
      }
      slot = slot + 1 & keys.length - 1;
    }
    return ABSENT;
  }

  int get(long address, int length) {
    int slot = XxHash32.hash(address, length) & keys.length - 1;
    for (Bytes key = keys[slot]; key != null; key = keys[slot]) {
      if (key.isAt(address, length)) {
        return ids[slot];
      }
      slot = slot + 1 & keys.length - 1;
    }
    return ABSENT;
  }

  /** Adds a name that is not there yet. */
  void add(Bytes name, int id) {
    if (id < 0) {
      throw new IllegalArgumentException("id " + id + " for " + name);
    }
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    if (get(name) != ABSENT) {
      throw new IllegalStateException("name " + name + " is taken by " + get(name));
    }
    insert(name, id);
    size++;
  }

  /** Removes a name that is there. */
  void remove(Bytes name) {
    if (get(name) == ABSENT) {
      throw new IllegalStateException("name " + name + " is not there");
    }
    int mask = keys.length - 1;
    int gap = name.hashCode() & mask;
    while (!name.equals(keys[gap])) {
      gap = gap + 1 & mask;
    }
    // Entries behind the gap that probing would no longer reach move into it.
    int slot = gap + 1 & mask;
    for (Bytes key = keys[slot]; key != null; key = keys[slot]) {
      if ((slot - key.hashCode() & mask) >= (slot - gap & mask)) {
        keys[gap] = key;
        ids[gap] = ids[slot];
        gap = slot;
      }
      slot = slot + 1 & mask;
    }
    keys[gap] = null;
    size--;
  }

  private void grow() {
    @Nullable Bytes[] oldKeys = keys;
    int[] oldIds = ids;
    keys = new @Nullable Bytes[2 * oldKeys.length];
    ids = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      Bytes key = oldKeys[i];
      if (key != null) {
        insert(key, oldIds[i]);
      }
    }
  }

  private void insert(Bytes name, int id) {
    int slot = name.hashCode() & keys.length - 1;
    while (keys[slot] != null) {
      slot = slot + 1 & keys.length - 1;
    }
    keys[slot] = name;
    ids[slot] = id;
  }
}
