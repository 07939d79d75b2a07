package galgo.wire.vsr;

import galgo.io.Memory;

/**
 * Tells a client instead of an answer that it has no session: a header without a body. The
 * connection stays open for another login. Source: wire-0.9 §1.8.
 */
public final class Eviction {
  /** Says that a frame is an eviction. */
  public static final int COMMAND = 13;

  public static final int NO_SESSION = 1;
  public static final int SESSION_TOO_LOW = 7;
  public static final int INVALID_CREDENTIALS = 9;
  public static final int INVALID_TOKEN = 10;
  public static final int USER_INACTIVE = 11;
  public static final int STALE_CLIENT = 13;

  /** The client's protocol is not one of {@link ProtocolVersion}. */
  public static final int INCOMPATIBLE_PROTOCOL = 14;

  public static final int MALFORMED_LOGIN = 15;

  private static final int CLIENT = 128;
  private static final int HIGHEST = 144;
  private static final int LOWEST = 148;
  private static final int REASON = 255;

  private Eviction() {}

  /** Writes the {@value RequestHeader#SIZE} bytes; the client is the request's. */
  public static void write(long address, RequestHeader request, int reason) {
    if (reason < 1 || reason > MALFORMED_LOGIN) {
      throw new IllegalArgumentException("reason " + reason);
    }
    Memory.zero(address, RequestHeader.SIZE);
    Memory.putInt(address + RequestHeader.FRAME_SIZE, RequestHeader.SIZE);
    Memory.putByte(address + RequestHeader.FRAME_COMMAND, COMMAND);
    Memory.putLong(address + CLIENT, request.clientLow());
    Memory.putLong(address + CLIENT + 8, request.clientHigh());
    if (reason == INCOMPATIBLE_PROTOCOL) {
      Memory.putInt(address + HIGHEST, ProtocolVersion.HIGHEST);
      Memory.putInt(address + LOWEST, ProtocolVersion.LOWEST);
    }
    Memory.putByte(address + REASON, reason);
  }

  /** The reason of the eviction at the address. */
  public static int reason(long address) {
    return Memory.getUnsignedByte(address + REASON);
  }
}
