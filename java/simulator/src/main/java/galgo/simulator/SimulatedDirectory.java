package galgo.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names of files and directories; the last changes may not be on stable storage yet. */
final class SimulatedDirectory {
  /**
   * @param was the name that goes, or empty
   * @param name the name that comes, or empty
   * @param node what is called by it: a file or a directory
   */
  private record Change(String was, String name, @Nullable Object node) {}

  private TreeMap<String, Object> names = new TreeMap<>();
  private final TreeMap<String, Object> durable = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long forgotten;

  @Nullable Object get(String name) {
    return names.get(name);
  }

  List<String> list() {
    return List.copyOf(names.keySet());
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  void put(String name, Object node) {
    change(new Change("", name, node));
  }

  void remove(String name) {
    change(new Change(name, "", null));
  }

  void rename(String from, String to) {
    Object node = names.get(from);
    if (node == null) {
      throw new IllegalArgumentException(from);
    }
    change(new Change(from, to, node));
  }

  private void change(Change change) {
    changes.add(change);
    apply(change, names);
  }

  private static void apply(Change change, Map<String, Object> target) {
    if (!change.was.isEmpty()) {
      target.remove(change.was);
    }
    if (change.node != null) {
      target.put(change.name, change.node);
    }
  }

  /** Number of the last change. */
  long changes() {
    return forgotten + changes.size();
  }

  void sync() {
    syncTo(changes());
  }

  /** What changed up to this number is on stable storage. */
  void syncTo(long upTo) {
    int count = (int) Math.max(0, upTo - forgotten);
    changes.subList(0, count).forEach(change -> apply(change, durable));
    changes.subList(0, count).clear();
    forgotten += count;
  }

  boolean durable(String name) {
    Object node = durable.get(name);
    return node != null && node.equals(names.get(name));
  }

  /** The power went and came back: of the last changes some first ones are kept. */
  void crash(Chance chance, double kept) {
    int first = kept >= 1 ? changes.size() : kept <= 0 ? 0 : chance.below(changes.size() + 1);
    changes.subList(0, first).forEach(change -> apply(change, durable));
    forgotten += changes.size();
    changes.clear();
    names = new TreeMap<>(durable);
  }
}
