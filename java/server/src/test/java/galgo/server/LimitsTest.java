package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.CommandCode;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each limit on what clients may do, reached, and what happens there. */
class LimitsTest {
  private static final Identifier NAME = Identifier.of("limits");
  private static final OptionalLong FIRST = OptionalLong.of(0);
  private static final String ONE_SHARD = "system.sharding.cpu_allocation";

  private @TempDir Path directory;

  @Test
  void oneConnectionMoreFromAnAddressIsClosedUntilAnotherGoes() throws Exception {
    try (TestServer server =
            TestServer.start(directory, "galgo.limits.connections_by_address", "2");
        TestClient first = server.login()) {
      try (TestClient second = server.login();
          TestClient third = server.connect()) {
        assertThat(isClosed(third)).isTrue();
        assertThat(second.ask(new SystemRequest.Ping())).isZero();
      }
      await(() -> {
        try (TestClient fourth = server.connect()) {
          return fourth.ask(new SystemRequest.Ping()) == 0;
        } catch (IOException closed) {
          return false;
        }
      });
      assertThat(first.ask(new SystemRequest.Ping())).isZero();
    }
  }

  @Test
  void oneSessionMoreOfAUserIsRefusedUntilAnotherEnds() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.sessions_by_user", "2");
        TestClient first = server.login();
        TestClient second = server.login();
        TestClient third = server.connect()) {
      assertThat(first.ask(new UserRequest.CreateUser(utf8("other"), utf8("secret"), 1, null)))
          .isZero();
      assertThat(third.ask(login("iggy", "iggy"))).isEqualTo(Status.FEATURE_UNAVAILABLE);
      assertThat(second.ask(login("iggy", "iggy"))).as("again on the same connection").isZero();
      assertThat(third.ask(login("other", "secret"))).isZero();
      assertThat(first.ask(new UserRequest.LogoutUser())).isZero();
      assertThat(third.ask(login("iggy", "iggy"))).isZero();
      assertThat(first.ask(login("iggy", "iggy"))).isEqualTo(Status.FEATURE_UNAVAILABLE);
      second.close();
      await(() -> first.ask(login("iggy", "iggy")) == 0);
    }
  }

  @Test
  void loginsAfterFailuresWaitLongerAndLonger() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.login_delay", "400 ms");
        TestClient client = server.connect()) {
      for (int i = 0; i < LoginAttempts.FREE; i++) {
        assertThat(client.ask(login("nobody", "secret"))).isEqualTo(Status.INVALID_CREDENTIALS);
      }
      for (long millis : List.of(100, 200, 400, 400)) {
        long start = System.nanoTime();
        assertThat(client.ask(login("nobody", "secret"))).isEqualTo(Status.INVALID_CREDENTIALS);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(millis * 1_000_000);
      }
      assertThat(client.ask(login("iggy", "iggy"))).as("after its delay").isZero();
    }
  }

  @Test
  void aServerThatStopsDoesNotWaitForDelayedLogins() throws Exception {
    TestServer server = TestServer.start(directory, "galgo.limits.login_delay", "1 h");
    try (TestClient client = server.connect()) {
      // Eighteen doublings of 100 ms are more than an hour: far more than the test may take.
      for (int i = 0; i <= LoginAttempts.FREE; i++) {
        assertThat(client.ask(login("nobody", "secret"))).isEqualTo(Status.INVALID_CREDENTIALS);
      }
      client.write(TestClient.frame(login("nobody", "secret")));
      server.close();
    }
  }

  @Test
  void requestsBeyondTheLimitWaitUntilOthersAreAnswered() throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                ONE_SHARD,
                "1",
                "galgo.limits.requests",
                "1",
                "galgo.limits.login_delay",
                "300 ms");
        TestClient slow = server.connect();
        TestClient other = server.login()) {
      for (int i = 0; i < LoginAttempts.FREE + 1; i++) {
        assertThat(slow.ask(login("nobody", "secret"))).isEqualTo(Status.INVALID_CREDENTIALS);
      }
      assertThat(slow.ask(new SystemRequest.Ping())).isZero();
      slow.write(TestClient.frame(login("nobody", "secret")));
      // The login is on its way when a ping sent after it on the same connection would be unread.
      assertThat(other.ask(new SystemRequest.Ping())).isZero();
      assertThat(other.ask(new SystemRequest.Ping())).isZero();
      assertThat(slow.available()).as("the login, answered before the second ping").isPositive();
      assertThat(slow.read()).isEqualTo(Status.INVALID_CREDENTIALS);
    }
  }

  @Test
  void requestsThatStopComingEndTheirConnectionAndIdleOnesDoNot() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.stall", "1 s");
        TestClient idle = server.login();
        TestClient stranger = server.connect();
        TestClient header = server.login();
        TestClient rest = server.login()) {
      stranger.write(new byte[3]);
      header.write(start(1 << 20));
      rest.write(start(1 << 20));
      rest.write(new byte[100_000]);
      for (TestClient stalled : List.of(stranger, header, rest)) {
        assertThat(isClosed(stalled)).isTrue();
      }
      assertThat(idle.ask(new SystemRequest.Ping())).isZero();
    }
  }

  @Test
  void answersThatAreNotTakenEndTheirConnection() throws Exception {
    try (TestServer server =
            TestServer.start(
                directory, "galgo.limits.stall", "1 s", "galgo.limits.poll_bytes", "4 MiB");
        TestClient deaf = server.login();
        TestClient watcher = server.login()) {
      create(watcher);
      for (int i = 0; i < 4; i++) {
        assertThat(watcher.ask(send(1 << 20))).isZero();
      }
      byte[] poll = TestClient.frame(poll());
      // More than the buffers of both sockets take.
      for (int i = 0; i < 16; i++) {
        deaf.write(poll);
      }
      await(() -> {
        assertThat(watcher.ask(new SystemRequest.GetStats())).isZero();
        return answer(watcher).getInt(100) == 1;
      });
    }
  }

  @Test
  void aRequestAtItsLimitIsCarriedOutAndOneByteMoreEndsTheConnection() throws Exception {
    int most = 1 << 20;
    try (TestServer server = TestServer.start(directory, "galgo.limits.frame_size", "1 MiB");
        TestClient client = server.login();
        TestClient other = server.login()) {
      create(client);
      int around = TestClient.frame(send(0)).length - 8;
      assertThat(client.ask(send(most - around))).isZero();
      client.write(start(most + 1));
      assertThat(client.read()).isEqualTo(Status.INVALID_COMMAND);
      assertThat(isClosed(client)).isTrue();
      assertThat(other.ask(send(1))).isZero();
    }
  }

  /** Found by fuzzing: the pool for requests has no such block, and the shard ended. */
  @Test
  void theLimitOfARequestHoldsForThoseThatSendNoMessages() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.frame_size", "64 KiB");
        TestClient client = server.login();
        TestClient other = server.login()) {
      ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      client.write(header.putInt(3 << 20).putInt(CommandCode.CREATE_STREAM).array());
      assertThat(client.read()).isEqualTo(Status.INVALID_COMMAND);
      assertThat(isClosed(client)).isTrue();
      assertThat(other.ask(new SystemRequest.Ping())).isZero();
    }
  }

  @Test
  void anAnswerToAPollHoldsNoMoreThanItsLimitButOneMessageAtLeast() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.poll_bytes", "64 KiB");
        TestClient client = server.login()) {
      create(client);
      for (int bytes : List.of(30_000, 30_000, 30_000, 200_000, 1)) {
        assertThat(client.ask(send(bytes))).isZero();
      }
      List<Integer> counts = new ArrayList<>();
      for (long next = 0; next < 5; next += counts.getLast()) {
        assertThat(client.ask(poll(PollRequest.OFFSET, next))).isZero();
        counts.add(Polled.classic(client.answer()).size());
        assertThat(client.answer().length <= (64 << 10) + 16 || counts.getLast() == 1).isTrue();
      }
      assertThat(counts).containsExactly(2, 1, 1, 1);
    }
  }

  @Test
  void offsetsOfMoreConsumersThanAPartitionMayHaveAreRefusedAndTheOthersGoOn() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.consumer_offsets", "3");
        TestClient client = server.login();
        VsrTestClient newer = server.loginVsr()) {
      create(client);
      assertThat(client.ask(send(1))).isZero();
      for (int consumer = 0; consumer < 3; consumer++) {
        assertThat(client.ask(store(consumer))).isZero();
      }
      assertThat(client.ask(store(3))).isEqualTo(Status.TOO_MANY_CONSUMER_OFFSETS);
      assertThat(newer.ask(store(4))).isEqualTo(Status.TOO_MANY_CONSUMER_OFFSETS);
      assertThat(client.ask(commit(5))).isEqualTo(Status.TOO_MANY_CONSUMER_OFFSETS);
      assertThat(client.ask(commit(0))).isZero();
      assertThat(client.ask(store(1))).isZero();
      assertThat(client.ask(new DataRequest.DeleteOffset(consumer(2), NAME, NAME, FIRST))).isZero();
      assertThat(client.ask(commit(5))).isZero();
    }
  }

  @Test
  void aGroupThatHasAnOffsetGoesOnStoringAtTheLimit() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.consumer_offsets", "1");
        TestClient client = server.login()) {
      create(client);
      assertThat(client.ask(send(1))).isZero();
      assertThat(client.ask(new GroupRequest.CreateConsumerGroup(NAME, NAME, utf8("limits"))))
          .isZero();
      assertThat(client.ask(new GroupRequest.JoinConsumerGroup(NAME, NAME, NAME))).isZero();
      DataRequest store =
          new DataRequest.StoreOffset(new Consumer(true, NAME), NAME, NAME, FIRST, 0);
      assertThat(client.ask(store)).isZero();
      assertThat(client.ask(store)).isZero();
      assertThat(client.ask(store(1))).isEqualTo(Status.TOO_MANY_CONSUMER_OFFSETS);
    }
  }

  @Test
  void partitionsBeyondTheirNumberAreRefusedToEachProtocolInItsWords() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login();
        VsrTestClient newer = server.loginVsr()) {
      create(client);
      TopicRequest more = new TopicRequest.CreatePartitions(NAME, NAME, 1000);
      for (int partitions = 1; partitions + 1000 <= 1 << 16; partitions += 1000) {
        assertThat(client.ask(more)).isZero();
      }
      assertThat(client.ask(more)).isEqualTo(Status.CANNOT_CREATE_PARTITION);
      assertThat(newer.ask(more)).isEqualTo(Status.PARTITION_ID_SPACE_EXHAUSTED);
      // More partitions than a shard's mailbox takes letters go at once.
      TopicRequest.TopicSettings other = new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("other"));
      assertThat(client.ask(new TopicRequest.CreateTopic(NAME, 1000, other))).isZero();
      assertThat(client.ask(new StreamRequest.DeleteStream(NAME))).isZero();
      assertThat(client.ask(new StreamRequest.CreateStream(utf8("next")))).isZero();
    }
  }

  @Test
  void whereMemoryIsShortWhoStandsStillGoesAtOnceAndTheOthersGoOn() throws Exception {
    try (TestServer server = TestServer.start(directory, ONE_SHARD, "1");
        TestClient producer = server.login()) {
      create(producer);
      List<TestClient> stalled = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        TestClient client = server.login();
        stalled.add(client);
        client.write(start(4_000_000));
        client.write(new byte[1 << 20]);
      }
      long start = System.nanoTime();
      assertThat(producer.ask(send(3 << 20))).isZero();
      assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(20_000_000_000L);
      for (TestClient client : stalled) {
        client.close();
      }
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("it holds in time").isLessThan(deadline);
    }
  }

  /** The first eight bytes of a send request with a payload of so many bytes. */
  private static byte[] start(int bytes) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4 + bytes)
        .putInt(CommandCode.SEND_MESSAGES)
        .array();
  }

  private static void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("limits")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    NAME, 1, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("limits")))))
        .isZero();
  }

  private static DataRequest send(int bytes) {
    return new DataRequest.Send(
        NAME,
        NAME,
        new DataRequest.Partitioning.Partition(0),
        List.of(new Message(0, 0, 1, new byte[bytes], new byte[0])));
  }

  private static Consumer consumer(int number) {
    return new Consumer(false, Identifier.of(number));
  }

  private static DataRequest store(int consumer) {
    return new DataRequest.StoreOffset(consumer(consumer), NAME, NAME, FIRST, 0);
  }

  private static DataRequest commit(int consumer) {
    return new DataRequest.Poll(
        consumer(consumer), NAME, NAME, FIRST, PollRequest.FIRST, 0, 1, true);
  }

  private static DataRequest poll() {
    return poll(PollRequest.FIRST, 0);
  }

  private static DataRequest poll(int strategy, long value) {
    return new DataRequest.Poll(
        new Consumer(false, Identifier.of(1)),
        NAME,
        NAME,
        OptionalLong.of(0),
        strategy,
        value,
        100,
        false);
  }

  private static UserRequest login(String name, String password) {
    return new UserRequest.LoginUser(utf8(name), utf8(password), new byte[0], new byte[0]);
  }

  private static ByteBuffer answer(TestClient client) {
    return ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean isClosed(TestClient client) {
    try {
      client.read();
      return false;
    } catch (IOException closed) {
      return !(closed instanceof java.net.SocketTimeoutException);
    }
  }
}
