package galgo.wire;

import galgo.io.Memory;

/**
 * The 8-byte headers of the classic protocol, and its limits.
 *
 * <p>Request: {@code length u32} (of code and payload together, so at least 4), {@code code u32},
 * payload. Answer: {@code status u32}, {@code length u32} (of the payload alone), payload. All
 * integers of the protocol are little-endian.
 */
public final class Frame {
  /** Size in bytes of the header of a request and of an answer. */
  public static final int HEADER = 8;

  /** The smallest legal value of a request's length field: the code alone. */
  public static final int MIN_LENGTH = 4;

  /** Largest payload in bytes of any request but {@link CommandCode#SEND_MESSAGES}. */
  public static final int MAX_PAYLOAD = 10_485_760;

  /** Largest payload in bytes of one message. */
  public static final int MAX_MESSAGE_PAYLOAD = 64_000_000;

  /** Largest size in bytes of the user headers of one message. */
  public static final int MAX_USER_HEADERS = 100_000;

  /** Size in bytes of the header of a message. */
  public static final int MESSAGE_HEADER = 64;

  /** Size in bytes of an index entry of a sent batch. */
  public static final int INDEX_ENTRY = 16;

  private Frame() {}

  /**
   * The length field of the request header at the address: 0..2³²−1, below {@link #MIN_LENGTH} when
   * malformed.
   */
  public static long length(long header) {
    return Memory.getUnsignedInt(header);
  }

  /**
   * The code of the request header at the address; as an unsigned number it may be of no command.
   */
  public static int code(long header) {
    return Memory.getInt(header + 4);
  }

  /** Writes the header of a request whose payload has that many bytes. */
  public static void writeRequest(long header, int code, int payloadLength) {
    Memory.putInt(header, payloadLength + MIN_LENGTH);
    Memory.putInt(header + 4, code);
  }

  /** The status of the answer header at the address. */
  public static int status(long header) {
    return Memory.getInt(header);
  }

  /** The payload length of the answer header at the address: 0..2³²−1. */
  public static long payloadLength(long header) {
    return Memory.getUnsignedInt(header + 4);
  }

  /** Writes the header of an answer. An error carries no payload: its length must be 0. */
  public static void writeAnswer(long header, int status, int payloadLength) {
    if (status != Status.OK && payloadLength != 0) {
      throw new IllegalArgumentException(
          "status " + status + " with a payload of " + payloadLength + " bytes");
    }
    Memory.putInt(header, status);
    Memory.putInt(header + 4, payloadLength);
  }
}
