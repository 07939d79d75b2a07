package galgo.simulator;

import galgo.io.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's disk: lives on when the node does not. Remembers of every 512 bytes what it held before
 * what is not yet on stable storage.
 */
public final class SimulatedStorage {
  private final Simulation world;
  private final SimulatedDirectory root = new SimulatedDirectory();
  private final TreeMap<String, Object> locks = new TreeMap<>();
  private long capacity;
  private long used;
  private String failing = "";

  /**
   * @param capacity bytes of all files together; what would go beyond fails with ENOSPC
   */
  public SimulatedStorage(Simulation world, long capacity) {
    this.world = world;
    this.capacity = capacity;
  }

  public long capacity() {
    return capacity;
  }

  /** Makes the disk larger or smaller; what is there stays. */
  public void capacity(long bytes) {
    capacity = bytes;
  }

  /** From now on no write reaches files whose path contains this; empty for none. */
  public void failWrites(String part) {
    failing = part;
  }

  boolean failsWritesOf(String path) {
    return !failing.isEmpty() && path.contains(failing);
  }

  /** Bytes of all files, in blocks of 4 KiB. */
  public long used() {
    return used;
  }

  /** All files, sorted. */
  public List<String> files() {
    List<String> found = new ArrayList<>();
    visit(
        "",
        root,
        (path, node) -> {
          if (node instanceof SimulatedFile) {
            found.add(path);
          }
        });
    return found;
  }

  /** A file's bytes as they are read now. */
  public byte[] bytes(String path) {
    return existing(path).copy();
  }

  /** A file's size. */
  public long size(String path) {
    return existing(path).size();
  }

  /** Damage at rest: flips one bit of a file. */
  public void flip(String path, long offset, int bit) {
    world.trace("disk: bit # rots at #, in " + path, bit, offset);
    existing(path).flip(offset, bit);
  }

  /**
   * Whether a crash now would leave the range as it is read now, and the names that lead to it.
   * False for what is not there.
   */
  public boolean durable(String path, long offset, int length) {
    SimulatedDirectory directory = root;
    for (String name : names(path)) {
      if (!directory.durable(name)) {
        return false;
      }
      switch (directory.get(name)) {
        case SimulatedDirectory next -> directory = next;
        case SimulatedFile file -> {
          return file.durable(offset, length);
        }
        case null, default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** Everything as it is now is on stable storage. */
  void syncAll() {
    visit(
        "",
        root,
        (path, node) -> {
          if (node instanceof SimulatedDirectory directory) {
            directory.sync();
          } else if (node instanceof SimulatedFile file) {
            file.sync(file.changes());
          }
        });
  }

  /** Reserves space, or gives it back where it is negative. */
  boolean take(long bytes) {
    if (bytes > 0 && used + bytes > capacity) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** The file or directory of a path, or null. */
  @Nullable Object find(String path) {
    Object node = root;
    for (String name : names(path)) {
      if (!(node instanceof SimulatedDirectory directory)) {
        return null;
      }
      node = directory.get(name);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  @Nullable SimulatedDirectory parent(String path) {
    int slash = path.lastIndexOf('/');
    return find(path.substring(0, Math.max(0, slash))) instanceof SimulatedDirectory directory
        ? directory
        : null;
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  int createDirectories(String path) {
    SimulatedDirectory directory = root;
    for (String name : names(path)) {
      switch (directory.get(name)) {
        case SimulatedDirectory next -> directory = next;
        case null -> {
          SimulatedDirectory made = new SimulatedDirectory();
          directory.put(name, made);
          directory = made;
        }
        default -> {
          return -Errno.ENOTDIR;
        }
      }
    }
    return 0;
  }

  int delete(String path) {
    SimulatedDirectory parent = parent(path);
    switch (find(path)) {
      case SimulatedDirectory directory when !directory.isEmpty() -> {
        return -Errno.ENOTEMPTY;
      }
      case SimulatedFile file -> file.drop();
      case null -> {
        return -Errno.ENOENT;
      }
      default -> {}
    }
    if (parent == null) {
      return -Errno.EBUSY;
    }
    parent.remove(name(path));
    return 0;
  }

  int rename(String from, String to) {
    SimulatedDirectory source = parent(from);
    SimulatedDirectory target = parent(to);
    Object node = find(from);
    if (source == null || target == null || node == null) {
      return -Errno.ENOENT;
    }
    if (find(to) instanceof SimulatedFile replaced && replaced != node) {
      replaced.drop();
    }
    if (source == target) {
      source.rename(name(from), name(to));
    } else {
      target.put(name(to), node);
      source.remove(name(from));
    }
    return 0;
  }

  /** False when another owner has it. */
  boolean lock(String path, Object owner) {
    Object holder = locks.putIfAbsent(path, owner);
    return holder == null || holder.equals(owner);
  }

  void unlock(Object owner) {
    locks.values().removeIf(holder -> holder.equals(owner));
  }

  /** All processes are gone; what they wrote stays. */
  void killed() {
    locks.clear();
    recount();
  }

  /** The power went and came back. */
  void crash() {
    double[] shares = {0, 0.1, 0.5, 0.9, 1};
    crash(shares[world.chance().below(shares.length)]);
  }

  /**
   * The power went and came back.
   *
   * @param kept share of what was not synced that had reached the disk, 0..1
   */
  void crash(double kept) {
    locks.clear();
    Chance chance = world.chance();
    world.trace(
        "disk: power cut, # percent of what was not synced is there", Math.round(kept * 100));
    visit(
        "",
        root,
        (path, node) -> {
          if (node instanceof SimulatedDirectory directory) {
            directory.crash(chance, kept);
          } else if (node instanceof SimulatedFile file) {
            file.crash(chance, kept);
          }
        });
    recount();
  }

  /** Files that only a handle held are gone. */
  private void recount() {
    used = 0;
    visit(
        "",
        root,
        (path, node) -> {
          if (node instanceof SimulatedFile file) {
            file.heldByNameOnly();
            used += file.space();
          }
        });
  }

  private static void visit(
      String path, SimulatedDirectory directory, BiConsumer<String, Object> visitor) {
    visitor.accept(path, directory);
    for (String name : directory.list()) {
      switch (directory.get(name)) {
        case SimulatedDirectory below -> visit(path + "/" + name, below, visitor);
        case null -> throw new IllegalStateException(name);
        case Object file -> visitor.accept(path + "/" + name, file);
      }
    }
  }

  private SimulatedFile existing(String path) {
    if (find(path) instanceof SimulatedFile file) {
      return file;
    }
    throw new IllegalArgumentException("no file " + path);
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }
}
