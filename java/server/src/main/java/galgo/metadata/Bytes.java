package galgo.metadata;

import galgo.io.Memory;
import galgo.io.XxHash32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable string of bytes: a name in UTF-8 or a token's hash. Compared byte by byte; made on
 * the heap, so that it outlives the request it came in.
 */
public final class Bytes implements Comparable<Bytes> {
  private final byte[] bytes;
  private final int hash;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
    this.hash = XxHash32.hash(bytes);
  }

  /** Of a copy of the array. */
  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** Of a copy of the memory. */
  public static Bytes of(long address, int length) {
    return new Bytes(Memory.bytes(address, length));
  }

  /** Of the text in UTF-8. */
  public static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  /** A copy. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Writes all bytes to the memory, which must have room for {@link #length}. */
  public void copyTo(long address) {
    Memory.copy(bytes, 0, address, bytes.length);
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }

  /** Whether the memory holds the same bytes. Allocates nothing. */
  boolean isAt(long address, int length) {
    if (length != bytes.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] != Memory.getByte(address + i)) {
        return false;
      }
    }
    return true;
  }

  boolean holds(byte[] other) {
    return Arrays.equals(bytes, other);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /** Takes the same time wherever they differ: it may be a token's hash. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** XXH32 of the bytes. */
  @Override
  public int hashCode() {
    return hash;
  }

  /** As UTF-8 text. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
