package galgo.io;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Has the kernel give the pages of some memory before they are used, in order, on a thread of its
 * own. Not done where the kernel does not know how (before Linux 5.14): then whoever uses a page
 * first waits for it.
 *
 * <p>The thread has the priority of any other: with the least it would, on a busy machine, be kept
 * waiting while it holds what others need to map memory.
 */
public final class PageToucher implements AutoCloseable {
  private static final int POPULATE_WRITE = 23;

  /** A huge page: who maps or unmaps memory meanwhile waits for one to be made, not for all. */
  private static final long STEP = 2 << 20;

  private static final MethodHandle ADVISE =
      function(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private @Nullable Thread thread;
  private volatile boolean closing;

  /**
   * Begins with memory that stays until {@link #close}; when it is done with what it had before.
   *
   * @param address of whole pages that are readable and writable
   * @param bytes a multiple of the size of a page
   */
  public void touch(long address, long bytes) {
    Thread before = thread;
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("galgo-memory")
            .start(() -> {
              if (before == null || joined(before)) {
                populate(address, bytes);
              }
            });
  }

  private void populate(long address, long bytes) {
    int result = 0;
    for (long at = 0; at < bytes && result == 0 && !closing; at += STEP) {
      result = advise(address + at, Math.min(STEP, bytes - at));
    }
  }

  private static int advise(long address, long bytes) {
    try {
      return (int) ADVISE.invokeExact(address, bytes, POPULATE_WRITE);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
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

  /** Touches nothing any more when it returns: the memory may go. */
  @Override
  public void close() {
    closing = true;
    Thread last = thread;
    if (last != null) {
      joined(last);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
