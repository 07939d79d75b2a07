package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recorded transcripts and other people's clients do not show. */
class ServerTest {
  private static final Identifier STREAM = named("stream");
  private static final Identifier TOPIC = named("topic");
  private static final int PARTITIONS = 3;

  private @TempDir Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      assertThat(client.ask(new GroupRequest.CreateConsumerGroup(STREAM, TOPIC, utf8("group"))))
          .isZero();
      assertThat(client.ask(new UserRequest.CreateUser(utf8("reader"), utf8("secret"), 1, null)))
          .isZero();
      send(client, 1, 10);
      assertThat(client.ask(store(1, 4))).isZero();
    }
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      assertThat(client.ask(new TopicRequest.GetTopic(STREAM, TOPIC))).isZero();
      assertThat(answer(client).getInt(12)).as("partitions").isEqualTo(PARTITIONS);
      assertThat(answer(client).getLong(42)).as("messages").isEqualTo(10);
      assertThat(client.ask(new GroupRequest.GetConsumerGroup(STREAM, TOPIC, named("group"))))
          .isZero();
      assertThat(client.answer()).isNotEmpty();
      assertThat(client.ask(poll(1, PollRequest.NEXT))).isZero();
      assertThat(answer(client).getInt(12)).as("messages after the stored offset").isEqualTo(5);
      try (TestClient reader = server.connect()) {
        assertThat(
                reader.ask(
                    new UserRequest.LoginUser(
                        utf8("reader"), utf8("secret"), new byte[0], new byte[0])))
            .isZero();
        assertThat(reader.ask(new StreamRequest.GetStreams())).isEqualTo(Status.UNAUTHORIZED);
      }
    }
  }

  @Test
  void aBatchAsLargeAsARequestMayBeIsTakenAndGivenBackHoweverLittleMemoryThereIs()
      throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "galgo.limits.frame_size",
                "70 MiB",
                "system.memory_pool.size",
                "64 MiB",
                "galgo.limits.poll_bytes",
                "1 MiB");
        TestClient client = server.login()) {
      create(client);
      byte[] payload = new byte[63_000_000];
      payload[payload.length - 1] = 42;
      for (int i = 0; i < 3; i++) {
        assertThat(
                client.ask(
                    new DataRequest.Send(
                        STREAM,
                        TOPIC,
                        new DataRequest.Partitioning.Partition(0),
                        List.of(new Message(0, 0, 1, payload, new byte[0])))))
            .isZero();
      }
      assertThat(client.ask(poll(0, PollRequest.FIRST))).isZero();
      assertThat(answer(client).getInt(12)).as("messages").isEqualTo(1);
      assertThat(client.answer()[client.answer().length - 1]).isEqualTo((byte) 42);
    }
  }

  @Test
  void filesOfAPartitionThatIsGoneAreRemovedAtTheStart() throws Exception {
    Path group = directory.resolve("groups/01");
    Path kept;
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      send(client, 0, 1);
    }
    try (java.util.stream.Stream<Path> partitions = Files.list(group)) {
      kept = partitions.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Path leftOver = Files.createDirectory(group.resolve("00000000000000999999"));
    Files.createFile(leftOver.resolve("00000000000000000000.segment"));
    Path foreign = Files.createFile(group.resolve("notes.txt"));
    TestServer.start(directory).close();

    assertThat(leftOver).doesNotExist();
    assertThat(kept).exists();
    assertThat(foreign).exists();
  }

  @Test
  void theShardCountMayChangeAtARestart() throws Exception {
    for (String shards : List.of("2", "1", "2")) {
      try (TestServer server =
              TestServer.start(directory, "system.sharding.cpu_allocation", shards);
          TestClient client = server.login()) {
        if (client.ask(new StreamRequest.GetStream(STREAM)) == 0 && client.answer().length == 0) {
          create(client);
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
          send(client, partition, 7);
          assertThat(client.ask(poll(partition, PollRequest.NEXT))).isZero();
          assertThat(answer(client).getInt(12)).as("unseen messages").isEqualTo(7);
        }
      }
    }
  }

  @Test
  void statisticsAreThoseOfThisProcess() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      send(client, 0, 5);
      assertThat(client.ask(new SystemRequest.GetStats())).isZero();
      ByteBuffer stats = answer(client);
      assertThat(stats.getInt(0)).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(stats.getLong(12)).as("memory").isPositive();
      assertThat(stats.getLong(20)).as("total memory").isGreaterThan(stats.getLong(12));
      assertThat(stats.getLong(68)).as("bytes").isEqualTo(5 * 74);
      assertThat(stats.getInt(76)).as("streams").isEqualTo(1);
      assertThat(stats.getInt(80)).as("topics").isEqualTo(1);
      assertThat(stats.getInt(84)).as("partitions").isEqualTo(PARTITIONS);
      assertThat(stats.getLong(92)).as("messages").isEqualTo(5);
      assertThat(stats.getInt(100)).as("clients").isEqualTo(1);
    }
  }

  @Test
  void aClientIsListedUntilItGoesAndItsGroupsWithIt() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient watcher = server.login()) {
      create(watcher);
      assertThat(watcher.ask(new GroupRequest.CreateConsumerGroup(STREAM, TOPIC, utf8("group"))))
          .isZero();
      try (TestClient member = server.login()) {
        assertThat(member.ask(new GroupRequest.JoinConsumerGroup(STREAM, TOPIC, named("group"))))
            .isZero();
        assertThat(member.ask(new SystemRequest.GetMe())).isZero();
        byte[] me = member.answer();
        long id = answer(member).getInt(0) & 0xFFFF_FFFFL;
        assertThat(watcher.ask(new SystemRequest.GetClient(id))).isZero();
        assertThat(watcher.answer()).isEqualTo(me);
        assertThat(watcher.ask(new SystemRequest.GetClients())).isZero();
        assertThat(members(watcher)).isEqualTo(1);
      }
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (members(watcher) != 0) {
        assertThat(System.nanoTime()).as("the member leaves").isLessThan(deadline);
      }
    }
  }

  @Test
  void oneConnectionMoreThanAllowedIsClosedAndTheOthersGoOn() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.connections", "3")) {
      try (TestClient first = server.login();
          TestClient second = server.login();
          TestClient third = server.login();
          TestClient fourth = server.connect()) {
        assertThat(isClosed(fourth)).isTrue();
        for (TestClient client : List.of(first, second, third)) {
          assertThat(client.ask(new SystemRequest.Ping())).isZero();
        }
      }
    }
  }

  @Test
  void aSilentClientIsDroppedWhereHeartbeatsAreAskedFor() throws Exception {
    try (TestServer server =
            TestServer.start(directory, "heartbeat.enabled", "true", "heartbeat.interval", "2 s");
        TestClient silent = server.login();
        TestClient lively = server.login()) {
      long deadline = System.nanoTime() + 30_000_000_000L;
      int clients = 2;
      while (clients != 1) {
        assertThat(System.nanoTime()).as("it is dropped").isLessThan(deadline);
        assertThat(lively.ask(new SystemRequest.Ping())).isZero();
        assertThat(lively.ask(new SystemRequest.GetStats())).isZero();
        clients = answer(lively).getInt(100);
      }
      assertThat(silent.ask(new SystemRequest.GetMe())).isEqualTo(Status.CLIENT_NOT_FOUND);
      assertThat(isClosed(silent)).isTrue();
    }
  }

  @Test
  void theSessionsOfADeletedUserLoseTheirRights() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient root = server.login();
        TestClient other = server.connect()) {
      create(root);
      assertThat(root.ask(new UserRequest.CreateUser(utf8("other"), utf8("secret"), 1, null)))
          .isZero();
      assertThat(
              other.ask(
                  new UserRequest.LoginUser(
                      utf8("other"), utf8("secret"), new byte[0], new byte[0])))
          .isZero();
      assertThat(root.ask(new UserRequest.DeleteUser(named("other")))).isZero();
      // The next user gets the freed id; the old session must not get its rights.
      assertThat(
              root.ask(
                  new UserRequest.CreateUser(
                      utf8("mighty"),
                      utf8("secret"),
                      1,
                      new galgo.wire.WirePermissions(0x3FF, List.of()))))
          .isZero();
      assertThat(other.ask(new StreamRequest.GetStreams())).isEqualTo(Status.UNAUTHORIZED);
      assertThat(other.ask(new SystemRequest.GetMe())).isEqualTo(Status.CLIENT_NOT_FOUND);
    }
  }

  @Test
  void aConnectionThatKeepsTalkingToAnotherShardGetsAllItsAnswers() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        // More than the requests after which a connection moves, for the owner of each partition.
        for (int i = 0; i < 5 * Shard.REQUESTS_BEFORE_MOVE; i++) {
          send(client, partition, 1);
        }
        assertThat(client.ask(poll(partition, PollRequest.FIRST))).isZero();
        assertThat(answer(client).getInt(12)).isEqualTo(5 * Shard.REQUESTS_BEFORE_MOVE);
      }
      assertThat(client.ask(new SystemRequest.GetMe())).isZero();
    }
  }

  private static void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("stream")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    STREAM, PARTITIONS, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("topic")))))
        .isZero();
  }

  private static void send(TestClient client, int partition, int count) throws IOException {
    Message message = new Message(0, 0, 1, new byte[10], new byte[0]);
    assertThat(
            client.ask(
                new DataRequest.Send(
                    STREAM,
                    TOPIC,
                    new DataRequest.Partitioning.Partition(partition),
                    java.util.Collections.nCopies(count, message))))
        .isZero();
  }

  private static DataRequest poll(int partition, int strategy) {
    return new DataRequest.Poll(
        consumer(), STREAM, TOPIC, OptionalLong.of(partition), strategy, 0, 1000, true);
  }

  private static DataRequest store(int partition, long offset) {
    return new DataRequest.StoreOffset(
        consumer(), STREAM, TOPIC, OptionalLong.of(partition), offset);
  }

  private static Consumer consumer() {
    return new Consumer(false, named("consumer"));
  }

  private static int members(TestClient client) throws IOException {
    assertThat(client.ask(new GroupRequest.GetConsumerGroup(STREAM, TOPIC, named("group"))))
        .isZero();
    return answer(client).getInt(8);
  }

  private static ByteBuffer answer(TestClient client) {
    return ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean isClosed(TestClient client) {
    try {
      client.ask(new SystemRequest.Ping());
      return false;
    } catch (EOFException | java.net.SocketException closed) {
      return true;
    } catch (IOException other) {
      throw new IllegalStateException(other);
    }
  }

  private static Identifier named(String name) {
    return new Identifier.Named(utf8(name));
  }
}
