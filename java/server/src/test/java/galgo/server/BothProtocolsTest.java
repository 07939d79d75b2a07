package galgo.server;

import static galgo.server.VsrRequests.GROUP;
import static galgo.server.VsrRequests.STREAM;
import static galgo.server.VsrRequests.TOPIC;
import static galgo.server.VsrRequests.create;
import static galgo.server.VsrRequests.evicted;
import static galgo.server.VsrRequests.group;
import static galgo.server.VsrRequests.groupPoll;
import static galgo.server.VsrRequests.option;
import static galgo.server.VsrRequests.poll;
import static galgo.server.VsrRequests.pollFrom;
import static galgo.server.VsrRequests.send;
import static galgo.server.VsrRequests.sync;
import static galgo.server.VsrRequests.topic;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import galgo.wire.vsr.Eviction;
import galgo.wire.vsr.Replies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of both generations at one server: sessions, retries, and one set of messages. */
class BothProtocolsTest {
  private @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSessionBeginsWithALoginAndEndsWithALogout() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      assertThat(client.ask(new SystemRequest.Ping())).isZero();
      assertThat(client.ask(new StreamRequest.GetStreams())).isEqualTo(Status.UNAUTHENTICATED);
      assertThat(client.ask(new StreamRequest.CreateStream(TestClient.utf8("s"))))
          .isEqualTo(evicted(Eviction.NO_SESSION));
      assertThat(client.login("iggy", "wrong password")).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(client.login("nobody", "x")).isEqualTo(Status.INVALID_CREDENTIALS);
      client.login();
      long first = client.session;
      assertThat(first).isPositive();
      assertThat(client.ask(new StreamRequest.CreateStream(TestClient.utf8("s")))).isZero();
      assertThat(client.ask(new UserRequest.LogoutUser())).isZero();
      assertThat(client.ask(new UserRequest.LogoutUser())).as("without a session").isZero();
      assertThat(client.ask(new StreamRequest.GetStreams())).isEqualTo(Status.UNAUTHENTICATED);
      client.client++;
      client.login();
      assertThat(client.session).isGreaterThan(first);
    }
  }

  @Test
  void aRequestThatComesTwiceIsAppliedOnceAndAnsweredAlike() throws IOException {
    try (VsrTestClient client = server.loginVsr()) {
      create(client, 1);
      byte[] create = client.frame(CommandCode.CREATE_STREAM, new byte[] {2, 'x', '1'});
      assertThat(client.exchange(create)).isZero();
      byte[] answer = client.answer();
      assertThat(client.exchange(create)).isZero();
      assertThat(client.answer()).isEqualTo(answer);
      byte[] again = client.frame(CommandCode.CREATE_STREAM, new byte[] {2, 'x', '1'});
      assertThat(client.exchange(again)).isEqualTo(Status.STREAM_NAME_ALREADY_EXISTS);
      assertThat(client.exchange(again)).isEqualTo(Status.STREAM_NAME_ALREADY_EXISTS);

      byte[] send = client.frame(send(0, 3));
      for (int i = 0; i < 4; i++) {
        assertThat(client.exchange(send)).isZero();
        assertThat(client.answer()).as("try %d", i).hasSize(Replies.CONFIRMATION);
      }
      assertThat(poll(client, 100)).hasSize(3);

      client.request--;
      byte[] other = client.frame(CommandCode.CREATE_STREAM, new byte[] {2, 'x', '2'});
      // a send has no checksum to differ from
      client.write(other);
      assertThat(client.receive()).isZero();
      for (int i = 0; i < 5; i++) {
        assertThat(client.ask(send(0, 1))).isZero();
      }
      assertThat(client.exchange(create)).isEqualTo(Status.REQUEST_ALREADY_APPLIED);
      client.session--;
      assertThat(client.ask(send(0, 1))).isEqualTo(evicted(Eviction.SESSION_TOO_LOW));
    }
  }

  @Test
  void whatIsWrongWithARequestIsAlwaysAnswered() throws IOException {
    try (VsrTestClient client = server.loginVsr()) {
      create(client, 1);
      byte[] stamped = client.frame(CommandCode.CREATE_STREAM, new byte[] {2, 'x', '1'});
      stamped[258] ^= 1;
      assertThat(client.exchange(stamped)).isEqualTo(Status.INVALID_FORMAT);
      byte[] unknown = client.frame(CommandCode.CREATE_STREAM, new byte[] {2, 'x', '1'});
      unknown[176] = 64;
      assertThat(client.exchange(unknown)).isEqualTo(Status.INVALID_COMMAND);
      byte[] payload = client.frame(send(0, 3));
      payload[payload.length - 1] ^= 1;
      assertThat(client.exchange(payload)).isEqualTo(Status.INVALID_MESSAGE_CHECKSUM);
      byte[] origin = client.frame(send(0, 3));
      int record = 256 + 4 + 3 + 3 + 6 + 4;
      origin[record + 24] ^= 1;
      assertThat(client.exchange(origin)).isEqualTo(Status.INVALID_BATCH_CHECKSUM);
      byte[] reserved = client.frame(send(0, 3));
      reserved[record + 100] ^= 1;
      assertThat(client.exchange(reserved)).isEqualTo(Status.INVALID_COMMAND);
      assertThat(client.ask(send(5, 1))).isEqualTo(Status.PARTITION_NOT_FOUND);
      assertThat(client.exchange(client.frame(CommandCode.GET_POLL_ROUTING, new byte[3])))
          .isEqualTo(Status.FEATURE_UNAVAILABLE);
      assertThat(poll(client, 100)).isEmpty();
    }
  }

  /** Bodies of real requests, bent here and there, behind headers that are bent less often. */
  @Test
  void whateverComesIsAnsweredOrClosedAndOthersGoOn() throws IOException {
    Random random = new Random(11);
    try (VsrTestClient bystander = server.loginVsr()) {
      create(bystander, 1);
      VsrTestClient client = server.loginVsr();
      for (int i = 0; i < 4000; i++) {
        byte[] frame = client.frame(bent(random));
        int bend = random.nextInt(4);
        for (int b = 0; b < bend; b++) {
          frame[256 + random.nextInt(frame.length - 256)] = (byte) random.nextInt(6);
        }
        if (random.nextInt(10) == 0) {
          frame[60 + random.nextInt(196)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(3) == 0) {
          frame[random.nextBoolean() ? 176 : 196] = (byte) (128 + random.nextInt(40));
        }
        client.write(frame);
        if (!client.hears()) {
          client.close();
          client = server.loginVsr();
        }
      }
      client.close();
      assertThat(bystander.ask(new SystemRequest.Ping())).isZero();
      assertThat(bystander.ask(new UserRequest.LogoutUser())).isZero();
    }
  }

  private static DataRequest bent(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> send(0, 1 + random.nextInt(3));
      case 1 -> pollFrom(random.nextInt(5), 1 + random.nextInt(5));
      default ->
          new DataRequest.StoreOffset(group(), STREAM, TOPIC, OptionalLong.of(0), random.nextInt());
    };
  }

  @Test
  void framesInSmallPiecesAreWholeAndNonsenseIsClosed() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      byte[] ping = client.frame(CommandCode.PING, new byte[0]);
      for (int at = 0; at < ping.length; at += 50) {
        client.write(Arrays.copyOfRange(ping, at, Math.min(at + 50, ping.length)));
      }
      assertThat(client.receive()).isZero();
      client.write(Arrays.copyOf(ping, 200));
      client.write(Arrays.copyOfRange(ping, 200, 256));
      assertThat(client.receive()).isZero();
    }
    try (VsrTestClient client = server.connectVsr()) {
      client.write(new byte[256]);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void aVersionThatIsNotServedIsToldWhichAre() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      byte[] frame =
          client.frame(CommandCode.LOGIN_USER, new byte[] {0, 0, 64, 0, 1, 'a', 1, '1', 1, 'u'});
      assertThat(client.exchange(frame)).isEqualTo(evicted(Eviction.INCOMPATIBLE_PROTOCOL));
      assertThat(client.header()[144] | client.header()[145]).isNotZero();
      client.login();
    }
  }

  @Test
  void messagesOfBothAreReadByBoth() throws IOException {
    Random random = new Random(5);
    List<Long> sent = new ArrayList<>();
    try (TestClient classic = server.login();
        VsrTestClient newer = server.loginVsr()) {
      create(newer, 1);
      for (int i = 0; i < 40; i++) {
        int count = 1 + random.nextInt(20);
        assertThat(random.nextBoolean() ? newer.ask(send(0, count)) : classic.ask(send(0, count)))
            .isZero();
        for (long id = 1; id <= count; id++) {
          sent.add(id);
        }
      }
      for (int count : new int[] {1, 3, 7, 10_000}) {
        assertThat(all(classic, newer, count)).isEqualTo(sent);
      }
    }
  }

  /** Reads everything by both in steps, and compares; returns the messages' ids. */
  private static List<Long> all(TestClient classic, VsrTestClient newer, int count)
      throws IOException {
    List<Long> ids = new ArrayList<>();
    while (true) {
      DataRequest poll = pollFrom(ids.size(), count);
      assertThat(classic.ask(poll)).isZero();
      assertThat(newer.ask(poll)).isZero();
      List<Polled> read = Polled.classic(classic.answer());
      assertThat(Polled.records(newer.answer())).isEqualTo(read);
      if (read.isEmpty()) {
        return ids;
      }
      assertThat(read.getFirst().offset()).isEqualTo(ids.size());
      read.forEach(message -> ids.add(message.id()));
    }
  }

  @Test
  void aGroupHasMembersOfBoth() throws IOException {
    try (TestClient classic = server.login();
        VsrTestClient newer = server.loginVsr()) {
      create(newer, 2);
      assertThat(newer.ask(sync())).isZero();
      assertThat(newer.answer()).as("no group").isEmpty();
      assertThat(
              newer.ask(new GroupRequest.CreateConsumerGroup(STREAM, TOPIC, TestClient.utf8("g"))))
          .isZero();
      GroupRequest join = new GroupRequest.JoinConsumerGroup(STREAM, TOPIC, GROUP);
      assertThat(newer.ask(join)).isZero();
      assertThat(newer.ask(sync())).isZero();
      ByteBuffer alone = ByteBuffer.wrap(newer.answer()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(alone.getInt(8)).isEqualTo(2);
      assertThat(classic.ask(join)).isZero();
      assertThat(newer.ask(sync())).isZero();
      ByteBuffer shared = ByteBuffer.wrap(newer.answer()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(shared.getInt(8)).isEqualTo(1);
      assertThat(shared.getLong(0)).isGreaterThan(alone.getLong(0));
      int own = shared.getInt(12);
      assertThat(newer.ask(send(own, 2))).isZero();
      assertThat(newer.ask(send(1 - own, 3))).isZero();

      assertThat(newer.ask(groupPoll(OptionalLong.of(own)))).isZero();
      assertThat(Polled.records(newer.answer())).hasSize(2);
      assertThat(newer.ask(groupPoll(OptionalLong.of(1 - own)))).isZero();
      assertThat(newer.answer()).hasSize(16).startsWith(0xFF, 0xFF, 0xFF, 0xFF);
      DataRequest commit =
          new DataRequest.StoreOffset(group(), STREAM, TOPIC, OptionalLong.of(1 - own), 0);
      assertThat(newer.ask(commit)).isEqualTo(Status.CONSUMER_GROUP_PARTITION_NOT_OWNED);
      assertThat(
              newer.ask(
                  new DataRequest.StoreOffset(group(), STREAM, TOPIC, OptionalLong.of(own), 1)))
          .isZero();
      List<Polled> rest = new ArrayList<>();
      for (int i = 0; i < 100 && rest.isEmpty(); i++) {
        assertThat(classic.ask(groupPoll(OptionalLong.empty()))).isZero();
        rest.addAll(Polled.classic(classic.answer()));
      }
      assertThat(rest).hasSize(3);
      assertThat(newer.ask(new UserRequest.LogoutUser())).isZero();
      newer.client++;
      newer.login();
      assertThat(newer.ask(sync())).isZero();
      assertThat(newer.answer()).as("left with the session").isEmpty();
    }
  }

  @Test
  void durabilityIsAnOptionThatStaysAndUnknownOptionsAreRefused() throws Exception {
    try (VsrTestClient client = server.loginVsr()) {
      assertThat(client.ask(new StreamRequest.CreateStream(TestClient.utf8("s")))).isZero();
      assertThat(client.ask(topic("a", 1, option("durability", "PERSISTED")))).isZero();
      assertThat(text(client.answer())).contains("persisted");
      assertThat(client.ask(topic("b", 1, option("durability", "replicated")))).isZero();
      assertThat(text(client.answer())).doesNotContain("persisted");
      assertThat(client.ask(topic("c", 1, option("durability", "somewhat"))))
          .isEqualTo(Status.INVALID_OPTION_VALUE);
      assertThat(client.ask(topic("c", 1, option("enforce_fsync", "true"))))
          .isEqualTo(Status.UNSUPPORTED_OPTION_KEY);
      Identifier a = Identifier.of("a");
      assertThat(
              client.ask(
                  new TopicRequest.UpdateTopicWithOptions(
                      STREAM,
                      a,
                      TestClient.utf8("a2"),
                      List.of(option("compression_algorithm", "gzip")))))
          .isZero();
    }
    server.close();
    server = TestServer.start(directory, "system.partition.durability", "memory");
    try (VsrTestClient client = server.loginVsr()) {
      assertThat(client.ask(new TopicRequest.GetTopic(STREAM, Identifier.of("a2")))).isZero();
      assertThat(text(client.answer())).contains("persisted").contains("gzip");
      assertThat(client.ask(new SystemRequest.DescribeOptions(1))).isZero();
      assertThat(text(client.answer())).contains("segment_size");
    }
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1);
  }
}
