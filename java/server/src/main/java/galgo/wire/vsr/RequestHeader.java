package galgo.wire.vsr;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.wire.Status;

/**
 * The header of a request: 256 bytes, of which this keeps a copy, so that the answer can repeat
 * what it has to when the bytes are gone. Reused; not for two threads.
 *
 * <pre>
 *   0 checksum u128, zero | 16 checksum of the body u128, zero | 32 cluster u128 | 48 size u32
 *  52 view u32 | 56 release u32 | 60 command u8 | 61 replica u8 | 62 zeros
 * 128 client u128 | 144 request checksum u128 | 160 timestamp u64 | 168 request u64
 * 176 operation u8 | 184 session u64 | 192 user u32, never trusted | 196 code u32 | 200 zeros
 * </pre>
 *
 * <p>The size counts the header. Source: wire-0.9 §1.1 and §1.3.
 */
public final class RequestHeader {
  /** Bytes of every header, of requests and of answers. */
  public static final int SIZE = 256;

  /** Says that a frame is a request. */
  public static final int COMMAND = 5;

  /** Bytes at the front that no client sets; by the first four this protocol is told apart. */
  public static final int ZEROS = 48;

  static final int FRAME_SIZE = 48;
  static final int FRAME_COMMAND = 60;
  private static final int CLIENT = 128;
  private static final int CHECKSUM = 144;
  private static final int TIMESTAMP = 160;
  private static final int REQUEST = 168;
  private static final int OPERATION = 176;
  private static final int SESSION = 184;
  private static final int CODE = 196;

  private long size;
  private int command;
  private long clientLow;
  private long clientHigh;
  private long checksumLow;
  private long checksumHigh;
  private long timestamp;
  private long request;
  private int operation;
  private long session;
  private int code;

  /** Reads the {@value #SIZE} bytes at the address. */
  public void wrap(long header) {
    size = Memory.getUnsignedInt(header + FRAME_SIZE);
    command = Memory.getUnsignedByte(header + FRAME_COMMAND);
    clientLow = Memory.getLong(header + CLIENT);
    clientHigh = Memory.getLong(header + CLIENT + 8);
    checksumLow = Memory.getLong(header + CHECKSUM);
    checksumHigh = Memory.getLong(header + CHECKSUM + 8);
    timestamp = Memory.getLong(header + TIMESTAMP);
    request = Memory.getLong(header + REQUEST);
    operation = Memory.getUnsignedByte(header + OPERATION);
    session = Memory.getLong(header + SESSION);
    code = Memory.getInt(header + CODE);
  }

  /**
   * Whether the bytes can be the first of a connection: zeros where clients leave them, a request,
   * of a client that says who it is.
   */
  public static boolean isPlausible(long header) {
    for (int i = 0; i < ZEROS; i += Long.BYTES) {
      if (Memory.getLong(header + i) != 0) {
        return false;
      }
    }
    return Memory.getUnsignedInt(header + FRAME_SIZE) >= SIZE
        && Memory.getUnsignedByte(header + FRAME_COMMAND) == COMMAND
        && (Memory.getLong(header + CLIENT) | Memory.getLong(header + CLIENT + 8)) != 0;
  }

  /**
   * What is wrong with the header by itself: {@link Status#OK}, or 3 where command, client,
   * operation, request and session do not go together.
   */
  public int check() {
    if (command != COMMAND || (clientLow | clientHigh) == 0) {
      return Status.INVALID_COMMAND;
    }
    boolean agree =
        switch (operation) {
          case Operation.REGISTER -> request == 0 && session == 0;
          case Operation.NON_REPLICATED -> true;
          case Operation.LOGOUT -> true; // without a session it does nothing
          default -> Operation.code(operation) != Operation.NOT_ALLOWED && request != 0;
        };
    return agree ? Status.OK : Status.INVALID_COMMAND;
  }

  /**
   * Whether the body is the one that the sender hashed. Senders stamp only some requests: with a
   * checksum of 0 every body is.
   */
  public boolean covers(long body, long length, Kernels kernels) {
    return (checksumLow | checksumHigh) == 0
        || checksumHigh == 0 && checksumLow == kernels.xxh3(body, length);
  }

  /** Bytes of the frame, header included, 0..2³²−1. */
  public long size() {
    return size;
  }

  public long clientLow() {
    return clientLow;
  }

  public long clientHigh() {
    return clientHigh;
  }

  /** XXH3-64 of the body with 64 zero bits above it, or 0. */
  public long checksumLow() {
    return checksumLow;
  }

  public long checksumHigh() {
    return checksumHigh;
  }

  public long timestamp() {
    return timestamp;
  }

  /** Number of the request in its session, unsigned. */
  public long request() {
    return request;
  }

  /** One of {@link Operation}, if {@link #check} found nothing wrong. */
  public int operation() {
    return operation;
  }

  /** The number that the answer to the login gave. */
  public long session() {
    return session;
  }

  /** The command of {@link Operation#NON_REPLICATED}. */
  public int code() {
    return code;
  }

  /** Writes a header as a client does; {@code checksum} 0 where it does not stamp the body. */
  public static void write(
      long header,
      long bodyLength,
      long clientLow,
      long clientHigh,
      long checksum,
      long request,
      int operation,
      long session,
      int code) {
    Memory.zero(header, SIZE);
    Memory.putInt(header + FRAME_SIZE, (int) (SIZE + bodyLength));
    Memory.putByte(header + FRAME_COMMAND, COMMAND);
    Memory.putLong(header + CLIENT, clientLow);
    Memory.putLong(header + CLIENT + 8, clientHigh);
    Memory.putLong(header + CHECKSUM, checksum);
    Memory.putLong(header + REQUEST, request);
    Memory.putByte(header + OPERATION, operation);
    Memory.putLong(header + SESSION, session);
    Memory.putInt(header + CODE, code);
  }
}
