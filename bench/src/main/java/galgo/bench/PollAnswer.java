package galgo.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * Takes in the answer to a poll without keeping it: everything is read into one small buffer, which
 * the sessions of a worker share and which stays in the processor's cache; only the head (frame
 * header, batch header, first message header) and the last message's header are copied out.
 */
sealed class PollAnswer permits RecordAnswer {
  /** Large enough that a system call a chunk does not show, small enough for the cache. */
  static final int CHUNK = 256 << 10;

  static final int BATCH_HEADER = 16;
  private static final int OFFSET = 24;
  private static final int ORIGIN_TIMESTAMP = 40;
  private static final int HEADERS_LENGTH = 48;
  private static final int PAYLOAD_LENGTH = 52;

  private final ByteBuffer chunk;
  private final int header;

  /** Where messages begin; the first one's header ends the head. */
  final int firstMessage;

  final ByteBuffer head;
  private final ByteBuffer last = littleEndian(Plan.MESSAGE_HEADER);
  private long received;
  private long total;
  private long lastAt;

  PollAnswer(ByteBuffer chunk) {
    this(chunk, Requests.FRAME_HEADER, Plan.MESSAGE_HEADER);
  }

  /**
   * @param header bytes of the frame's header
   * @param afterwards bytes of the first message to keep, its header with what comes before it
   */
  PollAnswer(ByteBuffer chunk, int header, int afterwards) {
    this.chunk = chunk;
    this.header = header;
    this.firstMessage = header + BATCH_HEADER;
    this.head = littleEndian(firstMessage + afterwards);
  }

  void reset() {
    received = 0;
    total = Long.MAX_VALUE;
    lastAt = Long.MAX_VALUE;
  }

  /**
   * Reads what has arrived.
   *
   * @return whether the answer is complete
   * @throws ServerError when the status is not 0 or lengths do not fit together
   */
  boolean receive(ReadableByteChannel from) throws IOException {
    while (received < total) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), total - received));
      int length = from.read(chunk);
      if (length < 0) {
        throw new EOFException("the server closed a consumer's connection");
      }
      take(length);
      if (chunk.hasRemaining()) {
        break;
      }
    }
    return received == total;
  }

  private void take(int length) throws IOException {
    boolean headKnown = received >= head.capacity();
    copyOverlap(length, head, 0);
    if (total == Long.MAX_VALUE && received + length >= header) {
      readFrameHeader();
    }
    if (!headKnown && received + length >= head.capacity()) {
      findLast();
    }
    if (lastAt != Long.MAX_VALUE) {
      copyOverlap(length, last, lastAt);
    }
    received += length;
    if (received > total) {
      throw wrong("more bytes than its length says");
    }
  }

  private void copyOverlap(int length, ByteBuffer into, long fieldAt) {
    long from = Math.max(received, fieldAt);
    long to = Math.min(received + length, fieldAt + into.capacity());
    if (from < to) {
      into.put((int) (from - fieldAt), chunk, (int) (from - received), (int) (to - from));
    }
  }

  private void readFrameHeader() throws IOException {
    total = frameBytes();
  }

  /** Bytes of the whole answer, as its header says. */
  long frameBytes() throws ServerError {
    int status = head.getInt(0);
    if (status != 0) {
      throw ServerError.refused(Requests.POLL, status);
    }
    long length = Integer.toUnsignedLong(head.getInt(4));
    if (length < BATCH_HEADER) {
      throw wrong("length " + length);
    }
    return Requests.FRAME_HEADER + length;
  }

  /** Messages of one size, as this generator makes them, have the last one at a known place. */
  void findLast() {
    long size = firstMessageBytes();
    if (count() > 1 && total == firstMessage + count() * size) {
      lastAt = total - size;
    }
  }

  private long firstMessageBytes() {
    return Plan.MESSAGE_HEADER
        + Integer.toUnsignedLong(head.getInt(firstMessage + HEADERS_LENGTH))
        + Integer.toUnsignedLong(head.getInt(firstMessage + PAYLOAD_LENGTH));
  }

  /**
   * Checks a complete answer: partition, count, first offset, and the last one where all messages
   * have one size.
   *
   * @param exact the first message must have the offset asked for; else it may be a later one
   */
  void check(int partition, long offset, int most, boolean exact) throws ServerError {
    if (partition() != partition) {
      throw wrong("partition " + partition() + " instead of " + partition);
    }
    long count = count();
    if (count > most || (count == 0) != (total == firstMessage)) {
      throw wrong("count " + count + " in " + total + " bytes, asked for " + most);
    }
    if (count == 0) {
      return;
    }
    long first = firstOffset();
    if (exact ? first != offset : first < offset) {
      throw wrong("first offset " + first + " instead of " + offset);
    }
    if (lastAt != Long.MAX_VALUE && last.getLong(OFFSET) != first + count - 1) {
      throw wrong("last offset " + last.getLong(OFFSET) + " of " + count + " from " + first);
    }
  }

  /** Partition the messages are from. */
  int partition() {
    return head.getInt(header);
  }

  /** Highest offset of the partition. */
  long currentOffset() {
    return head.getLong(header + 4);
  }

  /** Messages in the answer. */
  int count() {
    return head.getInt(header + 12);
  }

  long firstOffset() {
    return head.getLong(firstMessage + OFFSET);
  }

  long firstOriginMicros() {
    return head.getLong(firstMessage + ORIGIN_TIMESTAMP);
  }

  /** Payload and user header bytes of the messages. */
  long payloadBytes() {
    return total - firstMessage - (long) count() * Plan.MESSAGE_HEADER;
  }

  long wireBytes() {
    return total;
  }

  static ServerError wrong(String what) {
    return ServerError.wrong(Requests.POLL, what);
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
