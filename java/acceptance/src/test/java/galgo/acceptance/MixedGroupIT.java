package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iggy.client.blocking.tcp.IggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.consumergroup.ConsumerGroupMember;
import org.apache.iggy.consumeroffset.ConsumerOffsetInfo;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One consumer group whose members are clients of both generations, and come and go. */
class MixedGroupIT {
  private static final String TOPIC = "numbers";
  private static final String GROUP = "readers";
  private static final int ROUND = 600;
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  private final Map<String, Integer> sent = Numbered.byPayload(20 * ROUND);

  /** How often each message came, and to whom. */
  private final Map<Integer, List<String>> seen = new HashMap<>();

  private final List<Peer.Member> members = new ArrayList<>();
  private final ExecutorService producers = Executors.newVirtualThreadPerTaskExecutor();
  private int produced;

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void membersOfBothGenerationsComeAndGoAndEachMessageIsReadOnce(String driver, @TempDir Path data)
      throws Exception {
    List<Peer> peers = Peer.all();
    try (ServerProcess server = ServerProcess.start(data, driver);
        IggyTcpClient observer = JavaPeer.connect(server.port())) {
      JavaPeer.createStream(server.port());
      JavaPeer.createTopic(server.port(), TOPIC, Numbered.PARTITIONS);
      for (Peer peer : peers) {
        Future<?> producing = produce(server, peer);
        join(server, peer);
        producing.get();
        awaitOwners(observer);
        produce(server, peers.getFirst()).get();
        awaitAllRead();
        assertThat(readTwice()).isEmpty();
      }
      for (Peer peer : peers.subList(1, peers.size())) {
        // A leave deals all partitions anew: what was handed out and is not committed comes again.
        awaitCommitted(observer);
        members.removeFirst().leave();
        awaitOwners(observer);
        produce(server, peer).get();
        awaitAllRead();
        assertThat(readTwice()).isEmpty();
      }
      assertThat(owners()).hasSameSizeAs(peers);
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void nothingIsLostWhenMembersLeaveInTheMidstOfMessages(String driver, @TempDir Path data)
      throws Exception {
    List<Peer> peers = Peer.all();
    try (ServerProcess server = ServerProcess.start(data, driver)) {
      JavaPeer.createStream(server.port());
      JavaPeer.createTopic(server.port(), TOPIC, Numbered.PARTITIONS);
      for (Peer peer : peers) {
        join(server, peer);
      }
      while (members.size() > 1) {
        Future<?> producing = produce(server, peers.getFirst());
        members.removeFirst().leave();
        producing.get();
        awaitAllRead();
      }
    }
  }

  @AfterEach
  void leave() throws Exception {
    producers.close();
    for (Peer.Member member : members) {
      member.kill();
    }
  }

  private void join(ServerProcess server, Peer peer) throws Exception {
    String name = peer.toString();
    members.add(
        peer.join(
            server.port(),
            TOPIC,
            GROUP,
            message -> {
              synchronized (seen) {
                seen.computeIfAbsent(sent.get(message.payload()), number -> new ArrayList<>())
                    .add(name + " from " + message.partition() + " at " + message.offset());
              }
            }));
  }

  private Future<?> produce(ServerProcess server, Peer peer) {
    int first = produced;
    produced += ROUND;
    return producers.submit(() -> {
      peer.produce(server.port(), TOPIC, first, ROUND);
      return true;
    });
  }

  private void awaitAllRead() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      synchronized (seen) {
        if (seen.size() == produced) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "nobody read "
                  + IntStream.range(0, produced)
                      .filter(n -> !seen.containsKey(n))
                      .boxed()
                      .toList());
        }
      }
      Thread.sleep(10);
    }
  }

  private List<List<String>> readTwice() {
    synchronized (seen) {
      return seen.values().stream().filter(by -> by.size() > 1).toList();
    }
  }

  /** Waits until the members have stored the offset of the last message of every partition. */
  private static void awaitCommitted(IggyTcpClient observer) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (long partition = 0; partition < Numbered.PARTITIONS; partition++) {
      Optional<ConsumerOffsetInfo> stored = Optional.empty();
      while (stored.isEmpty()
          || !stored.get().storedOffset().equals(stored.get().currentOffset())) {
        assertThat(System.nanoTime()).as("committed %s", stored).isLessThan(deadline);
        Thread.sleep(10);
        stored =
            observer
                .consumerOffsets()
                .getConsumerOffset(
                    StreamId.of(Peer.STREAM),
                    TopicId.of(TOPIC),
                    Optional.of(partition),
                    Consumer.group(ConsumerId.of(GROUP)));
      }
    }
  }

  private Set<String> owners() {
    Set<String> owners = new HashSet<>();
    synchronized (seen) {
      seen.values().forEach(by -> owners.add(by.getFirst().replaceAll(" from.*", "")));
    }
    return owners;
  }

  /** Waits until the members own all partitions between them, each partition one of them. */
  private void awaitOwners(IggyTcpClient observer) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      List<ConsumerGroupMember> now =
          observer
              .consumerGroups()
              .getConsumerGroup(StreamId.of(Peer.STREAM), TopicId.of(TOPIC), ConsumerId.of(GROUP))
              .orElseThrow()
              .members();
      List<Long> owned = now.stream().flatMap(member -> member.partitions().stream()).toList();
      assertThat(owned).as("each partition has one member").doesNotHaveDuplicates();
      boolean all = now.stream().noneMatch(member -> member.partitions().isEmpty());
      if (now.size() == members.size() && owned.size() == Numbered.PARTITIONS && all) {
        return;
      }
      assertThat(System.nanoTime()).as("members %s", now).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
