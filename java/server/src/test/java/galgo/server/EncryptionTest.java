package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server with a key stores, and who can read it. */
class EncryptionTest {
  private static final Identifier NAME = Identifier.of("vault");
  private static final String SECRET = "the treasure is under the third palm";
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String OTHER_KEY =
      Base64.getEncoder().encodeToString("another key of thirty-two bytes!".getBytes());
  private static final int LARGE = 300_000;

  private @TempDir Path directory;

  @Test
  void messagesOfBothProtocolsAreStoredEncryptedAndReadByBoth() throws Exception {
    try (TestServer server = start(KEY);
        TestClient classic = server.login();
        VsrTestClient newer = server.loginVsr()) {
      create(classic);
      assertThat(classic.ask(send(1, 2, 3))).isZero();
      assertThat(newer.ask(send(4, 5))).isZero();
      assertThat(classic.ask(send(6))).isZero();
      assertThat(newer.ask(send(7, 8, 9, 10))).isZero();
    }
    assertThat(stored()).doesNotContain(SECRET);
    try (TestServer server = start(KEY);
        TestClient classic = server.login();
        VsrTestClient newer = server.loginVsr()) {
      for (int from = 0; from < 10; from++) {
        assertThat(classic.ask(poll(from, 4))).isZero();
        List<Polled> read = Polled.classic(classic.answer());
        assertThat(read).hasSize(Math.min(4, 10 - from));
        assertThat(read.getFirst().id()).isEqualTo(from + 1);
        assertThat(texts(classic.answer())).allMatch(text -> text.equals(SECRET + "|" + SECRET));
        assertThat(newer.ask(poll(from, 4))).isZero();
        assertThat(Polled.records(newer.answer())).isEqualTo(read);
        assertThat(checksumsAreRight(classic.answer())).isTrue();
      }
      assertThat(classic.ask(large())).isZero();
      assertThat(newer.ask(poll(10, 1))).isZero();
      assertThat(Polled.records(newer.answer()).getFirst().payload()).isEqualTo(LARGE);
    }
  }

  @Test
  void whatWasStoredBeforeIsReadToo() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      assertThat(client.ask(send(1, 2))).isZero();
    }
    assertThat(stored()).contains(SECRET);
    try (TestServer server = start(KEY);
        TestClient client = server.login()) {
      assertThat(client.ask(send(3))).isZero();
      assertThat(client.ask(poll(0, 10))).isZero();
      assertThat(Polled.classic(client.answer()))
          .extracting(Polled::id)
          .containsExactly(1L, 2L, 3L);
      assertThat(texts(client.answer())).allMatch(text -> text.equals(SECRET + "|" + SECRET));
    }
  }

  @Test
  void withAnotherKeyTheMessagesStayClosed() throws Exception {
    try (TestServer server = start(KEY);
        TestClient client = server.login()) {
      create(client);
      assertThat(client.ask(send(1))).isZero();
    }
    try (TestServer server = start(OTHER_KEY);
        TestClient client = server.login()) {
      assertThat(client.ask(poll(0, 10))).isEqualTo(Status.CANNOT_DECRYPT_DATA);
    }
  }

  private TestServer start(String key) throws Exception {
    return TestServer.start(
        directory, "system.encryption.enabled", "true", "system.encryption.key", key);
  }

  private static void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(TestClient.utf8("vault")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    NAME, 1, new TopicRequest.TopicSettings(1, 0, 0, 1, TestClient.utf8("vault")))))
        .isZero();
  }

  private static DataRequest send(int... ids) {
    byte[] secret = TestClient.utf8(SECRET);
    List<Message> messages = new ArrayList<>();
    for (int id : ids) {
      messages.add(new Message(id, 0, 1_000 + id, secret, secret));
    }
    return new DataRequest.Send(NAME, NAME, new DataRequest.Partitioning.Partition(0), messages);
  }

  private static DataRequest large() {
    return new DataRequest.Send(
        NAME,
        NAME,
        new DataRequest.Partitioning.Partition(0),
        List.of(new Message(11, 0, 1, new byte[LARGE], new byte[0])));
  }

  private static DataRequest poll(long offset, int count) {
    return new DataRequest.Poll(
        new DataRequest.Consumer(false, Identifier.of(1)),
        NAME,
        NAME,
        OptionalLong.of(0),
        PollRequest.OFFSET,
        offset,
        count,
        false);
  }

  /** {@code payload|headers} of the messages of a classic answer. */
  private static List<String> texts(byte[] answer) {
    List<String> texts = new ArrayList<>();
    forEach(
        answer,
        (at, payload, headers) ->
            texts.add(
                new String(answer, at + 64, payload, StandardCharsets.UTF_8)
                    + "|"
                    + new String(answer, at + 64 + payload, headers, StandardCharsets.UTF_8)));
    return texts;
  }

  private static boolean checksumsAreRight(byte[] answer) {
    boolean[] right = {true};
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
      long copy = arena.allocate(answer.length, 8).address();
      galgo.io.Memory.copy(answer, 0, copy, answer.length);
      forEach(
          answer,
          (at, payload, headers) ->
              right[0] &=
                  in.getLong(at)
                          == new galgo.io.JavaKernels().xxh3(copy + at + 8, 56L + payload + headers)
                      && in.getLong(at + 56) == 0);
    }
    return right[0];
  }

  private interface EachMessage {
    void at(int position, int payload, int headers);
  }

  private static void forEach(byte[] answer, EachMessage each) {
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    int at = 16;
    while (at < answer.length) {
      int headers = in.getInt(at + 48);
      int payload = in.getInt(at + 52);
      each.at(at, payload, headers);
      at += 64 + payload + headers;
    }
  }

  /** All that lies on the disk, a byte a character. */
  private String stored() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) < 64 << 20) {
          all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all.toString();
  }
}
