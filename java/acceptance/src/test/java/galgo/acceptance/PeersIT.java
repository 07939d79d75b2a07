package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every client of either generation sends, and every one reads what every one has sent: Java 0.8.0,
 * Python 0.8.0 and 0.9.0, and with {@code --peers} Rust 0.11.0.
 */
class PeersIT {
  private static final int MESSAGES = 700;

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void whatAnyProducerSendsEveryConsumerReadsAlike(String driver, @TempDir Path data)
      throws Exception {
    List<Peer> peers = Peer.all();
    try (ServerProcess server = ServerProcess.start(data, driver)) {
      JavaPeer.createStream(server.port());
      for (int i = 0; i < peers.size(); i++) {
        JavaPeer.createTopic(server.port(), "topic-" + i, Numbered.PARTITIONS);
        peers.get(i).produce(server.port(), "topic-" + i, i * MESSAGES, MESSAGES);
      }
      assertThat(server.stop()).isZero();
      server.restart();
      for (int i = 0; i < peers.size(); i++) {
        List<Received> reference = new JavaPeer().consume(server.port(), "topic-" + i);
        checkAsSent(reference, peers.get(i), i * MESSAGES);
        for (Peer consumer : peers.subList(1, peers.size())) {
          checkAlike(consumer, consumer.consume(server.port(), "topic-" + i), reference);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void producersOfAllKindsSendToOneTopicAtOnceAndEveryConsumerReadsItAlike(
      String driver, @TempDir Path data) throws Exception {
    List<Peer> peers = Peer.all();
    try (ServerProcess server = ServerProcess.start(data, driver);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = server.port();
      JavaPeer.createStream(port);
      JavaPeer.createTopic(port, "all", Numbered.PARTITIONS);
      List<Future<?>> producers = new ArrayList<>();
      for (int i = 0; i < peers.size(); i++) {
        Peer peer = peers.get(i);
        int first = i * MESSAGES;
        producers.add(
            threads.submit(() -> {
              peer.produce(port, "all", first, MESSAGES);
              return true;
            }));
      }
      for (Future<?> producer : producers) {
        producer.get();
      }
      List<Received> reference = new JavaPeer().consume(port, "all");
      Map<String, Integer> sent = Numbered.byPayload(peers.size() * MESSAGES);
      Set<Integer> numbers = new HashSet<>();
      reference.forEach(message -> numbers.add(sent.get(message.payload())));
      assertThat(reference.size()).isEqualTo(peers.size() * MESSAGES);
      assertThat(numbers.size()).isEqualTo(peers.size() * MESSAGES);
      for (Peer consumer : peers.subList(1, peers.size())) {
        checkAlike(consumer, consumer.consume(port, "all"), reference);
      }
    }
  }

  private static void checkAsSent(List<Received> received, Peer producer, int first) {
    Set<String> ids = new HashSet<>();
    for (int partition = 0; partition < Numbered.PARTITIONS; partition++) {
      int of = partition;
      List<Received> there =
          received.stream().filter(message -> message.partition() == of).toList();
      List<Integer> numbers = Numbered.ofPartition(partition, first, MESSAGES);
      assertThat(there.size()).as("%s to %d", producer, partition).isEqualTo(numbers.size());
      for (int offset = 0; offset < there.size(); offset++) {
        Received message = there.get(offset);
        int number = numbers.get(offset);
        assertThat(message.offset()).isEqualTo(offset);
        assertThat(message.payload())
            .as("%s, message %d", producer, number)
            .isEqualTo(Numbered.printed(number));
        if (producer.givesIds()) {
          assertThat(message.id()).isEqualTo(Numbered.id(number).toString());
          assertThat(message.headers()).isEqualTo(Numbered.headers(number));
        }
        assertThat(ids.add(message.id())).as("id %s", message.id()).isTrue();
      }
    }
  }

  private static void checkAlike(Peer consumer, List<Received> read, List<Received> reference) {
    assertThat(read.size()).as("%s", consumer).isEqualTo(reference.size());
    List<Received> sorted =
        read.stream()
            .sorted(Comparator.comparing(Received::partition).thenComparing(Received::offset))
            .toList();
    for (int i = 0; i < sorted.size(); i++) {
      assertThat(sorted.get(i))
          .as("%s", consumer)
          .isEqualTo(reference.get(i).asShownBy(sorted.get(i)));
    }
  }
}
