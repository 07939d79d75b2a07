package galgo.server;

import galgo.io.Memory;
import galgo.wire.CommandCode;
import galgo.wire.Frame;
import galgo.wire.Status;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.RequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests out of a connection's bytes: {@code [length u32][code u32][payload]} of the
 * classic protocol, or a header of 256 bytes and a body of the newer one. Which of them a
 * connection speaks is told by its first eight bytes: they are zero in the newer one, and the first
 * four never are in the classic one.
 *
 * <p>Bytes come in small buffers of the driver's; a request that lies whole in one is used where it
 * is. A larger one gets a block of the shard's frame pool, into which the rest is received
 * directly. What is refused by its header alone is thrown away as it comes in, so that the
 * connection stays in step. Belongs to the connection's shard.
 */
final class FrameInput {
  /** What a connection has to do next. */
  enum Step {
    /** Receive into a buffer of the driver's, then {@link #received}. */
    DATA,
    /** Receive into {@link #restAddress}, then {@link #restReceived}. */
    REST,
    /** Wait until the frame pool has a block, then ask again. */
    MEMORY,
    /**
     * A whole request: {@link #code}, {@link #payload}, {@link #length}; afterwards {@link
     * #finish}.
     */
    FRAME,
    /** Answer {@link #refusal} without looking at the payload; afterwards {@link #finish}. */
    REFUSED,
    /** Answer {@link #refusal} and close: what follows is more than is worth taking in. */
    TOO_LARGE,
    /** Close: these are not the bytes of a client. */
    NONSENSE
  }

  private static final int HEADER = 8;

  /**
   * One receive asks for no more, so that what came is still in the processor's cache when it is
   * used.
   */
  private static final int PIECE = 256 * 1024;

  /**
   * A request gets memory as its bytes come, so that clients that announce much and send little
   * hold little. Up to this size it gets all at once: growing copies.
   */
  private static final int TRUSTED_BLOCK = 2 << 20;

  /**
   * Likewise, of a connection that is not logged in, and of all when half of the memory is in use.
   */
  private static final int SMALL_BLOCK = 16 << 10;

  private static final int GROWTH = 8;

  private final int frameLimit;

  /** Of all but send requests: the pool has no block for more than {@link #frameLimit}. */
  private final int otherLimit;

  private long buffer;
  private int position;
  private int limit;

  private long header;
  private int headerBytes;

  /** The header of the newer protocol; null where the classic one is spoken. */
  private @Nullable RequestHeader vsr;

  /** Its bytes while they have not come in whole. */
  private byte[] partial = new byte[0];

  private boolean decided;
  private boolean seen;
  private boolean nonsense;

  private int code;
  private int length;
  private long payload;
  private long frame;
  private int filled;
  private int capacity;
  private int firstBlock;
  private long discard;
  private int refusal;

  private long order;

  /** For {@link #moved}. */
  private long moved;

  /**
   * @param frameLimit the largest payload of a request in bytes; that of all but send requests may
   *     not be above {@link Frame#MAX_PAYLOAD} either
   */
  FrameInput(int frameLimit) {
    this.frameLimit = frameLimit;
    this.otherLimit = Math.min(frameLimit, Frame.MAX_PAYLOAD);
  }

  /** The code of a request of the classic protocol. */
  int code() {
    return code;
  }

  /** The header of a request of the newer protocol, one object for all; else null. */
  @Nullable RequestHeader vsr() {
    return vsr;
  }

  /** Address of the payload. */
  long payload() {
    return payload;
  }

  /** Bytes of the payload. */
  int length() {
    return length;
  }

  int refusal() {
    return refusal;
  }

  /** A driver's buffer arrived; what the last one held is used up. */
  void received(long address, int bytes) {
    if (buffer != 0) {
      throw new IllegalStateException("a receive buffer is still in use");
    }
    buffer = address;
    position = 0;
    limit = bytes;
    moved += bytes;
  }

  long restAddress() {
    return frame + filled;
  }

  int restLength() {
    return Math.min(capacity - filled, PIECE);
  }

  void restReceived(int bytes) {
    filled += bytes;
    moved += bytes;
    if (filled > capacity) {
      throw new IllegalStateException("received " + filled + " bytes into " + capacity);
    }
  }

  /** Bytes of the frame pool that it holds. */
  int held() {
    return frame == 0 ? 0 : capacity;
  }

  /** When the request that holds memory began to, among all of the shard. */
  long order() {
    return order;
  }

  /** Bytes received so far. */
  long moved() {
    return moved;
  }

  /** Whether no byte of a request has arrived that is not answered. */
  boolean idle() {
    return buffer == 0 && headerBytes == 0 && frame == 0 && discard == 0;
  }

  /**
   * @param authenticated whether the connection is logged in: a send request of one that is not is
   *     refused unread
   */
  Step next(Shard shard, boolean authenticated) {
    if (frame != 0) {
      if (filled == length) {
        return complete(frame);
      }
      return filled < capacity || grow(shard) ? Step.REST : Step.MEMORY;
    }
    if (headerBytes == headerSize() && discard == 0) {
      return place(shard);
    }
    if (!skipDiscarded(shard) || !readHeader(shard)) {
      return Step.DATA;
    }
    return vsr == null ? judge(shard, authenticated) : judge(shard, vsr, authenticated);
  }

