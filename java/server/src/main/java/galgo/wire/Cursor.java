package galgo.wire;

import galgo.io.Memory;

/**
 * Reads the fields of a payload in order, never past its end.
 *
 * <p>The first failure sticks: its status stays, and every later read touches no memory and returns
 * zero or an empty array. So a decoder reads all fields in a row and asks for {@link #status()}
 * once. Reused, not for two threads.
 */
public final class Cursor {
  private static final byte[] NOTHING = {};

  private long position;
  private long end;
  private int status;

  /** Starts at the address; {@code length} bytes may be read. */
  public void reset(long address, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("payload length " + length);
    }
    position = address;
    end = address + length;
    status = Status.OK;
  }

  /** {@link Status#OK}, or the status of the first failure. */
  public int status() {
    return status;
  }

  public boolean failed() {
    return status != Status.OK;
  }

  /** Address of the next byte. */
  public long position() {
    return position;
  }

  public long remaining() {
    return end - position;
  }

  /** Records a failure unless one was recorded before. */
  public void fail(int reason) {
    if (status == Status.OK) {
      status = reason;
    }
  }

  /** Address of the next {@code length} bytes, which are passed over, or 0 when there are fewer. */
  public long take(long length) {
    if (status != Status.OK) {
      return 0;
    }
    if (length > end - position) {
      status = Status.INVALID_COMMAND;
      return 0;
    }
    long taken = position;
    position += length;
    return taken;
  }

  /** The next byte, 0..255. */
  public int u8() {
    long address = take(1);
    return failed() ? 0 : Memory.getUnsignedByte(address);
  }

  /** The next byte as a truth value: anything but 0 is true. */
  public boolean flag() {
    return u8() != 0;
  }

  /** The next four bytes, 0..2³²−1. */
  public long u32() {
    long address = take(4);
    return failed() ? 0 : Memory.getUnsignedInt(address);
  }

  /** The next eight bytes; unsigned on the wire. */
  public long u64() {
    long address = take(8);
    return failed() ? 0 : Memory.getLong(address);
  }

  /** A name of 1..255 bytes of UTF-8 with its length in one byte before it. */
  public byte[] name8() {
    int length = u8();
    if (length == 0) {
      fail(Status.INVALID_FORMAT);
    }
    return text(length);
  }

  /** A text of 0..255 bytes of UTF-8 with its length in one byte before it. */
  public byte[] text8() {
    return text(u8());
  }

  /** A text of UTF-8 with its length in four bytes before it. */
  public byte[] text32() {
    return text(u32());
  }

  private byte[] text(long length) {
    long address = take(length);
    if (failed()) {
      return NOTHING;
    }
    if (!Utf8.isValid(address, length)) {
      fail(Status.INVALID_COMMAND);
      return NOTHING;
    }
    return Memory.bytes(address, Math.toIntExact(length));
  }
}
