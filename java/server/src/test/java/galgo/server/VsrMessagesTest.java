package galgo.server;

import static galgo.server.VsrRequests.STREAM;
import static galgo.server.VsrRequests.TOPIC;
import static galgo.server.VsrRequests.consumer;
import static galgo.server.VsrRequests.create;
import static galgo.server.VsrRequests.poll;
import static galgo.server.VsrRequests.pollFrom;
import static galgo.server.VsrRequests.send;
import static galgo.server.VsrRequests.topic;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Partitioning;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sending and polling batch records, and offsets with their acknowledgement: wire-0.9 §2.3 to §2.6.
 */
class VsrMessagesTest {
  /** Where the metadata of a send to partition 0 by name has its fields, behind the header. */
  private static final int PARTITIONING = 256 + 4 + 3 + 3;

  private static final int COUNT = PARTITIONING + 6;
  private static final int RECORD = COUNT + 4;

  private @TempDir Path directory;
  private TestServer server;
  private VsrTestClient client;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
    client = server.loginVsr();
    create(client, 3);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aSendIsConfirmedByPlaceAndOffset() throws IOException {
    assertThat(client.ask(topic("other", 3))).isZero();
    for (int base : new int[] {0, 3, 6}) {
      DataRequest.Send send = send(2, 3);
      assertThat(
              client.ask(
                  new DataRequest.Send(
                      STREAM, Identifier.of("other"), send.partitioning(), send.messages())))
          .isZero();
      ByteBuffer confirmation = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(confirmation.getInt()).as("places").isEqualTo(1);
      assertThat(confirmation.getInt()).as("stream").isZero();
      assertThat(confirmation.getInt()).as("topic").isEqualTo(1);
      assertThat(confirmation.getInt()).as("partition").isEqualTo(2);
      assertThat(confirmation.getLong()).as("offset").isEqualTo(base);
      assertThat(confirmation.hasRemaining()).isFalse();
    }
  }

  @Test
  void theServerDealsAndHashesToPartitionsWhereTheClientDoesNot() throws IOException {
    int[] dealt = new int[3];
    for (int i = 0; i < 6; i++) {
      dealt[partitionOf(new Partitioning.Balanced())]++;
    }
    assertThat(dealt).containsOnly(2);
    int keyed = partitionOf(new Partitioning.Key(TestClient.utf8("customer")));
    for (int i = 0; i < 3; i++) {
      assertThat(partitionOf(new Partitioning.Key(TestClient.utf8("customer")))).isEqualTo(keyed);
    }
    byte[] empty = client.frame(send(0, 1));
    byte[] cut = new byte[empty.length - 4];
    System.arraycopy(empty, 0, cut, 0, PARTITIONING + 2);
    System.arraycopy(empty, COUNT, cut, PARTITIONING + 2, empty.length - COUNT);
    ByteBuffer fields = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
    fields.putInt(48, cut.length).putInt(256, fields.getInt(256) - 4);
    cut[PARTITIONING] = 3;
    cut[PARTITIONING + 1] = 0;
    assertThat(client.exchange(cut)).as("empty key").isEqualTo(3);
    cut[PARTITIONING] = 1;
    fields.putLong(168, ++client.request);
    assertThat(client.exchange(cut)).as("the same, balanced").isZero();
  }

  /** Wherever a bit of a send's body is wrong, the answer is a status, and nothing is stored. */
  @Test
  void aSendThatIsDamagedAnywhereIsAnsweredAndNotStored() throws IOException {
    byte[] whole = client.frame(send(0, 2));
    for (int bit = 256 * 8; bit < whole.length * 8; bit++) {
      if (bit / 8 >= PARTITIONING && bit / 8 < COUNT) {
        continue; // names another place
      }
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(168, ++client.request);
      int status = client.exchange(damaged);
      assertThat(status).as("bit %d", bit).isNotZero();
      if (bit / 8 >= RECORD) {
        assertThat(status).as("bit %d", bit).isIn(3, 4027, 4039, 4022, 4023, 4030);
      }
    }
    assertThat(poll(client, 100)).isEmpty();
  }

