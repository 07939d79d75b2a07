package galgo.io.nio;

import galgo.io.MemoryAdvice;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that costs nothing before it is touched: pages of zeros the kernel gives on first use.
 *
 * <p>An {@link java.lang.foreign.Arena} writes its zeros at once: with the pools of a node that was
 * 1.4 GiB resident and half a second of a start. So this maps by mmap(2), called without any
 * library of ours. Not thread-safe.
 */
public final class AnonymousMemory implements AutoCloseable {
  private static final int READ_WRITE = 0x3;
  private static final int PRIVATE_ANONYMOUS_NO_RESERVE = 0x2 | 0x20 | 0x4000;

  /** Memory of at least this size asks for huge pages. */
  private static final long LARGE = 2 << 20;

  private static final long FAILED = -1;

  private static final MethodHandle MAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle UNMAP =
      function(
          "munmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private record Range(long address, long bytes) {}

  private final List<Range> ranges = new ArrayList<>();

  /** Maps whole pages; the address is aligned to a page. */
  public long allocate(long bytes) {
    long address;
    try {
      address = (long) MAP.invokeExact(0L, bytes, READ_WRITE, PRIVATE_ANONYMOUS_NO_RESERVE, -1, 0L);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
    if (address == FAILED) {
      throw new IllegalStateException("the system gives no " + bytes + " bytes of memory");
    }
    ranges.add(new Range(address, bytes));
    if (bytes >= LARGE) {
      // Where the system has none, small ones do.
      int ignored = MemoryAdvice.give(address, bytes, MemoryAdvice.HUGE_PAGES);
    }
    return address;
  }

  /** Makes whole pages zeros again, and untouched ones. */
  public void clear(long address, long bytes) {
    if (MemoryAdvice.give(address, bytes, MemoryAdvice.DONT_NEED) != 0) {
      throw new IllegalStateException("memory at " + address + " cannot be cleared");
    }
  }

  /** Unmaps all of it; nothing may use it any more. */
  @Override
  public void close() {
    for (Range range : ranges) {
      int result;
      try {
        result = (int) UNMAP.invokeExact(range.address, range.bytes);
      } catch (Throwable impossible) {
        throw new IllegalStateException(impossible);
      }
      if (result != 0) {
        throw new IllegalStateException("memory at " + range.address + " cannot be unmapped");
      }
    }
    ranges.clear();
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(address, descriptor);
  }
}
