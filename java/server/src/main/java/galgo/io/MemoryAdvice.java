package galgo.io;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What the kernel is told of whole pages, by madvise(2). Linked at the first use, which takes a
 * while. Any thread.
 */
public final class MemoryAdvice {
  /** Private pages become zeros again, and untouched ones. */
  public static final int DONT_NEED = 4;

  /** Huge pages are wanted. */
  public static final int HUGE_PAGES = 14;

  /** Writable pages are made present; since Linux 5.14. */
  public static final int POPULATE_WRITE = 23;

  private static final MethodHandle ADVISE = link();

  private MemoryAdvice() {}

  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("madvise"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT));
  }

  /**
   * @param address of a page
   * @return 0, or −1 when the kernel cannot do it
   */
  public static int give(long address, long bytes, int advice) {
    try {
      return (int) ADVISE.invokeExact(address, bytes, advice);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
