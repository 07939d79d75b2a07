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
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How partitions of a consumer group go from member to member while messages are polled. */
class RebalancingTest {
  private static final Identifier NAME = Identifier.of("work");
  private static final Consumer GROUP = new Consumer(true, NAME);

  private @TempDir Path directory;

  @Test
  void aPartitionIsGivenUpBeforeAnotherMemberGetsIt() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient old = server.login();
        TestClient young = server.login()) {
      create(old, 2);
      send(old, 0, 4);
      send(old, 1, 4);
      join(old);
      assertThat(poll(old, 2, false)).containsExactly("0:0", "0:1");
      assertThat(poll(old, 2, false)).containsExactly("1:0", "1:1");
      join(young);
      assertThat(members(old)).as("still the old one's").containsExactly(List.of(0, 1), List.of());
      assertThat(poll(young, 2, false)).isEmpty();
      assertThat(young.ask(poll(OptionalLong.of(1), 2, false))).isZero();
      assertThat(young.answer()).containsOnly(0);
      assertThat(poll(old, 2, false)).as("no more of what goes").containsExactly("0:0", "0:1");
      assertThat(poll(old, 2, false)).containsExactly("0:0", "0:1");
      store(old, 1, 0);
      assertThat(members(old)).as("one is not committed").contains(List.of(0, 1));
      store(old, 1, 1);
      awaitMembers(old, List.of(0), List.of(1));
      assertThat(poll(young, 10, false)).containsExactly("1:2", "1:3");
      assertThat(old.ask(storing(1, 3))).isEqualTo(Status.NOT_RESOLVED_CONSUMER);
    }
  }

  @Test
  void committedMessagesAreDeliveredOnceWhileMembersComeAndGo() throws Exception {
    int partitions = 5;
    int each = 400;
    try (TestServer server = TestServer.start(directory);
        TestClient producer = server.login()) {
      create(producer, partitions);
      for (int partition = 0; partition < partitions; partition++) {
        send(producer, partition, each);
      }
      List<String> all = new ArrayList<>();
      List<TestClient> members = new ArrayList<>();
      for (int round = 0; all.size() < partitions * each; round++) {
        assertThat(round).as("rounds for %d messages", all.size()).isLessThan(2_000);
        switch (round % 20) {
          case 0, 3, 6, 7 -> {
            TestClient member = server.login();
            join(member);
            members.add(member);
          }
          case 12 -> members.removeFirst().close();
          case 15 -> leave(members.getLast());
          case 17 -> members.removeLast().close();
          default -> {}
        }
        for (TestClient member : members) {
          if (member.ask(poll(OptionalLong.empty(), 3, true)) == Status.OK) {
            all.addAll(polled(member));
          }
        }
      }
      for (TestClient member : members) {
        member.close();
      }
      assertThat(all).doesNotHaveDuplicates().hasSize(partitions * each);
    }
  }

  @Test
  void whatAVanishedMemberDidNotCommitIsDeliveredToAnother() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient stays = server.login()) {
      create(stays, 2);
      send(stays, 1, 3);
      try (TestClient vanishes = server.login()) {
        join(stays);
        join(vanishes);
        awaitMembers(stays, List.of(0), List.of(1));
        assertThat(poll(vanishes, 2, true)).containsExactly("1:0", "1:1");
        assertThat(poll(vanishes, 2, false)).containsExactly("1:2");
      }
      awaitMembers(stays, List.of(0, 1));
      assertThat(poll(stays, 9, false)).isEmpty();
      assertThat(poll(stays, 9, false)).containsExactly("1:2");
    }
  }

  @Test
  void whoNeverCommitsLosesThePartitionWhenTheTimeIsUp() throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "consumer_group.rebalancing_timeout",
                "200 ms",
                "consumer_group.rebalancing_check_interval",
                "100 ms");
        TestClient old = server.login();
        TestClient young = server.login()) {
      create(old, 2);
      send(old, 1, 2);
      join(old);
      assertThat(poll(old, 2, false)).isEmpty();
      assertThat(poll(old, 2, false)).containsExactly("1:0", "1:1");
      join(young);
      awaitMembers(old, List.of(0), List.of(1));
      assertThat(poll(young, 2, false)).containsExactly("1:0", "1:1");
    }
  }

  @Test
  void whatAMemberTookWithItDoesNotHoldUpTheNextHandover() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient first = server.login();
        TestClient second = server.login();
        TestClient third = server.login()) {
      create(first, 2);
      send(first, 1, 2);
      join(first);
      assertThat(poll(first, 2, false)).isEmpty();
      assertThat(poll(first, 2, false)).containsExactly("1:0", "1:1");
      join(second);
      leave(first);
      assertThat(members(second)).containsExactly(List.of(0, 1));
      // Nothing of partition 1 is in the hands of the second, whatever the first had.
      join(third);
      assertThat(members(second)).containsExactly(List.of(1), List.of(0));
    }
  }

  @Test
  void otherPartitionsDealAllAnewAndNothingThatWasHandedOutHoldsThemUp() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient old = server.login();
        TestClient young = server.login()) {
      create(old, 2);
      send(old, 1, 2);
      join(old);
      poll(old, 2, false);
      assertThat(poll(old, 2, false)).containsExactly("1:0", "1:1");
      assertThat(old.ask(new TopicRequest.CreatePartitions(NAME, NAME, 1))).isZero();
      assertThat(members(old)).containsExactly(List.of(0, 1, 2));
      assertThat(old.ask(new TopicRequest.DeletePartitions(NAME, NAME, 1))).isZero();
      assertThat(members(old)).containsExactly(List.of(0, 1));
      join(young);
      assertThat(members(old)).containsExactly(List.of(0), List.of(1));
    }
  }

  private static void create(TestClient client, int partitions) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("work")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    NAME, partitions, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("work")))))
        .isZero();
    assertThat(client.ask(new GroupRequest.CreateConsumerGroup(NAME, NAME, utf8("work")))).isZero();
  }

  private static void send(TestClient client, int partition, int count) throws IOException {
    Message message = new Message(0, 0, 1, new byte[10], new byte[0]);
    assertThat(
            client.ask(
                new DataRequest.Send(
                    NAME,
                    NAME,
                    new DataRequest.Partitioning.Partition(partition),
                    Collections.nCopies(count, message))))
        .isZero();
  }

  private static void join(TestClient client) throws IOException {
    assertThat(client.ask(new GroupRequest.JoinConsumerGroup(NAME, NAME, NAME))).isZero();
  }

  private static void leave(TestClient client) throws IOException {
    assertThat(client.ask(new GroupRequest.LeaveConsumerGroup(NAME, NAME, NAME))).isZero();
  }

  private static DataRequest storing(int partition, long offset) {
    return new DataRequest.StoreOffset(GROUP, NAME, NAME, OptionalLong.of(partition), offset);
  }

  private static void store(TestClient client, int partition, long offset) throws IOException {
    assertThat(client.ask(storing(partition, offset))).isZero();
  }

  private static DataRequest poll(OptionalLong partition, int count, boolean commit) {
    return new DataRequest.Poll(GROUP, NAME, NAME, partition, PollRequest.NEXT, 0, count, commit);
  }

  /** Polls the member's next partition; {@code partition:offset} of each message. */
  private static List<String> poll(TestClient client, int count, boolean commit)
      throws IOException {
    assertThat(client.ask(poll(OptionalLong.empty(), count, commit))).isZero();
    return polled(client);
  }

  private static List<String> polled(TestClient client) {
    int partition = answer(client).getInt(0);
    return Polled.classic(client.answer()).stream()
        .map(message -> partition + ":" + message.offset())
        .toList();
  }

  /** The partitions of each member. */
  private static List<List<Integer>> members(TestClient client) throws IOException {
    assertThat(client.ask(new GroupRequest.GetConsumerGroup(NAME, NAME, NAME))).isZero();
    ByteBuffer answer = answer(client);
    int members = answer.getInt(8);
    answer.position(13 + answer.get(12));
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      answer.getInt();
      List<Integer> partitions = new ArrayList<>();
      for (int left = answer.getInt(); left > 0; left--) {
        partitions.add(answer.getInt());
      }
      all.add(partitions);
    }
    return all;
  }

  @SafeVarargs
  private static void awaitMembers(TestClient client, List<Integer>... expected)
      throws IOException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!members(client).equals(Arrays.asList(expected))) {
      assertThat(System.nanoTime())
          .as("members, in time: %s", members(client))
          .isLessThan(deadline);
    }
  }

  private static ByteBuffer answer(TestClient client) {
    return ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
