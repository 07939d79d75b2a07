package galgo.bench;

import galgo.log.BatchRecord;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;
import java.nio.ByteBuffer;

/** The answer to a poll in the 0.9 protocol; only its first record and frame are looked at. */
final class RecordAnswer extends PollAnswer {
  RecordAnswer(ByteBuffer chunk) {
    super(chunk, RequestHeader.SIZE, BatchRecord.HEADER + BatchRecord.FRAME);
  }

  @Override
  long frameBytes() throws ServerError {
    if (head.getInt(RecordSend.STATUS) != 0) {
      throw ServerError.refused(Requests.POLL, head.getInt(RecordSend.STATUS));
    }
    long size = Integer.toUnsignedLong(head.getInt(RecordSend.SIZE));
    if (head.get(RecordSend.COMMAND) != ReplyHeader.COMMAND || size < firstMessage) {
      throw wrong("a frame of " + size + " bytes");
    }
    return size;
  }

  /** Messages may lie in several records: where the last one is cannot be told. */
  @Override
  void findLast() {}

  @Override
  long firstOffset() {
    return head.getLong(firstMessage + BatchRecord.BASE_OFFSET)
        + head.getInt(firstMessage + BatchRecord.HEADER + BatchRecord.OFFSET_DELTA);
  }

  @Override
  long firstOriginMicros() {
    return head.getLong(firstMessage + BatchRecord.ORIGIN)
        + head.getInt(firstMessage + BatchRecord.HEADER + BatchRecord.TIMESTAMP_DELTA);
  }

  /** As many bytes a message as the first one has. */
  @Override
  long payloadBytes() {
    int frame = firstMessage + BatchRecord.HEADER;
    return count()
        * (Integer.toUnsignedLong(head.getInt(frame + BatchRecord.PAYLOAD_LENGTH))
            + Integer.toUnsignedLong(head.getInt(frame + BatchRecord.HEADERS_LENGTH)));
  }
}
