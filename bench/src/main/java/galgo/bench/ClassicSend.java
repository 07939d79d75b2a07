package galgo.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * A send of the classic protocol, in two buffers written by one gathering write.
 *
 * <p>The <em>head</em> is frame header, metadata, index entries and the first message's header: all
 * that is patched from send to send. The <em>body</em> is everything after it. Sessions of one
 * worker share one body, so that it stays in the processor's cache and the generator takes as
 * little as it can from the machine it shares with the server; with unique ids each session has its
 * own.
 */
final class ClassicSend implements SendRequest {
  private static final int METADATA = 22;
  private static final int STREAM = 14;
  private static final int TOPIC = 20;
  private static final int PARTITION = 26;
  private static final int INDEX = 34;
  private static final int INDEX_ENTRY = 16;
  private static final int ID = 8;
  private static final int ORIGIN_TIMESTAMP = 40;
  private static final int PAYLOAD_LENGTH = 52;

  private final int count;
  private final int messageSize;
  private final int firstMessage;
  private final ByteBuffer head;
  private final ByteBuffer body;
  private final ByteBuffer[] buffers;

  /**
   * @param body of {@link #body}, made with the same count and message size
   */
  ClassicSend(int count, int messageSize, ByteBuffer body) {
    this.count = count;
    this.messageSize = messageSize;
    this.body = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    firstMessage = INDEX + INDEX_ENTRY * count;
    int size = Plan.MESSAGE_HEADER + messageSize;
    int payload = 4 + METADATA + INDEX_ENTRY * count + count * size;
    head =
        ByteBuffer.allocateDirect(firstMessage + Plan.MESSAGE_HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(4 + payload)
            .putInt(Requests.SEND)
            .putInt(METADATA);
    Requests.putId(head, 0);
    Requests.putId(head, 0);
    head.put((byte) 2).put((byte) 4).putInt(0).putInt(count);
    for (int i = 1; i <= count; i++) {
      head.putInt(0).putInt(i * size).putLong(0);
    }
    head.putInt(firstMessage + PAYLOAD_LENGTH, messageSize);
    buffers = new ByteBuffer[] {head, this.body};
  }

  /** First payload, then {@code count - 1} whole messages with id 0 and random payloads. */
  static ByteBuffer body(int count, int messageSize, long originMicros, long seed) {
    int size = Plan.MESSAGE_HEADER + messageSize;
    ByteBuffer body =
        ByteBuffer.allocateDirect(count * size - Plan.MESSAGE_HEADER)
            .order(ByteOrder.LITTLE_ENDIAN);
    byte[] payload = new byte[messageSize];
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        int at = body.position();
        body.putLong(at + ORIGIN_TIMESTAMP, originMicros);
        body.putInt(at + PAYLOAD_LENGTH, messageSize);
        body.position(at + Plan.MESSAGE_HEADER);
      }
      random.nextBytes(payload);
      body.put(payload);
    }
    return body.flip();
  }

  @Override
  public ByteBuffer[] to(Target target, long originMicros) {
    head.clear()
        .putInt(STREAM, target.streamId())
        .putInt(TOPIC, target.topicId())
        .putInt(PARTITION, target.partitionId())
        .putLong(firstMessage + ORIGIN_TIMESTAMP, originMicros);
    body.clear();
    return buffers;
  }

  @Override
  public void stampAll(long high, long firstLow, long originMicros) {
    head.putLong(firstMessage + ID, high).putLong(firstMessage + ID + 8, firstLow);
    int size = Plan.MESSAGE_HEADER + messageSize;
    for (int i = 1; i < count; i++) {
      int at = messageSize + (i - 1) * size;
      body.putLong(at + ID, high)
          .putLong(at + ID + 8, firstLow + i)
          .putLong(at + ORIGIN_TIMESTAMP, originMicros);
    }
  }

  @Override
  public int answerBytes() {
    return Requests.FRAME_HEADER;
  }

  @Override
  public boolean isError(ByteBuffer answer) {
    return false; // an error is as long as a good answer
  }

  @Override
  public void check(ByteBuffer answer) throws ServerError {
    if (answer.getInt(0) != 0) {
      throw ServerError.refused(Requests.SEND, answer.getInt(0));
    }
    if (answer.getInt(4) != 0) {
      throw ServerError.wrong(Requests.SEND, "a payload of " + answer.getInt(4) + " bytes");
    }
  }

  @Override
  public long wireBytes() {
    return (long) head.capacity() + body.capacity();
  }
}
