package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicationTest {
  private static final Identifier NAME = Identifier.of("ids");

  private @TempDir Path directory;

  @Test
  void whatWasSentLatelyIsDroppedAndTheSendSucceeds() throws Exception {
    try (TestServer server =
            TestServer.start(directory, "system.message_deduplication.enabled", "true");
        TestClient client = server.login()) {
      create(client);
      send(client, 0, 1, 2, 3);
      send(client, 0, 2, 4, 3, 4, 5);
      send(client, 0, 5, 4, 3, 2, 1);
      send(client, 0, 0, 0);
      send(client, 1, 1, 2);
      assertThat(poll(client, 0)).containsExactly("0:1", "1:2", "2:3", "3:4", "4:5", "5:0", "6:0");
      assertThat(poll(client, 1)).as("ids count a partition").containsExactly("0:1", "1:2");
      assertThat(client.ask(new TopicRequest.PurgeTopic(NAME, NAME))).isZero();
      send(client, 0, 1);
      assertThat(poll(client, 0)).as("after a purge").containsExactly("0:1");
    }
  }

  @Test
  void itMakesNoDifferenceWhichProtocolAMessageCameIn() throws Exception {
    try (TestServer server =
            TestServer.start(directory, "system.message_deduplication.enabled", "true");
        TestClient client = server.login();
        VsrTestClient newer = server.loginVsr()) {
      create(client);
      send(client, 0, 1, 2, 3);
      assertThat(newer.ask(batch(0, 2, 4, 3, 5, 4, 6))).isZero();
      assertThat(newer.answer()).isNotEmpty();
      assertThat(newer.ask(batch(0, 1, 2, 6))).isZero();
      assertThat(newer.answer()).as("nothing new").isEmpty();
      send(client, 0, 6, 7);
      assertThat(poll(client, 0)).containsExactly("0:1", "1:2", "2:3", "3:4", "4:5", "5:6", "6:7");
    }
  }

  @Test
  void theOldestIdIsForgottenWhenThereAreTooMany() throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "system.message_deduplication.enabled",
                "true",
                "system.message_deduplication.max_entries",
                "3");
        TestClient client = server.login()) {
      create(client);
      send(client, 0, 1, 2, 3, 4);
      send(client, 0, 4, 3, 2, 1);
      assertThat(poll(client, 0)).containsExactly("0:1", "1:2", "2:3", "3:4", "4:1");
    }
  }

  @Test
  void withoutItEveryMessageIsKept() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      send(client, 0, 1, 1);
      send(client, 0, 1);
      assertThat(poll(client, 0)).containsExactly("0:1", "1:1", "2:1");
    }
  }

  private static void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("ids")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    NAME, 2, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("ids")))))
        .isZero();
  }

  /** Each message's payload is its id, of a length of its own. */
  private static void send(TestClient client, int partition, int... ids) throws IOException {
    assertThat(client.ask(batch(partition, ids))).isZero();
  }

  private static DataRequest batch(int partition, int... ids) {
    List<Message> messages =
        Arrays.stream(ids)
            .mapToObj(id -> new Message(id, 0, 1, utf8(id + " ".repeat(id * 7)), new byte[id]))
            .toList();
    return new DataRequest.Send(
        NAME, NAME, new DataRequest.Partitioning.Partition(partition), messages);
  }

  /** {@code offset:payload} of all messages. */
  private static List<String> poll(TestClient client, int partition) throws IOException {
    assertThat(
            client.ask(
                new DataRequest.Poll(
                    new DataRequest.Consumer(false, Identifier.of(1)),
                    NAME,
                    NAME,
                    OptionalLong.of(partition),
                    PollRequest.FIRST,
                    0,
                    100,
                    false)))
        .isZero();
    ByteBuffer answer = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
    List<String> polled = new ArrayList<>();
    int at = 16;
    for (int i = 0; i < answer.getInt(12); i++) {
      int payload = answer.getInt(at + 52);
      String text = new String(client.answer(), at + 64, payload, StandardCharsets.UTF_8);
      polled.add(answer.getLong(at + 24) + ":" + text.strip());
      at += 64 + payload + answer.getInt(at + 48);
    }
    return polled;
  }
}
