package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of metadata and consumer offsets is there after each way in which a server can end. */
class RestartTest {
  private static final Identifier STREAM = named("stream");
  private static final Identifier TOPIC = named("topic");
  private static final int PARTITIONS = 6;

  private @TempDir Path directory;

  @Test
  void aKilledServersMetadataAndOffsetsAreThereWithAnyNumberOfShards() throws Exception {
    int generations = 4;
    for (int generation = 0; generation <= generations; generation++) {
      Path data = directory.resolve("" + generation);
      String shards = "" + (1 + generation % 2);
      try (TestServer server = TestServer.start(data, "system.sharding.cpu_allocation", shards);
          TestClient client = server.login()) {
        if (generation == 0) {
          create(client);
        } else {
          check(client, generation - 1);
        }
        if (generation < generations) {
          change(client, generation);
          // Nothing is under way, so the files are now what a kill would leave.
          copy(data, directory.resolve("" + (generation + 1)));
        }
      }
    }
  }

  @Test
  void aCleanStopNeedsNoJournal() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      change(client, 0);
    }
    delete(directory.resolve("journal"));
    try (TestServer server = TestServer.start(directory, "system.sharding.cpu_allocation", "1");
        TestClient client = server.login()) {
      check(client, 0);
      change(client, 1);
      check(client, 1);
    }
  }

  @Test
  void aStartWithoutTheCheckpointOfMetadataIsRefused() throws Exception {
    TestServer.start(directory).close();
    Path metadata = directory.resolve("groups/00");
    delete(metadata);
    assertThatThrownBy(() -> TestServer.start(directory))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(metadata.toString())
        .hasMessageContaining("Restore");
  }

  @Test
  void aStartThatEndedBeforeMetadataWasFoundedIsMadeGoodByTheNext() throws Exception {
    TestServer.start(directory).close();
    delete(directory.resolve("groups"));
    delete(directory.resolve("journal"));
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
    }
  }

  @Test
  void thePermissionsOfManyTopicsFitIntoOneChange() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      create(client);
      List<WirePermissions.Topic> topics =
          IntStream.range(0, 32_000).mapToObj(id -> new WirePermissions.Topic(id, 1)).toList();
      WirePermissions permissions =
          new WirePermissions(0, List.of(new WirePermissions.Stream(0, 1, topics)));
      assertThat(
              client.ask(new UserRequest.CreateUser(utf8("large"), utf8("secret"), 1, permissions)))
          .isZero();
    }
  }

  private static void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("stream")))).isZero();
    assertThat(client.ask(topic("topic"))).isZero();
  }

  private static TopicRequest.CreateTopic topic(String name) {
    return new TopicRequest.CreateTopic(
        STREAM, PARTITIONS, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8(name)));
  }

  /** One generation's changes: topics that come and go, a group, messages, offsets. */
  private static void change(TestClient client, int generation) throws IOException {
    assertThat(client.ask(topic("t" + generation))).isZero();
    assertThat(client.ask(topic("gone" + generation))).isZero();
    assertThat(client.ask(new TopicRequest.DeleteTopic(STREAM, named("gone" + generation))))
        .isZero();
    assertThat(
            client.ask(new GroupRequest.CreateConsumerGroup(STREAM, TOPIC, utf8("g" + generation))))
        .isZero();
    Message message = new Message(0, 0, 1, new byte[10], new byte[0]);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(
              client.ask(
                  new DataRequest.Send(
                      STREAM,
                      TOPIC,
                      new DataRequest.Partitioning.Partition(partition),
                      Collections.nCopies(10, message))))
          .isZero();
      assertThat(
              client.ask(
                  new DataRequest.StoreOffset(
                      consumer(),
                      STREAM,
                      TOPIC,
                      OptionalLong.of(partition),
                      offset(generation, partition))))
          .isZero();
    }
  }

  private static long offset(int generation, int partition) {
    return 10L * generation + partition;
  }

  /** After the generations up to this one. */
  private static void check(TestClient client, int generation) throws IOException {
    for (int each = 0; each <= generation; each++) {
      assertThat(client.ask(new TopicRequest.GetTopic(STREAM, named("t" + each)))).isZero();
      assertThat(client.answer()).isNotEmpty();
      assertThat(client.ask(new TopicRequest.GetTopic(STREAM, named("gone" + each)))).isZero();
      assertThat(client.answer()).isEmpty();
      assertThat(client.ask(new GroupRequest.GetConsumerGroup(STREAM, TOPIC, named("g" + each))))
          .isZero();
      assertThat(client.answer()).isNotEmpty();
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      DataRequest poll =
          new DataRequest.Poll(
              consumer(),
              STREAM,
              TOPIC,
              OptionalLong.of(partition),
              PollRequest.NEXT,
              0,
              1000,
              false);
      assertThat(client.ask(poll)).isZero();
      ByteBuffer answer = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
      long last = 10L * (generation + 1) - 1;
      assertThat(answer.getLong(4)).as("last offset").isEqualTo(last);
      assertThat(answer.getInt(12))
          .as("messages after the stored offset")
          .isEqualTo((int) (last - offset(generation, partition)));
    }
  }

  private static Consumer consumer() {
    return new Consumer(false, named("consumer"));
  }

  private static Identifier named(String name) {
    return new Identifier.Named(utf8(name));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(each -> {
        try {
          Files.copy(each, to.resolve(from.relativize(each)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  private static void delete(Path path) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
