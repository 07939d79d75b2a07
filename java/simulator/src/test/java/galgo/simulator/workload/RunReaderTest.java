package galgo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.simulator.Finding;
import galgo.wire.AnswerBuffer;
import galgo.wire.DataRequest.Message;
import org.junit.jupiter.api.Test;

class RunReaderTest {
  private final Model model =
      new Model(new Allowances(false, false, false, false), () -> Long.MAX_VALUE);
  private final TopicModel topic = model.stream().topic("topic", 1, 0);
  private final Batch batch = model.batch(topic, 0, new SendAction.Shape(5, 1, 400, false));

  @Test
  void recognisesABatchByItsMessages() {
    PolledMessages polled = PolledMessages.of(answer(7));
    assertThat(RunReader.runs(model, topic, 0, polled.messages()))
        .containsExactly(new PartitionLog.Run(batch, 7, 99));
  }

  @Test
  void seesEveryChangedBit() {
    byte[] right = answer(0);
    // The checksum, the time and the reserved bytes of a message are the server's.
    for (int at = 16 + 8; at < right.length; at += 3) {
      byte[] wrong = right.clone();
      wrong[at] ^= 4;
      if (isServers(right, at)) {
        continue;
      }
      assertThatThrownBy(() -> RunReader.runs(model, topic, 0, PolledMessages.of(wrong).messages()))
          .as("byte %d", at)
          .isInstanceOf(Finding.class);
    }
  }

  private boolean isServers(byte[] answer, int at) {
    int start = 16;
    for (PolledMessage message : PolledMessages.of(answer).messages()) {
      int within = at - start;
      if (within >= 0 && within < message.size()) {
        return within < 8 || within >= 32 && within < 40 || within >= 56 && within < 64;
      }
      start += message.size();
    }
    return true;
  }

  private byte[] answer(long base) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    out.u32(0);
    out.u64(base + 4);
    out.u32(5);
    for (Message message : batch.messages()) {
      out.u64(0);
      out.u64(message.idLow());
      out.u64(message.idHigh());
      out.u64(base++);
      out.u64(99);
      out.u64(message.originTimestamp());
      out.u32(message.userHeaders().length);
      out.u32(message.payload().length);
      out.u64(0);
      out.raw(message.payload());
      out.raw(message.userHeaders());
    }
    return out.toBytes();
  }
}
