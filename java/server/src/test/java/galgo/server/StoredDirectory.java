package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A data directory that a server has filled and closed, and what its partitions hold. */
final class StoredDirectory {
  static final int PARTITIONS = 3;

  /** Settings with which closed segments are checked again and again. */
  static final String[] FAST_SCRUB = {"galgo.scrub.interval", "1 ms", "galgo.scrub.rate", "10 GB"};

  private static final Identifier STREAM = new Identifier.Named(utf8("orders"));
  private static final Identifier TOPIC = new Identifier.Named(utf8("placed"));

  final Path path;

  /** Payloads by partition and offset. */
  final List<List<byte[]>> payloads = new ArrayList<>();

  private StoredDirectory(Path path) {
    this.path = path;
  }

  static TestServer start(Path directory, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("system.segment.size", "1 MiB"));
    all.addAll(List.of(options));
    return TestServer.start(directory, all.toArray(String[]::new));
  }

  /**
   * Fills a directory: several segments a partition, small and large batches, offsets, a restart.
   */
  static StoredDirectory fill(Path directory, long seed) throws Exception {
    StoredDirectory stored = new StoredDirectory(directory);
    Random random = new Random(seed);
    for (int run = 0; run < 2; run++) {
      try (TestServer server = start(directory);
          TestClient client = server.login()) {
        if (run == 0) {
          stored.create(client);
        }
        for (int i = 0; i < 40; i++) {
          stored.send(client, random);
        }
        assertThat(
                client.ask(
                    new DataRequest.StoreOffset(
                        consumer(), STREAM, TOPIC, OptionalLong.of(0), run)))
            .isZero();
      }
    }
    stored.hash();
    return stored;
  }

  /**
   * Fills a directory and copies it as a kill would leave it: the journal has what segments lack.
   */
  static StoredDirectory kill(Path directory, Path copy, long seed) throws Exception {
    StoredDirectory living = new StoredDirectory(directory);
    StoredDirectory killed = new StoredDirectory(copy);
    Random random = new Random(seed);
    try (TestServer server = start(directory);
        TestClient client = server.login()) {
      living.create(client);
      for (int i = 0; i < 60; i++) {
        living.send(client, random);
      }
      living.copyTo(copy);
    }
    killed.payloads.addAll(living.payloads);
    return killed;
  }

  /** Lets the scrubber write the hashes of all closed segments. */
  private void hash() throws Exception {
    int closed = files(path, ".segment").size() - PARTITIONS;
    try (TestServer server = start(path, FAST_SCRUB);
        TestClient client = server.login()) {
      talkUntil(client, () -> hashes(path.toFile()) >= closed);
    }
  }

  /** Files of hashes below a directory in which a server is at work. */
  private static int hashes(File directory) {
    int count = 0;
    for (File file : Objects.requireNonNullElse(directory.listFiles(), new File[0])) {
      count += file.getName().endsWith(".hashes") ? 1 : hashes(file);
    }
    return count;
  }

  /** Talks to the server until it has come to something by itself. */
  static void talkUntil(TestClient client, BooleanSupplier done) throws IOException {
    for (int i = 0; !done.getAsBoolean(); i++) {
      assertThat(i).as("pings").isLessThan(500_000);
      assertThat(client.ask(new SystemRequest.Ping())).isZero();
    }
  }

  private void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("orders")))).isZero();
    TopicRequest.TopicSettings settings =
        new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("placed"));
    assertThat(client.ask(new TopicRequest.CreateTopic(STREAM, PARTITIONS, settings))).isZero();
    for (int i = 0; i < PARTITIONS; i++) {
      payloads.add(new ArrayList<>());
    }
  }

  private void send(TestClient client, Random random) throws IOException {
    int partition = random.nextInt(PARTITIONS);
    int count = 1 + random.nextInt(20);
    int largest = random.nextInt(3) == 0 ? 60_000 : 400;
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[1 + random.nextInt(largest)];
      random.nextBytes(payload);
      payloads.get(partition).add(payload);
      messages.add(new Message(0, 0, 1, payload, new byte[0]));
    }
    assertThat(
            client.ask(
                new DataRequest.Send(
                    STREAM, TOPIC, new DataRequest.Partitioning.Partition(partition), messages)))
        .isZero();
  }

  static Consumer consumer() {
    return new Consumer(false, new Identifier.Named(utf8("reader")));
  }

  /** Files below the directory whose names end so, sorted. */
  static List<Path> files(Path directory, String suffix) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Makes {@code to} a copy of the directory. */
  void copyTo(Path to) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(path.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /**
   * Reads a partition message by message, and checks that each is what was sent or an error.
   *
   * @return how many offsets were answered with an error, or not at all
   */
  int missing(TestClient client, int partition) throws IOException {
    List<byte[]> expected = payloads.get(partition);
    int missing = 0;
    for (int offset = 0; offset < expected.size(); offset++) {
      int status =
          client.ask(
              new DataRequest.Poll(
                  consumer(),
                  STREAM,
                  TOPIC,
                  OptionalLong.of(partition),
                  PollRequest.OFFSET,
                  offset,
                  1,
                  false));
      ByteBuffer answer = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
      if (status != 0 || answer.getInt(12) == 0) {
        missing++;
        continue;
      }
      assertThat(answer.getInt(12)).isEqualTo(1);
      assertThat(answer.getLong(16 + 24)).as("offset").isEqualTo(offset);
      int length = answer.getInt(16 + 52);
      byte[] payload = Arrays.copyOfRange(answer.array(), 16 + 64, 16 + 64 + length);
      assertThat(payload).as("payload at %s", offset).isEqualTo(expected.get(offset));
    }
    return missing;
  }
}
