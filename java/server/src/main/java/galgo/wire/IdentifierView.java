package galgo.wire;

import galgo.io.Memory;

/**
 * How a request names a stream, a topic, a group or a user: by number or by name. {@code kind u8}
 * (1 numeric, 2 name), {@code length u8}, value (a u32, or 1..255 bytes).
 *
 * <p>Reused; valid while the memory it was wrapped around is. Not for two threads.
 */
public final class IdentifierView {
  static final int NUMERIC = 1;
  static final int NAME = 2;
  private static final int PREFIX = 2;

  private boolean numeric;
  private long number;
  private long nameAddress;
  private int nameLength;

  /**
   * Decodes the identifier at the address.
   *
   * @return the bytes it takes, or the negated status: 3 truncated, of unknown kind or not UTF-8; 4
   *     a number that is not of 4 bytes or an empty name
   */
  public int wrap(long address, long remaining) {
    int length = length(address, remaining);
    if (length < 0) {
      return -Status.INVALID_COMMAND;
    }
    int kind = Memory.getUnsignedByte(address);
    if (kind == NUMERIC) {
      return length == Integer.BYTES ? wrapNumber(address) : -Status.INVALID_FORMAT;
    }
    if (kind != NAME) {
      return -Status.INVALID_COMMAND;
    }
    if (length == 0) {
      return -Status.INVALID_FORMAT;
    }
    if (!Utf8.isValid(address + PREFIX, length)) {
      return -Status.INVALID_COMMAND;
    }
    return wrapName(address, length);
  }

  /**
   * Decodes by the older rules that hold in {@link CommandCode#SEND_MESSAGES}: whatever is wrong is
   * status 6, and a name need not be UTF-8.
   *
   * @return the bytes it takes, or −6
   */
  int wrapUnchecked(long address, long remaining) {
    int length = length(address, remaining);
    int kind = length < 0 ? 0 : Memory.getUnsignedByte(address);
    if (kind == NUMERIC && length == Integer.BYTES) {
      return wrapNumber(address);
    }
    if (kind == NAME && length > 0) {
      return wrapName(address, length);
    }
    return -Status.INVALID_IDENTIFIER;
  }

  /** Reads at the cursor, which keeps the status of a failure. */
  public void read(Cursor cursor) {
    if (cursor.failed()) {
      return;
    }
    int size = wrap(cursor.position(), cursor.remaining());
    if (size < 0) {
      cursor.fail(-size);
    } else {
      cursor.take(size);
    }
  }

  /** Length of the value, or −1 when prefix or value are truncated. */
  private static int length(long address, long remaining) {
    if (remaining < PREFIX) {
      return -1;
    }
    int length = Memory.getUnsignedByte(address + 1);
    return remaining - PREFIX < length ? -1 : length;
  }

  private int wrapNumber(long address) {
    numeric = true;
    number = Memory.getUnsignedInt(address + PREFIX);
    nameAddress = 0;
    nameLength = 0;
    return PREFIX + Integer.BYTES;
  }

  private int wrapName(long address, int length) {
    numeric = false;
    number = 0;
    nameAddress = address + PREFIX;
    nameLength = length;
    return PREFIX + length;
  }

  /** Whether it is a number; a name otherwise, even one of digits only. */
  public boolean isNumeric() {
    return numeric;
  }

  /** The number, 0..2³²−1; 0 when it is a name. */
  public long numeric() {
    return number;
  }

  /** Address of the name's bytes; 0 when it is a number. */
  public long nameAddress() {
    return nameAddress;
  }

  /** Length of the name in bytes, 1..255; 0 when it is a number. */
  public int nameLength() {
    return nameLength;
  }

  /** A copy on the heap, for paths that may allocate. */
  public Identifier toIdentifier() {
    return numeric
        ? new Identifier.Numeric(number)
        : new Identifier.Named(Memory.bytes(nameAddress, nameLength));
  }
}
