package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages go by age and by the size of their topic, as a client sees it. */
class RetentionServerTest {
  private static final Identifier STREAM = new Identifier.Named(utf8("stream"));
  private static final Identifier TOPIC = new Identifier.Named(utf8("topic"));
  private static final Consumer CONSUMER = new Consumer(false, new Identifier.Numeric(1));
  private static final long UNLIMITED = -1;
  private static final int BATCH = 100;
  private static final int MESSAGE = 64 + 2000;

  private @TempDir Path directory;

  @Test
  void expiredMessagesGoEvenFromASegmentThatWasOpen() throws Exception {
    try (TestServer server = start("true");
        TestClient client = server.login()) {
      create(client, 1_000, UNLIMITED);
      send(client, 0, 1);
      // The segment ends once it is old; it goes when there is a newer one.
      long wanted = 0;
      do {
        send(client, 0, 1);
        wanted++;
      } while (firstOffset(client, 0) == 0);
      assertThat(firstOffset(client, 0)).isBetween(1L, wanted);
      assertThat(poll(client, 0, PollRequest.OFFSET, 0)).as("an offset that has gone").isPositive();
    }
    // Who has not asked for it keeps its messages, whatever the topic says.
    try (TestServer server = start("false");
        TestClient client = server.login()) {
      assertThat(firstOffset(client, 0)).isPositive();
    }
  }

  @Test
  void aTopicThatIsTooLargeLosesItsOldestSegmentsOverAllPartitions() throws Exception {
    try (TestServer server = start("true");
        TestClient client = server.login()) {
      int limit = 4 << 20;
      create(client, UNLIMITED, limit);
      for (int i = 0; i < 60; i++) {
        send(client, i % 2, BATCH);
      }
      long bytes = 60L * BATCH * MESSAGE;
      while (bytes >= limit / 10 * 9) {
        assertThat(client.ask(new TopicRequest.GetTopic(STREAM, TOPIC))).isZero();
        bytes = answer(client).getLong(34);
      }
      assertThat(firstOffset(client, 0)).isPositive();
      assertThat(firstOffset(client, 1)).isPositive();
      assertThat(bytes).as("no more than needed").isGreaterThan(limit / 2);
    }
  }

  @Test
  void whatAConsumerHasNotSeenStays() throws Exception {
    try (TestServer server = start("true");
        TestClient client = server.login()) {
      create(client, UNLIMITED, 1 << 20);
      send(client, 0, 1);
      assertThat(
              client.ask(
                  new DataRequest.StoreOffset(CONSUMER, STREAM, TOPIC, OptionalLong.of(0), 0)))
          .isZero();
      for (int i = 0; i < 30; i++) {
        send(client, 0, BATCH);
        send(client, 1, BATCH);
      }
      while (firstOffset(client, 1) == 0) {
        send(client, 1, 1);
      }
      assertThat(firstOffset(client, 0)).isZero();
    }
  }

  @Test
  void aPurgedTopicIsAsNewAndStaysSo() throws Exception {
    try (TestServer server = start("false");
        TestClient client = server.login()) {
      create(client, UNLIMITED, UNLIMITED);
      send(client, 0, 10);
      assertThat(
              client.ask(
                  new DataRequest.StoreOffset(CONSUMER, STREAM, TOPIC, OptionalLong.of(0), 5)))
          .isZero();
      assertThat(client.ask(new TopicRequest.PurgeTopic(STREAM, TOPIC))).isZero();
      send(client, 0, 3);
      assertThat(poll(client, 0, PollRequest.NEXT, 0)).isZero();
    }
    try (TestServer server = start("false");
        TestClient client = server.login()) {
      assertThat(poll(client, 0, PollRequest.NEXT, 0)).isZero();
      assertThat(client.ask(new TopicRequest.GetTopic(STREAM, TOPIC))).isZero();
      assertThat(answer(client).getLong(42)).as("messages").isEqualTo(3);
    }
  }

  private TestServer start(String enabled) throws Exception {
    return TestServer.start(
        directory,
        "data_maintenance.messages.cleaner_enabled",
        enabled,
        "data_maintenance.messages.interval",
        "20 ms",
        "system.segment.size",
        "1 MiB");
  }

  private static void create(TestClient client, long expiryMicros, long size) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("stream")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    STREAM,
                    2,
                    new TopicRequest.TopicSettings(1, expiryMicros, size, 1, utf8("topic")))))
        .isZero();
  }

  private static void send(TestClient client, int partition, int count) throws IOException {
    Message message = new Message(0, 0, 1, new byte[2000], new byte[0]);
    assertThat(
            client.ask(
                new DataRequest.Send(
                    STREAM,
                    TOPIC,
                    new DataRequest.Partitioning.Partition(partition),
                    Collections.nCopies(count, message))))
        .isZero();
  }

  private static long firstOffset(TestClient client, int partition) throws IOException {
    return poll(client, partition, PollRequest.FIRST, 0);
  }

  /** The offset of the first message of the answer, −1 when there is none. */
  private static long poll(TestClient client, int partition, int strategy, long value)
      throws IOException {
    assertThat(
            client.ask(
                new DataRequest.Poll(
                    CONSUMER,
                    STREAM,
                    TOPIC,
                    OptionalLong.of(partition),
                    strategy,
                    value,
                    1,
                    false)))
        .isZero();
    ByteBuffer answer = answer(client);
    return answer.getInt(12) == 0 ? -1 : answer.getLong(16 + 24);
  }

  private static ByteBuffer answer(TestClient client) {
    return ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
