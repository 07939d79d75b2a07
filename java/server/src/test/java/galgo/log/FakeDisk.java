package galgo.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Files and directories that outlive a {@link FakeDriver}. */
final class FakeDisk {
  final TreeMap<String, FakeFile> files = new TreeMap<>();
  final TreeSet<String> directories = new TreeSet<>();
  private final TreeSet<String> durableDirectories = new TreeSet<>();

  /** What was removed and would be there again after a power cut, oldest first. */
  private final List<Removed> removed = new ArrayList<>();

  /** A file, or a directory if it is null. */
  private record Removed(String path, @Nullable FakeFile file) {}

  /** Bytes that files may have together. */
  long capacity = Long.MAX_VALUE;

  long used() {
    return files.values().stream().mapToLong(file -> file.size).sum();
  }

  List<String> list(String directory) {
    List<String> names = new ArrayList<>();
    for (String path : files.keySet()) {
      addName(directory, path, names);
    }
    for (String path : directories) {
      addName(directory, path, names);
    }
    names.sort(null);
    return names;
  }

  private static void addName(String directory, String path, List<String> names) {
    String prefix = directory + "/";
    if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
      names.add(path.substring(prefix.length()));
    }
  }

  void createDirectories(String path) {
    for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      directories.add(path.substring(0, at));
    }
    directories.add(path);
  }

  boolean remove(String path) {
    FakeFile file = files.remove(path);
    boolean durable = file == null ? durableDirectories.remove(path) : file.nameDurable;
    if (durable) {
      removed.add(new Removed(path, file));
    }
    return directories.remove(path) || file != null;
  }

  void syncDirectory(String directory) {
    removed.removeIf(entry -> parent(entry.path).equals(directory));
    for (String name : list(directory)) {
      String path = directory + "/" + name;
      FakeFile file = files.get(path);
      if (file != null) {
        file.nameDurable = true;
      } else {
        durableDirectories.add(path);
      }
    }
  }

  /** The power goes: what is not durable may be lost. */
  void crash(Random random, boolean loseAll) {
    directories.removeIf(
        path -> !durableDirectories.contains(path) && (loseAll || random.nextBoolean()));
    files
        .entrySet()
        .removeIf(entry ->
            !entry.getValue().nameDurable && (loseAll || random.nextBoolean())
                || !hasParents(entry.getKey()));
    undoRemovals(loseAll ? removed.size() : random.nextInt(removed.size() + 1));
    for (FakeFile file : files.values()) {
      file.crash(random, loseAll);
      file.nameDurable = true;
    }
    durableDirectories.addAll(directories);
  }

  /** Removals become durable in their order: some of the last ones have not happened. */
  private void undoRemovals(int count) {
    for (Removed entry : removed.reversed().subList(0, count)) {
      if (!directories.contains(parent(entry.path))) {
        continue;
      }
      if (entry.file == null) {
        directories.add(entry.path);
      } else {
        files.putIfAbsent(entry.path, entry.file);
      }
    }
    removed.clear();
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private boolean hasParents(String path) {
    for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      if (!directories.contains(path.substring(0, at))) {
        return false;
      }
    }
    return true;
  }
}
