package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.JavaKernels;
import galgo.io.Xxh3Stream;
import galgo.log.BatchRecord;
import galgo.wire.Status;
import galgo.wire.vsr.RequestHeader;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Requests of the newer protocol, judged by the server's own decoders. */
class NewerProtocolTest {
  private static final int COUNT = 5;
  private static final int SIZE = 70;

  private final Xxh3Stream stream =
      new Xxh3Stream(RecordSend.address(ByteBuffer.allocateDirect(Xxh3Stream.MEMORY)));

  @Test
  void eachSendIsAValidRecordForItsPartition() {
    RecordSend send = new RecordSend(COUNT, SIZE, RecordSend.body(COUNT, SIZE, 1), 9);
    for (int i = 1; i <= 3; i++) {
      check(send, send.to(new Target(1, 2, i), 1000 * i), i);
    }
    ByteBuffer[] buffers = send.to(new Target(1, 2, 4), 5000);
    send.stampAll(7, 100, 5000);
    check(send, buffers, 4);
  }

  private void check(RecordSend send, ByteBuffer[] buffers, int number) {
    ByteBuffer whole = ByteBuffer.allocateDirect((int) send.wireBytes());
    for (ByteBuffer buffer : buffers) {
      whole.put(buffer);
    }
    assertThat(whole.hasRemaining()).isFalse();
    long frame = RecordSend.address(whole);
    RequestHeader header = new RequestHeader();
    header.wrap(frame);
    assertThat(RequestHeader.isPlausible(frame)).isTrue();
    assertThat(header.check()).isEqualTo(Status.OK);
    assertThat(header.size()).isEqualTo(send.wireBytes());
    assertThat(header.request()).isEqualTo(number);
    assertThat(header.session()).isEqualTo(9);
    galgo.wire.SendRequest body = new galgo.wire.SendRequest();
    int length = whole.capacity() - RequestHeader.SIZE;
    assertThat(body.wrapRecord(frame + RequestHeader.SIZE, length)).isEqualTo(Status.OK);
    assertThat(body.stream().numeric()).isEqualTo(1);
    assertThat(body.topic().numeric()).isEqualTo(2);
    assertThat(body.partition()).isEqualTo(number);
    assertThat(
            BatchRecord.validate(
                body.messagesAddress(),
                body.messagesLength(),
                body.messagesCount(),
                new JavaKernels(),
                stream))
        .isEqualTo(BatchRecord.VALID);
  }

  @Test
  void pollsArePatchedForTheirTarget() {
    ByteBuffer poll = PollRequest.newer(1, 10).at(new Target(3, 4, 5), 77);
    long frame = RecordSend.address(poll);
    galgo.wire.PollRequest decoded = new galgo.wire.PollRequest();
    int length = poll.capacity() - RequestHeader.SIZE;
    assertThat(decoded.wrap(frame + RequestHeader.SIZE, length)).isEqualTo(Status.OK);
    assertThat(decoded.stream().numeric()).isEqualTo(3);
    assertThat(decoded.topic().numeric()).isEqualTo(4);
    assertThat(decoded.partition()).isEqualTo(5);
    assertThat(decoded.value()).isEqualTo(77);
    assertThat(decoded.count()).isEqualTo(10);
  }
}
