package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.consumergroup.ConsumerGroupMember;
import org.apache.iggy.message.HeaderKey;
import org.apache.iggy.message.HeaderValue;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PolledMessages;
import org.apache.iggy.message.PollingStrategy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java SDK as Apache Iggy ships it, at work. */
class JavaClientIT {
  private static final int MESSAGES = 100_000;
  private static final int PARTITIONS = 4;
  private static final int POLL = 1_000;
  private static final Consumer READER = Consumer.of(1L);

  /** Message numbers of each partition, in offset order. */
  private final List<List<Integer>> sent = new ArrayList<>();

  static Stream<Arguments> clientsAndDrivers() throws IOException {
    return ServerProcess.drivers().stream()
        .flatMap(driver -> Stream.of("blocking", "async").map(kind -> Arguments.of(kind, driver)));
  }

  @ParameterizedTest
  @MethodSource("clientsAndDrivers")
  void everyMessageComesBackByEveryStrategyBeforeAndAfterARestart(
      String kind, String driver, @TempDir Path data) throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver)) {
      try (JavaClient client = JavaClient.connect(kind, server.port())) {
        client.create(PARTITIONS);
        sendAll(client);
        pollByOffset(client);
      }
      assertThat(server.stop()).isZero();
      server.restart();
      try (JavaClient client = JavaClient.connect(kind, server.port())) {
        pollByOffset(client);
        pollByTimestamp(client);
        pollFirstAndLast(client);
        pollNext(client);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("clientsAndDrivers")
  void twoMembersOfAGroupShareThePartitions(String kind, String driver, @TempDir Path data)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        JavaClient producer = JavaClient.connect(kind, server.port());
        JavaClient first = JavaClient.connect(kind, server.port());
        JavaClient second = JavaClient.connect(kind, server.port())) {
      producer.create(PARTITIONS);
      sendAll(producer, 10_000);
      producer.createGroup();
      first.joinGroup();
      second.joinGroup();
      awaitMembers(producer, 2);
      Map<Long, List<Message>> byFirst = drainGroup(first);
      Map<Long, List<Message>> bySecond = drainGroup(second);
      assertThat(byFirst).isNotEmpty();
      assertThat(bySecond).isNotEmpty().doesNotContainKeys(byFirst.keySet().toArray(Long[]::new));
      byFirst.putAll(bySecond);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        check(byFirst.get((long) partition), partition, 0, sent.get(partition).size());
      }
      second.leaveGroup();
      awaitMembers(producer, 1);
      sendAll(producer, 1_000);
      assertThat(drainGroup(first)).hasSize(PARTITIONS);
    }
  }

  @ParameterizedTest
  @MethodSource("clientsAndDrivers")
  void balancedBatchesGoRoundAndAKeyKeepsItsPartition(
      String kind, String driver, @TempDir Path data) throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        JavaClient client = JavaClient.connect(kind, server.port())) {
      client.create(PARTITIONS);
      for (int i = 0; i < 3 * PARTITIONS; i++) {
        client.send(Partitioning.balanced(), List.of(Workload.message(i)));
      }
      assertThat(counts(client)).containsOnly(3);
      for (int i = 0; i < 10; i++) {
        client.send(Partitioning.messagesKey("customer-17"), List.of(Workload.message(i)));
      }
      assertThat(counts(client)).containsOnlyOnce(13).contains(3);
    }
  }

  private static List<Integer> counts(JavaClient client) throws Exception {
    List<Integer> counts = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      counts.add(poll(client, partition, PollingStrategy.first(), POLL, false).messages().size());
    }
    return counts;
  }

  private void sendAll(JavaClient client) throws Exception {
    sendAll(client, MESSAGES);
  }

  private void sendAll(JavaClient client, int count) throws Exception {
    sent.clear();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      sent.add(new ArrayList<>());
    }
    int number = 0;
    for (int batch = 0; number < count; batch++) {
      int size = Math.min(count - number, 1 + batch * 37 % POLL);
      List<Message> messages = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        sent.get(batch % PARTITIONS).add(number);
        messages.add(Workload.message(number++));
      }
      client.send(Partitioning.partitionId((long) (batch % PARTITIONS)), messages);
    }
  }

  private void pollByOffset(JavaClient client) throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int offset = 0;
      while (offset < sent.get(partition).size()) {
        PollingStrategy strategy = PollingStrategy.offset(BigInteger.valueOf(offset));
        PolledMessages polled = poll(client, partition, strategy, POLL, false);
        assertThat(polled.currentOffset().intValue()).isEqualTo(sent.get(partition).size() - 1);
        int expected = Math.min(POLL, sent.get(partition).size() - offset);
        check(polled.messages(), partition, offset, expected);
        offset += expected;
      }
    }
  }

  /** Asks for each time that occurs, and expects the messages from its first one on. */
  private void pollByTimestamp(JavaClient client) throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int offset = 0;
      BigInteger time = BigInteger.ZERO;
      while (offset < sent.get(partition).size()) {
        List<Message> messages =
            poll(client, partition, PollingStrategy.timestamp(time), 3 * POLL, false).messages();
        int expected = Math.min(3 * POLL, sent.get(partition).size() - offset);
        check(messages, partition, offset, expected);
        BigInteger last = messages.getLast().header().timestamp();
        long ofLast = messages.stream().filter(m -> m.header().timestamp().equals(last)).count();
        boolean all = offset + messages.size() == sent.get(partition).size();
        // A batch of the last time may go on: it is asked for again, by its own time.
        offset += all ? messages.size() : messages.size() - (int) ofLast;
        assertThat(all || last.compareTo(time) > 0).as("times grow from batch to batch").isTrue();
        time = last;
      }
    }
  }

  private void pollFirstAndLast(JavaClient client) throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int size = sent.get(partition).size();
      check(
          poll(client, partition, PollingStrategy.first(), POLL, false).messages(),
          partition,
          0,
          POLL);
      check(
          poll(client, partition, PollingStrategy.last(), 1, false).messages(),
          partition,
          size - 1,
          1);
      check(
          poll(client, partition, PollingStrategy.last(), POLL, false).messages(),
          partition,
          size - POLL,
          POLL);
    }
  }

  private void pollNext(JavaClient client) throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int size = sent.get(partition).size();
      for (int offset = 0; offset < size; offset += POLL) {
        PolledMessages polled = poll(client, partition, PollingStrategy.next(), POLL, true);
        check(polled.messages(), partition, offset, Math.min(POLL, size - offset));
      }
      assertThat(poll(client, partition, PollingStrategy.next(), POLL, true).messages()).isEmpty();
    }
  }

  private static PolledMessages poll(
      JavaClient client, int partition, PollingStrategy strategy, int count, boolean commit)
      throws Exception {
    PolledMessages polled =
        client.poll(READER, Optional.of((long) partition), strategy, count, commit);
    assertThat(polled.partitionId()).isEqualTo(partition);
    return polled;
  }

  private static Map<Long, List<Message>> drainGroup(JavaClient member) throws Exception {
    Map<Long, List<Message>> drained = new TreeMap<>();
    int empty = 0;
    while (empty < PARTITIONS) {
      PolledMessages polled =
          member.poll(
              Consumer.group(JavaClient.GROUP),
              Optional.empty(),
              PollingStrategy.next(),
              POLL,
              true);
      if (polled.messages().isEmpty()) {
        empty++;
      } else {
        empty = 0;
        drained
            .computeIfAbsent(polled.partitionId(), partition -> new ArrayList<>())
            .addAll(polled.messages());
      }
    }
    return drained;
  }

  /** Waits until so many members own all partitions between them, none of them nothing. */
  private static void awaitMembers(JavaClient client, int count) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (true) {
      List<ConsumerGroupMember> members = client.group().members();
      long owned = members.stream().mapToLong(ConsumerGroupMember::partitionsCount).sum();
      boolean idle = members.stream().anyMatch(member -> member.partitionsCount() == 0);
      if (members.size() == count && owned == PARTITIONS && !idle) {
        return;
      }
      assertThat(System.nanoTime()).as("members %s", members).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private void check(List<Message> messages, int partition, int offset, int count) {
    assertThat(messages).hasSize(count);
    for (int i = 0; i < count; i++) {
      Message message = messages.get(i);
      int number = sent.get(partition).get(offset + i);
      Map<HeaderKey, HeaderValue> headers = Workload.headers(number);
      boolean equal =
          message.header().offset().intValue() == offset + i
              && message.header().originTimestamp().intValue() == number
              && java.util.Arrays.equals(message.payload(), Workload.payload(number))
              && message.userHeaders().equals(headers);
      if (!equal) {
        throw new AssertionError(
            "partition %d offset %d is not message %d: %s"
                .formatted(partition, offset + i, number, message.header()));
      }
    }
  }
}
