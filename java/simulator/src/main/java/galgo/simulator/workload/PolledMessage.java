package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A message in the answer to a poll, where it lies. */
final class PolledMessage {
  static final int HEADER = 64;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int at;

  /** Bytes of it are checked to lie within the answer. */
  PolledMessage(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
    if (bytes.length - at < HEADER
        || payloadLength() < 0
        || headersLength() < 0
        || (long) HEADER + payloadLength() + headersLength() > bytes.length - at) {
      throw new Finding("an answer to a poll ends within a message, at byte " + at);
    }
  }

  int size() {
    return HEADER + payloadLength() + headersLength();
  }

  long checksum() {
    return (long) LONG.get(bytes, at);
  }

  long idLow() {
    return (long) LONG.get(bytes, at + 8);
  }

  long idHigh() {
    return (long) LONG.get(bytes, at + 16);
  }

  long offset() {
    return (long) LONG.get(bytes, at + 24);
  }

  long timestamp() {
    return (long) LONG.get(bytes, at + 32);
  }

  long origin() {
    return (long) LONG.get(bytes, at + 40);
  }

  int headersLength() {
    return (int) INT.get(bytes, at + 48);
  }

  int payloadLength() {
    return (int) INT.get(bytes, at + 52);
  }

  boolean payloadIs(byte[] expected) {
    return is(at + HEADER, payloadLength(), expected);
  }

  boolean headersAre(byte[] expected) {
    return is(at + HEADER + payloadLength(), headersLength(), expected);
  }

  private boolean is(int from, int length, byte[] expected) {
    return Arrays.equals(bytes, from, from + length, expected, 0, expected.length);
  }
}
