package galgo.bench;

import galgo.wire.vsr.Operation;
import galgo.wire.vsr.RequestHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A poll: by offset from an explicit partition, by a single consumer, without auto-commit, one
 * frame whose ids and offset are patched from poll to poll; or one of a group's member, always the
 * same.
 */
final class PollRequest {
  private static final int STREAM = 17;
  private static final int TOPIC = 23;
  private static final int PARTITION = 28;
  private static final int OFFSET = 33;
  private static final int PAYLOAD = 38;
  private static final byte CONSUMER = 1;
  private static final byte GROUP = 2;
  private static final byte BY_OFFSET = 1;
  private static final byte NEXT = 5;

  private final ByteBuffer frame;

  /** What the header is longer than the classic one, which the places above count. */
  private final int shift;

  /**
   * @param consumerId the consumer's number; it stores no offsets, so any will do
   * @param count most messages wanted
   */
  PollRequest(int consumerId, int count) {
    this(consumerId, count, Requests.frame(Requests.POLL, PAYLOAD));
  }

  /** The same in the 0.9 protocol. */
  static PollRequest newer(int consumerId, int count) {
    ByteBuffer frame =
        ByteBuffer.allocateDirect(RequestHeader.SIZE + PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
    RequestHeader.write(
        RecordSend.address(frame), PAYLOAD, 1, 1, 0, 1, Operation.NON_REPLICATED, 0, Requests.POLL);
    return new PollRequest(consumerId, count, frame.position(RequestHeader.SIZE));
  }

  private PollRequest(int consumerId, int count, ByteBuffer begun) {
    frame = begun;
    shift = frame.position() - Requests.FRAME_HEADER;
    frame.put(CONSUMER);
    Requests.putId(frame, consumerId);
    Requests.putId(frame, 0);
    Requests.putId(frame, 0);
    frame.put((byte) 1).putInt(0);
    frame.put(BY_OFFSET).putLong(0);
    frame.putInt(count).put((byte) 0);
  }

  private PollRequest(Group group, int count) {
    frame = Requests.frame(Requests.POLL, PAYLOAD);
    shift = 0;
    frame.put(GROUP);
    Requests.putId(frame, group.groupId());
    Requests.putId(frame, group.streamId());
    Requests.putId(frame, group.topicId());
    frame.put((byte) 0).putInt(0);
    frame.put(NEXT).putLong(0);
    frame.putInt(count).put((byte) 1);
  }

  /** What is next for a member of the group, from whichever partition, stored as read. */
  static PollRequest ofGroup(Group group, int count) {
    return new PollRequest(group, count);
  }

  /** The frame of {@link #ofGroup}, ready to be written. */
  ByteBuffer again() {
    return frame.clear();
  }

  /** The frame, ready to be written, for this partition and offset. */
  ByteBuffer at(Target target, long offset) {
    return frame
        .clear()
        .putInt(shift + STREAM, target.streamId())
        .putInt(shift + TOPIC, target.topicId())
        .putInt(shift + PARTITION, target.partitionId())
        .putLong(shift + OFFSET, offset);
  }
}
