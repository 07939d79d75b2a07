package galgo.simulator;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a driver's handles stand for: {@link OpenFile}, {@link Socket}, {@link Port}. A number is
 * never used twice, so that a late use is an error and not a confusion.
 */
final class Handles {
  private final TreeMap<Integer, Object> open = new TreeMap<>();
  private int last;

  int add(Object target) {
    open.put(++last, target);
    return last;
  }

  @Nullable Object get(int handle) {
    return open.get(handle);
  }

  void remove(int handle) {
    open.remove(handle);
  }

  Iterable<Object> all() {
    return open.values();
  }
}
