package galgo.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk that outlives drivers. A crash keeps what was synced; of the rest each unit of 512 bytes
 * may be kept or not, and so may the last changes of names.
 */
final class MemoryDisk {
  static final int UNIT = 512;

  /** Thrown out of whatever was being done when the power went. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A file's bytes, whatever it is called. */
  static final class Node {
    byte[] current = {};
    byte[] durable = {};

    void write(byte[] bytes, long offset) {
      resize(Math.max(current.length, Math.toIntExact(offset + bytes.length)));
      System.arraycopy(bytes, 0, current, (int) offset, bytes.length);
    }

    void resize(int size) {
      if (size != current.length) {
        current = Arrays.copyOf(current, size);
      }
    }

    void sync() {
      durable = current.clone();
    }

    /** Only this range, and the size. */
    void sync(long offset, int length) {
      if (durable.length != current.length) {
        durable = Arrays.copyOf(durable, current.length);
      }
      System.arraycopy(current, (int) offset, durable, (int) offset, length);
    }

    private void crash(Random random) {
      byte[] kept = new byte[random.nextBoolean() ? durable.length : current.length];
      for (int unit = 0; unit < kept.length; unit += UNIT) {
        byte[] source = random.nextBoolean() ? durable : current;
        if (source.length > unit) {
          int length = Math.min(UNIT, Math.min(source.length, kept.length) - unit);
          System.arraycopy(source, unit, kept, unit, length);
        }
      }
      current = kept;
      durable = kept.clone();
    }
  }

  private record Change(String directory, Runnable apply) {}

  final Map<String, Object> locks = new HashMap<>();
  final TreeSet<String> directories = new TreeSet<>();
  TreeMap<String, Node> names = new TreeMap<>();

  private final Random random;
  private final TreeMap<String, Node> durableNames = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long stepsLeft = Long.MAX_VALUE;

  /** Error that opening for writing, writing, renaming and locking meet, 0 for none. */
  int writeError;

  MemoryDisk(long seed) {
    random = new Random(seed);
  }

  /** The power goes after so many further calls and writes. */
  void crashAfter(long steps) {
    stepsLeft = steps;
  }

  long stepsLeft() {
    return stepsLeft;
  }

  void step() {
    if (stepsLeft <= 0) {
      throw new Crash();
    }
    stepsLeft--;
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

  void syncDirectory(String directory) {
    for (Change change : changes) {
      if (change.directory.equals(directory)) {
        change.apply.run();
      }
    }
    changes.removeIf(change -> change.directory.equals(directory));
  }

  /** Comes back from a power cut; drivers from before are dead. */
  void crash() {
    int kept = random.nextInt(changes.size() + 1);
    changes.subList(0, kept).forEach(change -> change.apply.run());
    changes.clear();
    names = new TreeMap<>(durableNames);
    names.values().forEach(node -> node.crash(random));
    locks.clear();
    stepsLeft = Long.MAX_VALUE;
  }

  /** Another disk with the same files, as a killed process leaves them. */
  MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk(1);
    copy.directories.addAll(directories);
    names.forEach((path, node) -> {
      Node file = new Node();
      file.current = node.current.clone();
      file.durable = node.current.clone();
      copy.names.put(path, file);
      copy.durableNames.put(path, file);
    });
    return copy;
  }

  /** Bytes of a file, to be read or damaged in place. */
  byte[] bytes(String path) {
    return names.get(path).current;
  }

  static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
