package galgo.metadata;

import galgo.io.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes an encoded command apart. Reads no byte outside it: throws instead. */
final class ByteReader {
  private final int length;
  private final long end;
  private long at;

  ByteReader(long address, int length) {
    this.length = length;
    this.at = address;
    this.end = address + length;
  }

  int u8() {
    return Memory.getUnsignedByte(take(Byte.BYTES));
  }

  int u16() {
    return Memory.getShort(take(Short.BYTES)) & 0xFFFF;
  }

  int i32() {
    return Memory.getInt(take(Integer.BYTES));
  }

  long u32() {
    return Memory.getUnsignedInt(take(Integer.BYTES));
  }

  long i64() {
    return Memory.getLong(take(Long.BYTES));
  }

  Bytes bytes() {
    int size = u16();
    return Bytes.of(take(size), size);
  }

  boolean flag() {
    int value = u8();
    if (value > 1) {
      throw new IllegalArgumentException("flag of " + value);
    }
    return value == 1;
  }

  /** Count as u32, then each element, of at least {@code smallest} bytes. */
  <T> List<T> list(int smallest, Function<ByteReader, T> element) {
    long count = u32();
    if (count * smallest > end - at) {
      throw new IllegalArgumentException(count + " elements in " + (end - at) + " bytes");
    }
    List<T> list = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      list.add(element.apply(this));
    }
    return list;
  }

  void requireEnd() {
    if (at != end) {
      throw new IllegalArgumentException(
          (end - at) + " bytes too many in a command of " + length + " bytes");
    }
  }

  private long take(int size) {
    if (end - at < size) {
      throw new IllegalArgumentException("command cut short at " + length + " bytes");
    }
    long taken = at;
    at += size;
    return taken;
  }
}