  /** The request of the last FRAME or REFUSED step is answered. */
  void finish(Shard shard) {
    if (frame != 0) {
      shard.giveFrame(frame);
      frame = 0;
    } else if (payload != 0) {
      position += length;
    }
    payload = 0;
    filled = 0;
    headerBytes = 0;
    header = 0;
    recycleIfUsed(shard);
  }

  /** The connection has ended: gives back what is held. */
  void close(Shard shard) {
    if (frame != 0) {
      shard.giveFrame(frame);
      frame = 0;
    }
    if (buffer != 0) {
      shard.recycle(buffer);
      buffer = 0;
    }
  }

  private boolean skipDiscarded(Shard shard) {
    if (discard > 0) {
      int skipped = (int) Math.min(discard, limit - position);
      position += skipped;
      discard -= skipped;
      recycleIfUsed(shard);
    }
    return discard == 0;
  }

  private int headerSize() {
    return vsr == null ? HEADER : RequestHeader.SIZE;
  }

  private boolean readHeader(Shard shard) {
    boolean whole = vsr == null ? readClassicHeader() : readVsrHeader(shard, vsr);
    if (whole && !decided) {
      decided = true;
      if (header == 0) {
        vsr = new RequestHeader();
        partial = new byte[RequestHeader.SIZE];
        whole = readVsrHeader(shard, vsr);
      }
    }
    recycleIfUsed(shard);
    return whole;
  }

  private boolean readClassicHeader() {
    while (headerBytes < HEADER && position < limit) {
      header |= (long) Memory.getUnsignedByte(buffer + position) << (8 * headerBytes);
      position++;
      headerBytes++;
    }
    return headerBytes == HEADER;
  }

  /** Where the header lies whole in a buffer it is read there. */
  private boolean readVsrHeader(Shard shard, RequestHeader into) {
    int missing = Math.min(RequestHeader.SIZE - headerBytes, limit - position);
    long at = buffer + position;
    position += missing;
    if (missing < RequestHeader.SIZE) {
      if (missing > 0) {
        Memory.copy(at, partial, headerBytes, missing);
      }
      headerBytes += missing;
      if (headerBytes < RequestHeader.SIZE) {
        return false;
      }
      at = shard.headerScratch();
      Memory.copy(partial, 0, at, RequestHeader.SIZE);
    }
    headerBytes = RequestHeader.SIZE;
    nonsense = !seen && !RequestHeader.isPlausible(at);
    seen = true;
    into.wrap(at);
    return true;
  }

  private Step judge(Shard shard, boolean authenticated) {
    long total = header & 0xFFFF_FFFFL;
    code = (int) (header >>> 32);
    if (total < Frame.MIN_LENGTH) {
      return refuse(0, Status.INVALID_COMMAND);
    }
    long size = total - Frame.MIN_LENGTH;
    boolean send = code == CommandCode.SEND_MESSAGES;
    if (size > (send ? frameLimit : otherLimit)) {
      refusal = Status.INVALID_COMMAND;
      return Step.TOO_LARGE;
    }
    if (send && !authenticated) {
      return refuse(size, Status.UNAUTHENTICATED);
    }
    length = (int) size;
    firstBlock = authenticated && shard.memoryIsPlentiful() ? TRUSTED_BLOCK : SMALL_BLOCK;
    return place(shard);
  }

  private Step judge(Shard shard, RequestHeader request, boolean authenticated) {
    long size = request.size() - RequestHeader.SIZE;
    boolean send = request.operation() == Operation.SEND_MESSAGES;
    if (nonsense || size < 0 || size > (send ? frameLimit : otherLimit)) {
      return Step.NONSENSE;
    }
    if (send && !authenticated) {
      return refuse(size, Status.UNAUTHENTICATED);
    }
    int status = request.check();
    if (status != Status.OK) {
      return refuse(size, status);
    }
    length = (int) size;
    firstBlock = authenticated && shard.memoryIsPlentiful() ? TRUSTED_BLOCK : SMALL_BLOCK;
    return place(shard);
  }

  private Step refuse(long size, int status) {
    discard = size;
    length = 0;
    refusal = status;
    return Step.REFUSED;
  }

  /** Finds the payload's place: where it is, or a block of the pool. */
  private Step place(Shard shard) {
    int available = limit - position;
    if (length <= available) {
      return complete(buffer + position);
    }
    capacity = Math.min(length, firstBlock);
    if (capacity < available) {
      throw new IllegalStateException("a receive buffer larger than the first block");
    }
    frame = shard.takeFrame(capacity);
    if (frame == 0) {
      return Step.MEMORY;
    }
    order = shard.nextOrder();
    if (available > 0) {
      Memory.copy(buffer + position, frame, available);
      position = limit;
    }
    filled = available;
    recycleIfUsed(shard);
    return Step.REST;
  }

  /** Moves a request whose block is full into a larger one. */
  private boolean grow(Shard shard) {
    int larger = (int) Math.min(length, (long) capacity * GROWTH);
    long block = shard.takeFrame(larger);
    if (block == 0) {
      return false;
    }
    Memory.copy(frame, block, filled);
    shard.giveFrame(frame);
    frame = block;
    capacity = larger;
    return true;
  }

  private Step complete(long at) {
    payload = at;
    return Step.FRAME;
  }

  private void recycleIfUsed(Shard shard) {
    if (buffer != 0 && position == limit) {
      shard.recycle(buffer);
      buffer = 0;
      position = 0;
      limit = 0;
    }
  }
}
