package galgo.server;

import galgo.log.ClassicBatch;
import galgo.wire.Frame;
import galgo.wire.Status;

/** Answers of the protocol of Iggy 0.8: eight bytes before the payload. */
final class ClassicForm implements AnswerForm {
  @Override
  public int headBytes() {
    return Frame.HEADER;
  }

  @Override
  public int writeHead(long address, long payloadLength) {
    Frame.writeAnswer(address, Status.OK, Math.toIntExact(payloadLength));
    return Frame.HEADER;
  }

  @Override
  public int writeError(long address, int status) {
    Frame.writeAnswer(address, status, 0);
    return Frame.HEADER;
  }

  @Override
  public int batchFormat() {
    return ClassicBatch.FORMAT;
  }
}
