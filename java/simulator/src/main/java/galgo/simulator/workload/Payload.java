package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the payload of an answer from its front. Ending early is a {@link Finding}. */
final class Payload {
  private final ByteBuffer bytes;

  Payload(byte[] payload) {
    bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
  }

  int u8() {
    need(Byte.BYTES);
    return bytes.get() & 0xFF;
  }

  long u32() {
    need(Integer.BYTES);
    return bytes.getInt() & 0xFFFF_FFFFL;
  }

  long u64() {
    need(Long.BYTES);
    return bytes.getLong();
  }

  String text8() {
    byte[] text = new byte[u8()];
    need(text.length);
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  byte[] raw(int length) {
    need(length);
    byte[] raw = new byte[length];
    bytes.get(raw);
    return raw;
  }

  /** All that is left. */
  byte[] rest() {
    return raw(bytes.remaining());
  }

  void skip(int length) {
    need(length);
    bytes.position(bytes.position() + length);
  }

  boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  int position() {
    return bytes.position();
  }

  private void need(int length) {
    if (length < 0 || bytes.remaining() < length) {
      throw new Finding(
          "an answer of " + bytes.limit() + " bytes ends where " + length + " more should be");
    }
  }
}
