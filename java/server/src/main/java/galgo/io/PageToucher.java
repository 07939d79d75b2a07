package galgo.io;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Has the kernel give the pages of some memory before they are used, in order, on a thread of its
 * own. Not done where the kernel does not know how (before Linux 5.14): then whoever uses a page
 * first waits for it.
 *
 * <p>The thread has the priority of any other: with the least it would, on a busy machine, be kept
 * waiting while it holds what others need to map memory. All methods belong to one thread.
 */
public final class PageToucher implements AutoCloseable {
  /** A huge page: who maps or unmaps memory meanwhile waits for one to be made, not for all. */
  private static final long STEP = 2 << 20;

  private record Range(long address, long bytes) {}

  private final Queue<Range> ranges = new ConcurrentLinkedQueue<>();
  private boolean added;
  private @Nullable Thread thread;
  private volatile boolean closing;

  /**
   * Adds memory that stays until {@link #close}.
   *
   * @param address of whole pages that are readable and writable
   * @param bytes a multiple of the size of a page
   */
  public void add(long address, long bytes) {
    ranges.add(new Range(address, bytes));
    added = true;
  }

  /** Begins with what was added, if that is not done: a start has more urgent things to do. */
  public void begin() {
    if (added) {
      added = false;
      Thread before = thread;
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("galgo-memory")
              .start(() -> {
                if (before == null || joined(before)) {
                  populate();
                }
              });
    }
  }

  private void populate() {
    for (Range range = ranges.poll(); range != null; range = ranges.poll()) {
      int result = 0;
      for (long at = 0; at < range.bytes && result == 0 && !closing; at += STEP) {
        // The first one links it: this thread waits for that, and nobody else.
        long length = Math.min(STEP, range.bytes - at);
        result = MemoryAdvice.give(range.address + at, length, MemoryAdvice.POPULATE_WRITE);
      }
    }
  }

  /** Touches nothing any more when it returns: the memory may go. */
  @Override
  public void close() {
    closing = true;
    Thread last = thread;
    if (last != null) {
      joined(last);
    }
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
