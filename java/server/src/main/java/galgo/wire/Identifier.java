package galgo.wire;

import java.nio.charset.StandardCharsets;

/** How a request names a stream, a topic, a group or a user, as a value on the heap. */
public sealed interface Identifier {

  /** By number, 0..2³²−1. */
  static Identifier of(long id) {
    return new Numeric(id);
  }

  /** By name, even if it consists of digits. */
  static Identifier of(String name) {
    return new Named(name.getBytes(StandardCharsets.UTF_8));
  }

  /** By number, 0..2³²−1. */
  record Numeric(long id) implements Identifier {
    public Numeric {
      if (id < 0 || id > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException("identifier " + id + " is not of 32 bits");
      }
    }
  }

  /**
   * By name: 1..255 bytes of UTF-8, compared byte by byte. Who holds it does not change the array.
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // compared by whoever looks the name up, never by equals
  record Named(byte[] utf8) implements Identifier {
    public Named {
      if (utf8.length == 0 || utf8.length > 255) {
        throw new IllegalArgumentException("name of " + utf8.length + " bytes");
      }
    }
  }
}
