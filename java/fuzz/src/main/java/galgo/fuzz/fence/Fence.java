package galgo.fuzz.fence;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Memory that an input lies in, with bytes before and behind it that nobody may touch. {@link
 * MemoryHooks} sees to that while fuzzing. One a process, for one thread.
 */
public final class Fence {
  private static final int WIDTH = 1 << 20;
  private static final int LARGEST = 1 << 20;
  private static final int GARBAGE = 256;

  private static final MemorySegment ALL = Arena.global().allocate(WIDTH + LARGEST + WIDTH, 64);
  private static final long START = ALL.address();
  private static final long END = START + ALL.byteSize();

  private static long from = START + WIDTH;
  private static long to = from;

  private Fence() {}

  /** Puts the bytes there in the place of the last ones; returns the address of the first. */
  public static long place(byte[] bytes, int start, int length) {
    if (length > LARGEST) {
      throw new IllegalArgumentException("input of " + length + " bytes, at most " + LARGEST);
    }
    from = START + WIDTH;
    to = from + length;
    MemorySegment.copy(bytes, start, ALL, ValueLayout.JAVA_BYTE, WIDTH, length);
    ALL.asSlice(WIDTH + length, GARBAGE).fill((byte) 0xA5);
    return from;
  }

  /** Fails when an access is to the fence. */
  public static void check(long address, long length) {
    if (address < END && address + length > START && (address < from || address + length > to)) {
      throw new AssertionError(
          "access to "
              + length
              + " bytes at "
              + (address - from)
              + " of an input of "
              + (to - from)
              + " bytes");
    }
  }
}
