package galgo.bench;

import java.nio.ByteBuffer;

/**
 * A poll by offset from an explicit partition, by a single consumer, without auto-commit. One frame
 * whose ids and offset are patched from poll to poll.
 */
final class PollRequest {
  private static final int STREAM = 17;
  private static final int TOPIC = 23;
  private static final int PARTITION = 28;
  private static final int OFFSET = 33;
  private static final int PAYLOAD = 38;

  private final ByteBuffer frame;

  /**
   * @param consumerId the consumer's number; it stores no offsets, so any will do
   * @param count most messages wanted
   */
  PollRequest(int consumerId, int count) {
    frame = Requests.frame(Requests.POLL, PAYLOAD);
    frame.put((byte) 1);
    Requests.putId(frame, consumerId);
    Requests.putId(frame, 0);
    Requests.putId(frame, 0);
    frame.put((byte) 1).putInt(0);
    frame.put((byte) 1).putLong(0);
    frame.putInt(count).put((byte) 0);
  }

  /** The frame, ready to be written, for this partition and offset. */
  ByteBuffer at(Target target, long offset) {
    return frame
        .clear()
        .putInt(STREAM, target.streamId())
        .putInt(TOPIC, target.topicId())
        .putInt(PARTITION, target.partitionId())
        .putLong(OFFSET, offset);
  }
}
