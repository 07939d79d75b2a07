package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.AnswerBuffer;
import galgo.wire.DataRequest;
import galgo.wire.Request;
import galgo.wire.RequestEncoder;
import galgo.wire.Status;
import org.jspecify.annotations.Nullable;

/** The protocol of Iggy 0.8. A request that comes twice is two. */
final class ClassicDialect extends Dialect {
  private static final int REQUEST_LIMIT = 64 << 20;

  private final AnswerReader reader = new AnswerReader();
  private int expected;

  @Override
  byte[] frame(Request request) {
    AnswerBuffer frame = new AnswerBuffer(REQUEST_LIMIT);
    RequestEncoder.encode(frame, request);
    expected++;
    return frame.toBytes();
  }

  @Override
  byte[] frame(DataRequest request) {
    AnswerBuffer frame = new AnswerBuffer(REQUEST_LIMIT);
    RequestEncoder.encode(frame, request);
    expected++;
    return frame.toBytes();
  }

  @Override
  void take(byte[] bytes) {
    reader.take(bytes);
  }

  @Override
  AnswerReader.@Nullable Answer next() {
    AnswerReader.Answer answer = reader.next();
    if (answer != null && answer.status() != Status.DISCONNECTED) {
      if (expected == 0) {
        throw new Finding("an answer to nothing: " + answer.status());
      }
      expected--;
    }
    return answer;
  }

  @Override
  byte @Nullable [] again(int back) {
    return null;
  }

  @Override
  int expected() {
    return expected;
  }
}
