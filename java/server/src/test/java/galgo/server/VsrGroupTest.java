package galgo.server;

import static galgo.server.VsrRequests.GROUP;
import static galgo.server.VsrRequests.STREAM;
import static galgo.server.VsrRequests.TOPIC;
import static galgo.server.VsrRequests.create;
import static galgo.server.VsrRequests.createGroup;
import static galgo.server.VsrRequests.forget;
import static galgo.server.VsrRequests.group;
import static galgo.server.VsrRequests.groupPoll;
import static galgo.server.VsrRequests.join;
import static galgo.server.VsrRequests.joinGroup;
import static galgo.server.VsrRequests.leave;
import static galgo.server.VsrRequests.send;
import static galgo.server.VsrRequests.store;
import static galgo.server.VsrRequests.sync;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that choose their partitions themselves: wire-0.9 §2.7. */
class VsrGroupTest {
  private @TempDir Path directory;
  private TestServer server;
  private VsrTestClient one;
  private VsrTestClient other;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
    one = server.loginVsr();
    other = server.loginVsr();
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    other.close();
    server.close();
  }

  /** What a member was told: the partitions that it may poll now. */
  private record Assignment(long generation, List<Integer> partitions) {}

  @Test
  void whoIsNoMemberIsToldNothing() throws IOException {
    assertThat(one.ask(sync())).as("no stream").isZero();
    assertThat(one.bodyLength()).isZero();
    create(one, 1);
    assertThat(one.ask(sync())).as("no group").isZero();
    assertThat(one.bodyLength()).isZero();
    assertThat(one.ask(createGroup())).isZero();
    assertThat(one.ask(sync())).as("no member").isZero();
    assertThat(one.bodyLength()).isZero();
    assertThat(one.ask(groupPoll(OptionalLong.of(0))))
        .isEqualTo(Status.CONSUMER_GROUP_MEMBER_NOT_FOUND);
    assertThat(one.ask(store(group(), 0, 0))).isEqualTo(Status.CONSUMER_GROUP_MEMBER_NOT_FOUND);
  }

  @Test
  void eachChangeOfAnAssignmentIsANewGeneration() throws IOException {
    create(one, 4);
    joinGroup(one);
    Assignment alone = assignment(one);
    assertThat(alone.partitions).containsExactly(0, 1, 2, 3);
    assertThat(assignment(one)).as("unchanged").isEqualTo(alone);
    assertThat(one.ask(join())).as("joining again").isZero();
    assertThat(assignment(one)).isEqualTo(alone);
    assertThat(other.ask(join())).isZero();
    Assignment shared = assignment(one);
    assertThat(shared.generation).isGreaterThan(alone.generation);
    assertThat(assignment(other).generation).isEqualTo(shared.generation);
    assertDisjointAndAll(4, shared, assignment(other));
    assertThat(one.ask(new TopicRequest.CreatePartitions(STREAM, TOPIC, 2))).isZero();
    Assignment wider = assignment(one);
    assertThat(wider.generation).isGreaterThan(shared.generation);
    assertDisjointAndAll(6, wider, assignment(other));
    assertThat(other.ask(leave())).isZero();
    Assignment again = assignment(one);
    assertThat(again.generation).isGreaterThan(wider.generation);
    assertThat(again.partitions).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(other.ask(leave())).isEqualTo(Status.CONSUMER_GROUP_MEMBER_NOT_FOUND);
  }

  @Test
  void whatIsNotAMembersIsFencedOffAndItsOwnIsNot() throws IOException {
    create(one, 2);
    joinGroup(one);
    assertThat(other.ask(join())).isZero();
    int own = assignment(one).partitions.getFirst();
    int others = 1 - own;
    assertThat(one.ask(send(own, 3))).isZero();
    assertThat(one.ask(send(others, 2))).isZero();
    assertThat(polled(one, own)).isEqualTo(3);
    assertStale(one, others);
    assertStale(one, 77);
    assertThat(one.ask(store(group(), others, 0)))
        .isEqualTo(Status.CONSUMER_GROUP_PARTITION_NOT_OWNED);
    assertThat(one.ask(forget(group(), others)))
        .isEqualTo(Status.CONSUMER_GROUP_PARTITION_NOT_OWNED);
    assertThat(one.ask(store(group(), own, 3))).as("beyond the end").isEqualTo(4100);
    assertThat(one.ask(store(group(), own, 2))).isZero();
    assertThat(one.ask(forget(group(), own))).isZero();
    assertThat(one.ask(forget(group(), own))).isEqualTo(3021);
    assertThat(polled(other, others)).isEqualTo(2);
  }

  @Test
  void aPartitionWithMessagesInFlightIsHandedOverWhenTheyAreCommitted() throws IOException {
    create(one, 2);
    joinGroup(one);
    for (int partition = 0; partition < 2; partition++) {
      assertThat(one.ask(send(partition, 3))).isZero();
      assertThat(polled(one, partition)).isEqualTo(3);
    }
    assertThat(other.ask(join())).isZero();
    Assignment kept = assignment(one);
    assertThat(kept.partitions).as("without the one that it is to give up").hasSize(1);
    assertThat(assignment(other).partitions).as("none yet").isEmpty();
    int given = 1 - kept.partitions.getFirst();
    assertStale(one, given);
    assertStale(other, given);
    assertThat(one.ask(store(group(), given, 1))).as("still the old member's").isZero();
    assertThat(assignment(other).partitions).isEmpty();
    assertThat(one.ask(store(group(), given, 2))).as("the last").isZero();
    Assignment handed = awaitPartitions(other, 1);
    assertThat(handed.partitions).containsExactly(given);
    assertThat(handed.generation).isGreaterThan(kept.generation);
    assertThat(one.ask(store(group(), given, 2)))
        .isEqualTo(Status.CONSUMER_GROUP_PARTITION_NOT_OWNED);
    assertThat(other.ask(send(given, 1))).isZero();
    assertThat(polled(other, given)).as("nothing twice").isEqualTo(1);
  }

  @Test
  void aMemberThatLeavesWithItsSessionOrItsConnectionGivesUpItsPartitions() throws Exception {
    create(one, 2);
    joinGroup(one);
    assertThat(other.ask(join())).isZero();
    assertThat(other.ask(new UserRequest.LogoutUser())).isZero();
    assertThat(assignment(one).partitions).containsExactly(0, 1);
    other.client++;
    other.login();
    assertThat(other.ask(join())).isZero();
    assertThat(assignment(one).partitions).hasSize(1);
    try (VsrTestClient third = server.loginVsr()) {
      assertThat(third.ask(join())).isZero();
    }
    other.close();
    other = server.loginVsr();
    awaitPartitions(one, 2);
  }

  @Test
  void moreMembersThanPartitionsLeaveSomeWithNone() throws IOException {
    create(one, 1);
    joinGroup(one);
    assertThat(other.ask(join())).isZero();
    assertThat(assignment(one).partitions).containsExactly(0);
    assertThat(assignment(other).partitions).isEmpty();
    assertStale(other, 0);
    assertThat(one.ask(leave())).isZero();
    assertThat(assignment(other).partitions).containsExactly(0);
  }

  @Test
  void aDeletedGroupIsNobodys() throws IOException {
    create(one, 1);
    joinGroup(one);
    assertThat(one.ask(send(0, 2))).isZero();
    assertThat(one.ask(store(group(), 0, 1))).isZero();
    assertThat(one.ask(new GroupRequest.DeleteConsumerGroup(STREAM, TOPIC, GROUP))).isZero();
    assertThat(one.ask(sync())).isZero();
    assertThat(one.bodyLength()).isZero();
    assertThat(one.ask(groupPoll(OptionalLong.of(0)))).isEqualTo(5000);
    joinGroup(one);
    assertThat(polled(one, 0)).as("offsets went with it").isEqualTo(2);
    assertThat(one.ask(new GroupRequest.LeaveConsumerGroup(STREAM, TOPIC, Identifier.of("x"))))
        .isEqualTo(5000);
  }

  private static Assignment assignment(VsrTestClient member) throws IOException {
    assertThat(member.ask(sync())).isZero();
    ByteBuffer body = ByteBuffer.wrap(member.answer()).order(ByteOrder.LITTLE_ENDIAN);
    long generation = body.getLong();
    List<Integer> partitions =
        IntStream.range(0, body.getInt()).mapToObj(i -> body.getInt()).toList();
    assertThat(body.hasRemaining()).isFalse();
    return new Assignment(generation, partitions);
  }

  /** Waits until the member has so many. */
  private static Assignment awaitPartitions(VsrTestClient member, int count) throws IOException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    Assignment now = assignment(member);
    while (now.partitions.size() != count) {
      assertThat(System.nanoTime()).as("%s", now).isLessThan(deadline);
      now = assignment(member);
    }
    return now;
  }

  private static void assertDisjointAndAll(int count, Assignment one, Assignment other) {
    List<Integer> both = new ArrayList<>(one.partitions);
    both.addAll(other.partitions);
    assertThat(both)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
  }

  /** Polls what comes next; returns how many messages came. */
  private static int polled(VsrTestClient member, int partition) throws IOException {
    assertThat(member.ask(groupPoll(OptionalLong.of(partition)))).isZero();
    ByteBuffer prefix = ByteBuffer.wrap(member.answer()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(prefix.getInt(0)).isEqualTo(partition);
    return Polled.records(member.answer()).size();
  }

  /** The member is told to ask again which partitions are its. */
  private static void assertStale(VsrTestClient member, int partition) throws IOException {
    assertThat(member.ask(groupPoll(OptionalLong.of(partition)))).isZero();
    ByteBuffer prefix = ByteBuffer.wrap(member.answer()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(member.bodyLength()).isEqualTo(16);
    assertThat(prefix.getInt()).isEqualTo(-1);
    assertThat(prefix.getLong()).isZero();
    assertThat(prefix.getInt()).isZero();
  }
}
