package galgo.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Builds an encoded command: little-endian numbers and byte strings in an array that grows. */
final class ByteWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  ByteWriter u8(int value) {
    room(Byte.BYTES).put((byte) value);
    return this;
  }

  ByteWriter u16(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  ByteWriter i32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  ByteWriter i64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /** Length as u16, then the bytes. */
  ByteWriter bytes(Bytes bytes) {
    if (bytes.length() > 0xFFFF) {
      throw new IllegalArgumentException("byte string of " + bytes.length() + " bytes");
    }
    u16(bytes.length());
    room(bytes.length()).put(bytes.toArray());
    return this;
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int length) {
    if (buffer.remaining() < length) {
      int capacity = Math.max(2 * buffer.capacity(), buffer.position() + length);
      buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    return buffer;
  }
}
