package galgo.wire.vsr;

import galgo.io.Memory;
import galgo.wire.Status;

/**
 * The header of an answer, 256 bytes, before {@code size − 256} bytes of body.
 *
 * <pre>
 *  48 size u32 | 60 command u8 | 128 request checksum u128 | 144 context u128, zero
 * 160 client u128 | 176 op u64 | 184 commit u64 | 192 timestamp u64 | 200 request u64
 * 208 operation u8 | 216 status u32
 * </pre>
 *
 * <p>Clients compare nothing of it with their request, and take the next frame for the answer:
 * every request is answered once, in order. Source: wire-0.9 §1.4.
 */
public final class ReplyHeader {
  /** Says that a frame is an answer. */
  public static final int COMMAND = 8;

  private static final int CHECKSUM = 128;
  private static final int CLIENT = 160;
  private static final int OP = 176;
  private static final int COMMIT = 184;
  private static final int TIMESTAMP = 192;
  private static final int REQUEST = 200;
  private static final int OPERATION = 208;
  private static final int STATUS = 216;

  private ReplyHeader() {}

  /**
   * Writes the {@value RequestHeader#SIZE} bytes of an answer.
   *
   * @param session the session's number
   * @param status an error has an empty body
   * @param bodyLength bytes that follow
   */
  public static void write(
      long address, RequestHeader request, long session, int status, long bodyLength) {
    if (bodyLength < 0 || bodyLength > 0xFFFF_FFFFL - RequestHeader.SIZE) {
      throw new IllegalArgumentException("body of " + bodyLength + " bytes");
    }
    if (status != Status.OK && bodyLength != 0) {
      throw new IllegalArgumentException("status " + status + " with " + bodyLength + " bytes");
    }
    Memory.zero(address, RequestHeader.SIZE);
    Memory.putInt(address + RequestHeader.FRAME_SIZE, (int) (RequestHeader.SIZE + bodyLength));
    Memory.putByte(address + RequestHeader.FRAME_COMMAND, COMMAND);
    Memory.putLong(address + CHECKSUM, request.checksumLow());
    Memory.putLong(address + CHECKSUM + 8, request.checksumHigh());
    Memory.putLong(address + CLIENT, request.clientLow());
    Memory.putLong(address + CLIENT + 8, request.clientHigh());
    Memory.putLong(address + OP, session);
    Memory.putLong(address + COMMIT, 0);
    Memory.putLong(address + TIMESTAMP, request.timestamp());
    Memory.putLong(address + REQUEST, request.request());
    Memory.putByte(address + OPERATION, request.operation());
    Memory.putInt(address + STATUS, status);
  }

  /** Bytes of the frame at the address, header included. */
  public static long size(long address) {
    return Memory.getUnsignedInt(address + RequestHeader.FRAME_SIZE);
  }

  /** Kind of the frame at the address: {@link #COMMAND}, or {@link Eviction#COMMAND}. */
  public static int command(long address) {
    return Memory.getUnsignedByte(address + RequestHeader.FRAME_COMMAND);
  }

  /** The status of the answer at the address. */
  public static int status(long address) {
    return Memory.getInt(address + STATUS);
  }

  /** The operation of the answer at the address. */
  public static int operation(long address) {
    return Memory.getUnsignedByte(address + OPERATION);
  }

  /** The number of the request that the answer at the address is for. */
  public static long request(long address) {
    return Memory.getLong(address + REQUEST);
  }
}
