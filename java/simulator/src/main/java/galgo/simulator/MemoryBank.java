package galgo.simulator;

import galgo.io.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Off-heap memory of a world's drivers. What a crashed node had is lent again, and goes back to the
 * system with the world: so a late access finds strange bytes and not the end of the process.
 */
final class MemoryBank implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final Map<Long, ArrayDeque<Long>> spare = new HashMap<>();

  /** Zeroed, aligned to 4 KiB. */
  long take(long bytes) {
    ArrayDeque<Long> same = spare.get(bytes);
    if (same == null || same.isEmpty()) {
      return arena.allocate(bytes, 4096).address();
    }
    long address = same.pop();
    Memory.zero(address, bytes);
    return address;
  }

  void give(long address, long bytes) {
    spare.computeIfAbsent(bytes, size -> new ArrayDeque<>()).push(address);
  }

  @Override
  public void close() {
    arena.close();
  }
}
