package galgo.io.uring;

import galgo.io.Errno;
import java.io.IOException;
import org.scijava.nativelib.NativeLoader;

/** The native library: loaded once for the process, from the jar. Any thread. */
public final class NativeLibrary {
  private static final String CAUSE = load();

  private NativeLibrary() {}

  private static String load() {
    String name = "natives/linux_64/libgalgo.so";
    if (NativeLibrary.class.getClassLoader().getResource(name) == null) {
      return "this build has no native library (building it needs liburing-dev and libxxhash-dev)";
    }
    try {
      NativeLoader.loadLibrary("galgo");
      return "";
    } catch (IOException | LinkageError e) {
      return "the native library cannot be loaded: " + e.getMessage();
    }
  }

  /** Why there is no native library, in words; empty when it is loaded. */
  public static String missing() {
    return CAUSE;
  }

  /**
   * Keeps the calling thread on one processor.
   *
   * @param cpu the processor's number, from 0
   * @return whether it worked: not without the library, nor on a processor that the process may not
   *     use
   */
  public static boolean pinThread(int cpu) {
    return CAUSE.isEmpty() && Native.pin(cpu) == 0;
  }

  static void require() {
    if (!CAUSE.isEmpty()) {
      throw new IllegalStateException(CAUSE);
    }
  }

  /** The result of a call that cannot fail but for a broken invariant or an exhausted system. */
  static long check(long result, String what) {
    if (result < 0 && result > -4096) {
      throw new IllegalStateException(what + ": " + Errno.text((int) result));
    }
    return result;
  }
}
