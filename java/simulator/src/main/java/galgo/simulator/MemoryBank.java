package galgo.simulator;

import galgo.io.nio.AnonymousMemory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Off-heap memory of a world's drivers. What a crashed node had is lent again, and goes back to the
 * system with the world: so a late access finds strange bytes and not the end of the process.
 */
final class MemoryBank implements AutoCloseable {
  private final AnonymousMemory pages = new AnonymousMemory();
  private final Map<Long, ArrayDeque<Long>> spare = new HashMap<>();

  /** Whole pages of zeros. */
  long take(long bytes) {
    ArrayDeque<Long> same = spare.get(bytes);
    return same == null || same.isEmpty() ? pages.allocate(bytes) : same.pop();
  }

  void give(long address, long bytes) {
    pages.clear(address, bytes);
    spare.computeIfAbsent(bytes, size -> new ArrayDeque<>()).push(address);
  }

  @Override
  public void close() {
    pages.close();
  }
}
