package galgo.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes off the heap for a test, with garbage before and after them. */
public final class Payload implements AutoCloseable {
  private static final int MARGIN = 64;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory;
  public final int length;

  private Payload(byte[] bytes, int garbage) {
    length = bytes.length;
    memory = arena.allocate(length + 2L * MARGIN);
    memory.fill((byte) garbage);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, MARGIN, length);
  }

  public static Payload of(byte[] bytes) {
    return new Payload(bytes, 0xA5);
  }

  public static Payload of(byte[] bytes, int garbage) {
    return new Payload(bytes, garbage);
  }

  /** From hexadecimal digits; spaces are passed over. */
  public static Payload hex(String digits) {
    return of(bytes(digits));
  }

  public static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  public static byte[] prefix(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  public long address() {
    return memory.address() + MARGIN;
  }

  @Override
  public void close() {
    arena.close();
  }
}
