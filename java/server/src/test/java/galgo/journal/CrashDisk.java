package galgo.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk that outlives drivers. A power cut keeps what was synced; of every write since, each unit
 * of 512 bytes or not, and of the changes of names the first few.
 */
final class CrashDisk {
  static final int UNIT = 512;

  /** A file's bytes, whatever it is called. */
  static final class Node {
    byte[] current = {};
    private byte[] durable = {};
    private final TreeMap<Integer, byte[]> unsynced = new TreeMap<>();

    /** A write has reached the device's cache. */
    void write(int offset, byte[] bytes) {
      if (current.length < offset + bytes.length) {
        current = Arrays.copyOf(current, offset + bytes.length);
      }
      System.arraycopy(bytes, 0, current, offset, bytes.length);
      for (int at = 0; at < bytes.length; at += UNIT) {
        unsynced.put((offset + at) / UNIT, Arrays.copyOfRange(bytes, at, at + UNIT));
      }
    }

    void sync() {
      durable = current.clone();
      unsynced.clear();
    }

    /** Only this range. */
    void sync(int offset, int length) {
      var units = unsynced.subMap(offset / UNIT, (offset + length) / UNIT);
      units.forEach(this::keep);
      units.clear();
    }

    void truncate(int size) {
      current = Arrays.copyOf(current, size);
      sync();
    }

    private void crash(Random random) {
      unsynced.forEach((unit, bytes) -> {
        if (random.nextBoolean()) {
          keep(unit, bytes);
        }
      });
      unsynced.clear();
      current = durable.clone();
    }

    private void keep(int unit, byte[] bytes) {
      int end = (unit + 1) * UNIT;
      if (durable.length < end) {
        durable = Arrays.copyOf(durable, Math.max(end, Math.min(current.length, 2 * end)));
      }
      System.arraycopy(bytes, 0, durable, end - UNIT, UNIT);
    }
  }

  private record Change(String directory, Runnable apply) {}

  TreeMap<String, Node> names = new TreeMap<>();

  private final TreeMap<String, Node> durableNames = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final Random random;

  CrashDisk(long seed) {
    random = new Random(seed);
  }

  void put(String path, Node node) {
    names.put(path, node);
    changes.add(new Change(directory(path), () -> durableNames.put(path, node)));
  }

  void remove(String path) {
    names.remove(path);
    changes.add(new Change(directory(path), () -> durableNames.remove(path)));
  }

  void rename(String from, String to) {
    Node node = names.remove(from);
    names.put(to, node);
    changes.add(
        new Change(
            directory(to),
            () -> {
              durableNames.remove(from);
              durableNames.put(to, node);
            }));
  }

  /** All changes up to now, for a file system keeps their order. */
  void syncNames() {
    changes.forEach(change -> change.apply.run());
    changes.clear();
  }

  /** Comes back from a power cut; drivers from before are dead. */
  void crash() {
    changes.subList(0, random.nextInt(changes.size() + 1)).forEach(change -> change.apply.run());
    changes.clear();
    names = new TreeMap<>(durableNames);
    names.values().forEach(node -> node.crash(random));
  }

  static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
