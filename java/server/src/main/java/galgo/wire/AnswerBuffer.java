package galgo.wire;

import galgo.io.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes being written on the heap, little-endian, for answers off the hot ways and for requests of
 * a client. Grows as needed up to its limit; reused by {@link #clear()}. Not for two threads.
 */
public final class AnswerBuffer {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int INITIAL = 256;

  private final int limit;
  private byte[] bytes;
  private int length;

  /**
   * @param limit the most bytes it may come to hold, at least 1; writing more throws
   *     IllegalStateException
   */
  public AnswerBuffer(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    this.limit = limit;
    this.bytes = new byte[Math.min(INITIAL, limit)];
  }

  /** Forgets what was written; keeps the memory. */
  public void clear() {
    length = 0;
  }

  /** Bytes written so far. */
  public int length() {
    return length;
  }

  /**
   * The bytes behind it, of which the first {@link #length()} are written; valid until the next
   * write.
   */
  public byte[] array() {
    return bytes;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Copies what was written to off-heap memory that has room for {@link #length()} bytes. */
  public void copyTo(long address) {
    Memory.copy(bytes, 0, address, length);
  }

  public void u8(int value) {
    int at = reserve(Byte.BYTES);
    bytes[at] = (byte) value;
  }

  public void u16(int value) {
    int at = reserve(Short.BYTES);
    SHORT.set(bytes, at, (short) value);
  }

  /** The low 32 bits of the value. */
  public void u32(long value) {
    int at = reserve(Integer.BYTES);
    INT.set(bytes, at, (int) value);
  }

  public void u64(long value) {
    int at = reserve(Long.BYTES);
    LONG.set(bytes, at, value);
  }

  public void f32(float value) {
    u32(Float.floatToRawIntBits(value));
  }

  /** 1 or 0. */
  public void flag(boolean value) {
    u8(value ? 1 : 0);
  }

  /** The bytes as they are. */
  public void raw(byte[] value) {
    int at = reserve(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
  }

  /** A length of one byte, then the text, of 0..255 bytes. */
  public void text8(byte[] utf8) {
    if (utf8.length > 255) {
      throw new IllegalArgumentException("text of " + utf8.length + " bytes");
    }
    u8(utf8.length);
    raw(utf8);
  }

  /** A length of four bytes, then the text. */
  public void text32(byte[] utf8) {
    u32(utf8.length);
    raw(utf8);
  }

  /** Overwrites four bytes that were written before, such as a count known only now. */
  public void setU32(int position, long value) {
    if (position < 0 || position > length - Integer.BYTES) {
      throw new IndexOutOfBoundsException("position " + position + " of " + length + " bytes");
    }
    INT.set(bytes, position, (int) value);
  }

  /**
   * Makes room for the bytes and returns where they begin; {@link #bytes} may be another array
   * after it.
   */
  private int reserve(int size) {
    int start = length;
    if (size > bytes.length - start) {
      grow(size);
    }
    length = start + size;
    return start;
  }

  private void grow(int size) {
    if (size > limit - length) {
      throw new IllegalStateException(
          length + " + " + size + " bytes are more than the limit of " + limit);
    }
    int doubled = (int) Math.min(2L * bytes.length, limit);
    bytes = Arrays.copyOf(bytes, Math.max(doubled, length + size));
  }
}
