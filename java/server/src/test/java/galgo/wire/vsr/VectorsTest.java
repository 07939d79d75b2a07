package galgo.wire.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.JavaKernels;
import galgo.io.Memory;
import galgo.wire.AnswerBuffer;
import galgo.wire.DataRequest;
import galgo.wire.Identifier;
import galgo.wire.Payload;
import galgo.wire.PollAnswer;
import galgo.wire.SendRequest;
import galgo.wire.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors of wire-0.9 §6 that are not about headers and logins. */
class VectorsTest {
  private static final String METADATA =
      "16 00 00 00  01 04 00 00 00 00  01 04 00 00 00 00  02 04 00 00 00 00  01 00 00 00";
  private static final String BATCH =
      "00".repeat(24)
          + "40 42 0f 00 00 00 00 00  41 01 00 00 00 00 00 00  cd 5b f1 54 82 64 d5 8b  01 00 00 00"
          + "00".repeat(204);
  private static final String FRAME =
      "13 fa 3e 7b 3a 98 77 ba  01"
          + "00".repeat(15)
          + "00".repeat(8)
          + "0f 00 00 00  02 00 00 00"
          + "00".repeat(8)
          + "68 69  02 01 00 00 00 6b 0b 04 00 00 00 07 00 00 00";

  @Test
  void theBodyOfASend() {
    byte[] userHeaders = Payload.bytes("02 01 00 00 00 6b 0b 04 00 00 00 07 00 00 00");
    DataRequest.Send send =
        new DataRequest.Send(
            Identifier.of(0),
            Identifier.of(0),
            new DataRequest.Partitioning.Partition(0),
            List.of(new DataRequest.Message(1, 0, 1_000_000, new byte[] {'h', 'i'}, userHeaders)));
    byte[] expected = Payload.bytes(METADATA + BATCH + FRAME);
    assertThat(expected).hasSize(347);
    AnswerBuffer body = new AnswerBuffer(1000);
    try (Payload memory = Payload.of(new byte[1000])) {
      new SendEncoder(new JavaKernels(), memory.address(), 1000).body(body, send);
    }
    assertThat(body.toBytes()).isEqualTo(expected);
    try (Payload sent = Payload.of(expected)) {
      SendRequest decoded = new SendRequest();
      assertThat(decoded.wrapRecord(sent.address(), sent.length)).isEqualTo(Status.OK);
      assertThat(decoded.partition()).isZero();
      assertThat(decoded.messagesCount()).isEqualTo(1);
      assertThat(decoded.messagesLength()).isEqualTo(321);
      for (int length = 0; length < 26; length++) {
        assertThat(decoded.wrapRecord(sent.address(), length)).isEqualTo(Status.INVALID_COMMAND);
      }
    }
  }

  @Test
  void theAnswersToASendAndASync() {
    try (Payload memory = Payload.of(new byte[Replies.CONFIRMATION])) {
      Replies.writeConfirmation(memory.address(), 0, 0, 0, 0);
      assertThat(Memory.bytes(memory.address(), Replies.CONFIRMATION))
          .isEqualTo(Payload.bytes("01 00 00 00" + "00".repeat(20)));
      Replies.writeConfirmation(memory.address(), 1, 2, 3, 4);
      assertThat(Memory.bytes(memory.address(), Replies.CONFIRMATION))
          .isEqualTo(
              Payload.bytes("01 00 00 00 01 00 00 00 02 00 00 00 03 00 00 00 04" + "00".repeat(7)));
    }
    AnswerBuffer sync = new AnswerBuffer(100);
    Replies.assignment(sync, 1, new int[] {0, 1});
    assertThat(sync.toBytes())
        .isEqualTo(Payload.bytes("01" + "00".repeat(7) + "02 00 00 00  00 00 00 00  01 00 00 00"));
  }

  @Test
  void thePrefixOfAPollsAnswer() {
    try (Payload memory = Payload.of(new byte[PollAnswer.PREFIX])) {
      PollAnswer.writePrefix(memory.address(), 0, 0, 1);
      assertThat(Memory.bytes(memory.address(), PollAnswer.PREFIX))
          .isEqualTo(Payload.bytes("00 00 00 00" + "00".repeat(8) + "01 00 00 00"));
    }
  }
}
