package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SIGKILL under load, again and again on one directory: what was acknowledged is there afterwards,
 * in order, whole. Durability {@code memory} promises that of what was flushed before; of the rest
 * a beginning is left.
 *
 * <p>The message at offset n of a partition is made from n alone; a producer goes on where the
 * server says its partition ends. So a lost, doubled, torn or misplaced message shows at the offset
 * where it lies.
 */
class KillIT {
  private static final int PARTITIONS = 3;

  /** {@code ./galgo test -Dgalgo.kill.rounds=200} takes minutes. */
  private static final int ROUNDS = Integer.getInteger("galgo.kill.rounds", 20);

  private static final int POLL = 2_000;
  private static final long SEED = 20_260_821;

  static Stream<Arguments> driversAndDurabilities() throws IOException {
    return ServerProcess.drivers().stream()
        .flatMap(driver ->
            Stream.of(
                Arguments.of(driver, "synced", ROUNDS),
                Arguments.of(driver, "written", 5),
                Arguments.of(driver, "memory", 3)));
  }

  @ParameterizedTest
  @MethodSource("driversAndDurabilities")
  void whatWasPromisedIsThereAfterEveryKill(
      String driver, String durability, int rounds, @TempDir Path data) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, String> settings =
        Map.of("GALGO_DRIVER", driver, "GALGO_SYSTEM_PARTITION_DURABILITY", durability);
    long[] promised = new long[PARTITIONS];
    try (ServerProcess server = ServerProcess.start(data, settings)) {
      try (RawClient client = RawClient.loggedIn(server.port())) {
        client.createStream("kill");
        client.createTopic("kill", "kill", PARTITIONS);
      }
      for (int round = 0; round < rounds; round++) {
        List<Producer> producers = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
          long from = verify(server, partition, promised[partition], round);
          producers.add(new Producer(server.port(), partition, from, random.split()));
        }
        producers.forEach(Thread::start);
        for (Producer producer : producers) {
          producer.awaitFirst();
        }
        Thread.sleep(random.nextInt(100, 600));
        if (durability.equals("memory")) {
          flush(server, producers, promised);
          Thread.sleep(random.nextInt(200));
        }
        server.kill();
        for (Producer producer : producers) {
          producer.join();
          assertThat(producer.refused).as("status of a refused batch").isZero();
          if (!durability.equals("memory")) {
            promised[producer.partition] = producer.acknowledged;
          }
        }
        server.restart();
      }
      for (int partition = 0; partition < PARTITIONS; partition++) {
        verify(server, partition, 0, rounds);
        assertThat(promised[partition]).isPositive();
      }
    }
  }

  /** Has what is acknowledged now written, while more comes. */
  private static void flush(ServerProcess server, List<Producer> producers, long[] promised)
      throws IOException {
    try (RawClient client = RawClient.loggedIn(server.port())) {
      for (Producer producer : producers) {
        long acknowledged = producer.acknowledged;
        client.flush("kill", "kill", producer.partition);
        promised[producer.partition] = acknowledged;
      }
    }
  }

  /**
   * Reads a partition from near its promised end, or from 0, to its end.
   *
   * @return the offset after its last message
   */
  private static long verify(ServerProcess server, int partition, long promised, int round)
      throws IOException {
    try (RawClient client = RawClient.loggedIn(server.port())) {
      long offset = Math.max(0, promised - POLL);
      while (true) {
        List<RawClient.Polled> polled = client.poll("kill", "kill", partition, offset, POLL);
        for (RawClient.Polled message : polled) {
          assertThat(message.offset()).as("offset").isEqualTo(offset);
          if (!java.util.Arrays.equals(message.payload(), payload(partition, offset))) {
            throw new AssertionError(
                "partition " + partition + " offset " + offset + " is not what was sent");
          }
          offset++;
        }
        if (polled.isEmpty()) {
          assertThat(offset)
              .as("end of partition %d after round %d", partition, round)
              .isGreaterThanOrEqualTo(promised);
          return offset;
        }
      }
    }
  }

  private static byte[] payload(int partition, long offset) {
    SplittableRandom random = new SplittableRandom(offset * PARTITIONS + partition);
    byte[] bytes = new byte[8 + random.nextInt(2_000)];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putLong(offset);
    return bytes;
  }

  /** Sends batches to one partition, one after the other, until the connection ends. */
  private static final class Producer extends Thread {
    private final int partition;
    private final SplittableRandom random;
    private final RawClient client;
    private volatile long acknowledged;
    private final long from;
    private int refused;

    Producer(int port, int partition, long from, SplittableRandom random) throws IOException {
      super("producer-" + partition);
      this.partition = partition;
      this.random = random;
      this.from = from;
      this.acknowledged = from;
      this.client = RawClient.loggedIn(port);
    }

    void awaitFirst() throws InterruptedException {
      while (acknowledged == from && isAlive()) {
        Thread.sleep(1);
      }
    }

    @Override
    public void run() {
      try (client) {
        while (refused == 0) {
          // The largest go straight to their segment, the others through the journal.
          int most = random.nextInt(8) == 0 ? 400 : 100;
          int count = random.nextInt(4) == 0 ? random.nextInt(1, most) : 1;
          List<byte[]> batch = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            batch.add(payload(partition, acknowledged + i));
          }
          refused = client.send("kill", "kill", partition, batch);
          if (refused == 0) {
            acknowledged += count;
          }
        }
      } catch (IOException killed) {
        // The end that was asked for.
      }
    }
  }
}