  @Test
  void aSendThatIsCutOffOrCountsWrongIsAnswered() throws IOException {
    byte[] whole = client.frame(send(0, 2));
    for (int length = 256; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      ByteBuffer fields = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
      fields.putInt(48, length).putLong(168, ++client.request);
      assertThat(client.exchange(cut)).as("%d bytes", length).isIn(3, 6);
    }
    for (int count : new int[] {1, 3, -1}) {
      byte[] wrong = client.frame(send(0, 2));
      ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT, count);
      assertThat(client.exchange(wrong)).as("%d messages", count).isEqualTo(3);
    }
    byte[] none = client.frame(send(0, 1));
    ByteBuffer.wrap(none).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT, 0);
    assertThat(client.exchange(none)).isEqualTo(Status.INVALID_MESSAGES_COUNT);
    assertThat(poll(client, 100)).isEmpty();
  }

  @Test
  void aBatchIsServedAsItWasSentButForItsStamps() throws IOException {
    byte[] sent = client.frame(send(1, 3));
    assertThat(client.exchange(sent)).isZero();
    assertThat(client.exchange(client.frame(send(1, 3)))).isZero();
    assertThat(client.ask(pollOf(1, PollRequest.OFFSET, 0, 3))).isZero();
    byte[] answer = client.answer();
    assertThat(answer.length - 16).isEqualTo(sent.length - RECORD);
    ByteBuffer record = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(record.getInt()).as("partition").isEqualTo(1);
    assertThat(record.getLong()).as("current offset").isEqualTo(5);
    assertThat(record.getInt()).as("messages").isEqualTo(3);
    assertThat(record.getLong()).as("partition").isEqualTo(1);
    assertThat(record.getLong()).as("first offset").isZero();
    assertThat(record.getLong()).as("server's time").isPositive();
    assertThat(Arrays.copyOfRange(answer, 40, 56))
        .as("origin time and length")
        .isEqualTo(Arrays.copyOfRange(sent, RECORD + 24, RECORD + 40));
    assertThat(Arrays.copyOfRange(answer, 64, answer.length))
        .as("count, and every frame")
        .isEqualTo(Arrays.copyOfRange(sent, RECORD + 48, sent.length));
  }

  @Test
  void pollsStartAndEndAnywhere() throws IOException {
    Random random = new Random(3);
    int total = 0;
    for (int i = 0; i < 12; i++) {
      int count = 1 + random.nextInt(9);
      assertThat(client.ask(send(0, count))).isZero();
      total += count;
    }
    for (int from = 0; from <= total; from++) {
      int count = 1 + random.nextInt(20);
      assertThat(client.ask(pollFrom(from, count))).isZero();
      assertThat(Polled.records(client.answer()))
          .extracting(Polled::offset)
          .hasSize(Math.min(count, total - from))
          .startsWith(from < total ? new Long[] {(long) from} : new Long[0])
          .isSorted();
    }
    assertThat(client.ask(pollFrom(0, 0))).as("no messages wanted").isZero();
    assertThat(client.bodyLength()).isEqualTo(16);
    assertThat(client.ask(pollOf(0, PollRequest.LAST, 0, 2))).isZero();
    assertThat(Polled.records(client.answer()).getFirst().offset()).isEqualTo(total - 2);
    assertThat(client.ask(pollOf(-1, PollRequest.FIRST, 0, 1))).as("no partition").isZero();
    assertThat(ByteBuffer.wrap(client.answer()).getInt()).as("partition 0").isZero();
    assertThat(Polled.records(client.answer())).hasSize(1);
    assertThat(client.ask(pollOf(3, PollRequest.FIRST, 0, 1)))
        .isEqualTo(Status.PARTITION_NOT_FOUND);
    assertThat(client.ask(new DataRequest.Flush(STREAM, TOPIC, 0, true))).isZero();
  }

  @Test
  void offsetsComeWithAnAcknowledgementThatIsNoneOrQuorum() throws IOException {
    assertThat(client.ask(send(0, 3))).isZero();
    for (int code : new int[] {CommandCode.STORE_CONSUMER_OFFSET, 122}) {
      DataRequest request =
          code == CommandCode.STORE_CONSUMER_OFFSET
              ? VsrRequests.store(consumer(), 0, 2)
              : VsrRequests.forget(consumer(), 0);
      for (int acknowledgement : new int[] {2, 3, 255}) {
        byte[] frame = client.frame(request);
        frame[frame.length - 1] = (byte) acknowledgement;
        assertThat(client.exchange(frame)).as("acknowledgement").isEqualTo(3);
      }
      byte[] classic = client.frame(request);
      byte[] cut = Arrays.copyOf(classic, classic.length - 1);
      ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(48, cut.length);
      assertThat(client.exchange(cut)).as("none at all").isEqualTo(3);
    }
    byte[] unacknowledged = client.frame(VsrRequests.store(consumer(), 0, 1));
    unacknowledged[unacknowledged.length - 1] = 0;
    assertThat(client.exchange(unacknowledged)).isZero();
    assertThat(client.bodyLength()).as("answered all the same").isEqualTo(4);
    assertThat(client.ask(new DataRequest.GetOffset(consumer(), STREAM, TOPIC, OptionalLong.of(0))))
        .isZero();
    ByteBuffer offset = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(offset.getInt()).isZero();
    assertThat(offset.getLong()).as("current").isEqualTo(2);
    assertThat(offset.getLong()).as("stored").isEqualTo(1);
  }

  private int partitionOf(Partitioning partitioning) throws IOException {
    assertThat(client.ask(send(partitioning, 1))).isZero();
    return ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
  }

  private static DataRequest pollOf(int partition, int strategy, long value, int count) {
    return new DataRequest.Poll(
        consumer(),
        STREAM,
        TOPIC,
        partition < 0 ? OptionalLong.empty() : OptionalLong.of(partition),
        strategy,
        value,
        count,
        false);
  }
}
