package galgo.server;

import static galgo.server.VsrRequests.GROUP;
import static galgo.server.VsrRequests.STREAM;
import static galgo.server.VsrRequests.TOPIC;
import static galgo.server.VsrRequests.consumer;
import static galgo.server.VsrRequests.create;
import static galgo.server.VsrRequests.createGroup;
import static galgo.server.VsrRequests.createStream;
import static galgo.server.VsrRequests.forget;
import static galgo.server.VsrRequests.join;
import static galgo.server.VsrRequests.leave;
import static galgo.server.VsrRequests.option;
import static galgo.server.VsrRequests.send;
import static galgo.server.VsrRequests.store;
import static galgo.server.VsrRequests.topic;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Option;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the newer protocol, and the forms of answers that it changed: wire-0.9 §2. */
class VsrOperationsTest {
  private static final Identifier NOTHING = Identifier.of("nothing");

  private @TempDir Path directory;
  private TestServer server;
  private VsrTestClient client;

  /** Operations whose success was seen, by whether the answer began with a result section. */
  private final Set<Integer> withSection = new TreeSet<>();

  private final Set<Integer> withoutSection = new TreeSet<>();

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
    client = server.loginVsr();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void everyOperationSucceedsWithItsResultSectionOrWithoutOne() throws IOException {
    note();
    succeeds(createStream("x"));
    succeeds(new StreamRequest.UpdateStream(Identifier.of("x"), utf8("s")));
    succeeds(topic("x", 2));
    succeeds(
        new TopicRequest.UpdateTopicWithOptions(STREAM, Identifier.of("x"), utf8("t"), List.of()));
    succeeds(new TopicRequest.CreatePartitions(STREAM, TOPIC, 3));
    succeeds(new TopicRequest.DeletePartitions(STREAM, TOPIC, 1));
    succeeds(send(0, 3));
    succeeds(store(consumer(), 0, 1));
    succeeds(forget(consumer(), 0));
    succeeds(createGroup());
    succeeds(join());
    succeeds(leave());
    succeeds(new GroupRequest.DeleteConsumerGroup(STREAM, TOPIC, GROUP));
    succeeds(new TopicRequest.DeleteSegments(STREAM, TOPIC, 0, 1));
    succeeds(new TopicRequest.PurgeTopic(STREAM, TOPIC));
    succeeds(new StreamRequest.PurgeStream(STREAM));
    succeeds(new TopicRequest.DeleteTopic(STREAM, TOPIC));
    succeeds(new StreamRequest.DeleteStream(STREAM));
    succeeds(new UserRequest.CreateUser(utf8("ann"), utf8("secret1"), 1, null));
    succeeds(new UserRequest.UpdateUser(Identifier.of("ann"), utf8("eve"), OptionalInt.empty()));
    Identifier eve = Identifier.of("eve");
    succeeds(new UserRequest.ChangePassword(eve, utf8("secret1"), utf8("secret2")));
    succeeds(new UserRequest.UpdatePermissions(eve, null));
    succeeds(new UserRequest.DeleteUser(eve));
    succeeds(new UserRequest.CreatePersonalAccessToken(utf8("token"), 0));
    succeeds(new UserRequest.DeletePersonalAccessToken(utf8("token")));
    succeeds(new SystemRequest.Ping());
    succeeds(new UserRequest.LogoutUser());
    assertThat(withoutSection).containsExactly(2, 3, 138, 160);
    Set<Integer> others = new TreeSet<>(Set.of(1, 161, 162));
    for (int operation = 128; operation <= 149; operation++) {
      others.add(operation);
    }
    others.remove(138);
    assertThat(withSection).isEqualTo(others);
  }

  @Test
  void whatAnOperationCannotDoItSaysByTheCodesOfTheProtocol() throws IOException {
    create(client, 1);
    fails(Status.STREAM_NAME_ALREADY_EXISTS, createStream("s"));
    fails(1009, new StreamRequest.UpdateStream(NOTHING, utf8("x")));
    fails(1009, new StreamRequest.DeleteStream(NOTHING));
    fails(1009, new StreamRequest.PurgeStream(NOTHING));
    fails(2013, topic("t", 1));
    fails(1009, new TopicRequest.CreateTopicWithOptions(NOTHING, 1, utf8("x"), List.of()));
    fails(2015, topic("x", 1001));
    fails(1009, new TopicRequest.DeleteTopic(NOTHING, TOPIC));
    fails(2010, new TopicRequest.DeleteTopic(STREAM, NOTHING));
    fails(2010, new TopicRequest.UpdateTopicWithOptions(STREAM, NOTHING, utf8("x"), List.of()));
    fails(2010, new TopicRequest.PurgeTopic(STREAM, NOTHING));
    fails(2015, new TopicRequest.CreatePartitions(STREAM, TOPIC, 0));
    fails(2015, new TopicRequest.CreatePartitions(STREAM, TOPIC, 1001));
    fails(2010, new TopicRequest.CreatePartitions(STREAM, NOTHING, 1));
    fails(2015, new TopicRequest.DeletePartitions(STREAM, TOPIC, 0));
    fails(2019, new TopicRequest.DeletePartitions(STREAM, TOPIC, 2));
    fails(3007, new TopicRequest.DeleteSegments(STREAM, TOPIC, 7, 1));
    fails(Status.OK, new TopicRequest.DeleteSegments(STREAM, TOPIC, 0, 9));
    fails(43, new UserRequest.CreateUser(utf8("ab"), utf8("secret1"), 1, null));
    fails(46, new UserRequest.CreateUser(utf8("iggy"), utf8("secret1"), 1, null));
    fails(20, new UserRequest.UpdateUser(NOTHING, utf8("name"), OptionalInt.empty()));
    fails(20, new UserRequest.DeleteUser(NOTHING));
    fails(48, new UserRequest.DeleteUser(Identifier.of("iggy")));
    fails(42, new UserRequest.ChangePassword(Identifier.of("iggy"), utf8("no!"), utf8("yes!")));
    fails(20, new UserRequest.UpdatePermissions(NOTHING, null));
    fails(49, new UserRequest.UpdatePermissions(Identifier.of("iggy"), null));
    fails(20, new UserRequest.DeletePersonalAccessToken(utf8("nothing")));
    fails(Status.OK, new UserRequest.CreatePersonalAccessToken(utf8("token"), 0));
    fails(51, new UserRequest.CreatePersonalAccessToken(utf8("token"), 0));
    fails(Status.OK, createGroup());
    fails(5004, createGroup());
    fails(5000, new GroupRequest.JoinConsumerGroup(STREAM, TOPIC, NOTHING));
    fails(5006, leave());
    fails(5000, new GroupRequest.DeleteConsumerGroup(STREAM, TOPIC, NOTHING));
    fails(2010, new GroupRequest.JoinConsumerGroup(STREAM, NOTHING, GROUP));
    fails(2010, new GroupRequest.GetConsumerGroups(STREAM, NOTHING));
    fails(1009, new GroupRequest.GetConsumerGroup(NOTHING, TOPIC, GROUP));
    fails(Status.OK, new GroupRequest.GetConsumerGroup(STREAM, TOPIC, NOTHING));
    assertThat(client.bodyLength()).as("a missing group").isZero();
    assertThat(client.ask(store(consumer(), 0, 0))).as("nothing there").isEqualTo(4100);
    assertThat(client.ask(forget(consumer(), 0))).isEqualTo(3021);
  }

  @Test
  void whoMayNotIsToldSoBeforeWhatThereIs() throws IOException {
    create(client, 1);
    fails(Status.OK, new UserRequest.CreateUser(utf8("ann"), utf8("secret1"), 1, null));
    try (VsrTestClient ann = server.connectVsr()) {
      assertThat(ann.login("ann", "secret1")).isZero();
      for (Request request :
          List.of(
              createGroup(),
              new GroupRequest.JoinConsumerGroup(STREAM, TOPIC, NOTHING),
              new GroupRequest.DeleteConsumerGroup(STREAM, TOPIC, NOTHING),
              createStream("x"),
              topic("x", 1),
              new SystemRequest.GetStats(),
              new SystemRequest.GetClients())) {
        assertThat(ann.ask(request)).as("%s", request).isEqualTo(Status.UNAUTHORIZED);
      }
      assertThat(ann.ask(send(0, 1))).isEqualTo(Status.UNAUTHORIZED);
      assertThat(ann.ask(VsrRequests.pollFrom(0, 1))).isEqualTo(Status.UNAUTHORIZED);
    }
  }

  @Test
  void streamsTopicsAndUsersHaveTheirOptionsInTheAnswer() throws IOException {
    assertThat(client.ask(createStream("s"))).isZero();
    assertStream(0);
    assertThat(client.ask(topic("t", 2, option("durability", "persisted")))).isZero();
    ByteBuffer created = body();
    assertTopic(created, "t", 2, "persisted");
    for (int partition = 0; partition < 2; partition++) {
      assertThat(created.getInt()).isEqualTo(partition);
      created.getLong();
      assertThat(created.getInt()).as("segments of a new partition").isEqualTo(1);
      created.position(created.position() + 24);
    }
    assertThat(created.hasRemaining()).isFalse();
    assertThat(client.ask(topic("u", 1))).isZero();
    assertThat(client.ask(new TopicRequest.GetTopics(STREAM))).isZero();
    ByteBuffer list = body();
    assertThat(list.getInt()).as("count").isEqualTo(2);
    assertTopic(list, "t", 2, "persisted");
    assertTopic(list, "u", 1, "replicated");
    assertThat(list.hasRemaining()).isFalse();
    assertThat(client.ask(new StreamRequest.GetStream(STREAM))).isZero();
    assertStream(2);
    assertThat(client.ask(new TopicRequest.GetTopics(NOTHING))).isZero();
    assertThat(client.answer()).as("none").isEqualTo(new byte[4]);
    assertThat(client.ask(new UserRequest.CreateUser(utf8("ann"), utf8("secret1"), 1, null)))
        .isZero();
    assertUser("ann");
    assertThat(client.ask(new UserRequest.GetUser(Identifier.of("ann")))).isZero();
    assertUser("ann");
    assertThat(client.ask(new UserRequest.GetUsers())).isZero();
    ByteBuffer users = body();
    assertThat(user(users)).isEqualTo("iggy");
    assertThat(user(users)).isEqualTo("ann");
    assertThat(users.hasRemaining()).isFalse();
  }

  @Test
  void whatIsMissingIsAnEmptyAnswerWithoutAResultSection() throws IOException {
    for (Request request :
        List.of(
            new StreamRequest.GetStream(NOTHING),
            new StreamRequest.GetStreams(),
            new TopicRequest.GetTopic(NOTHING, NOTHING),
            new UserRequest.GetUser(NOTHING))) {
      assertThat(client.ask(request)).isZero();
      assertThat(client.bodyLength()).as("%s", request).isZero();
    }
  }

  @Test
  void commandsOfClustersAreNotAvailableAndTheClusterHasOneNode() throws IOException {
    for (int code : new int[] {14, 103, 104, 123}) {
      for (int length : new int[] {0, 8, 32, 200}) {
        assertThat(client.exchange(client.frame(code, new byte[length])))
            .as("code %d", code)
            .isEqualTo(Status.FEATURE_UNAVAILABLE);
      }
    }
    assertThat(client.ask(new SystemRequest.GetClusterMetadata())).isZero();
    ByteBuffer cluster = body();
    assertThat(text(cluster, cluster.getInt())).isEqualTo("single-node");
    assertThat(cluster.getInt()).as("nodes").isEqualTo(1);
    assertThat(text(cluster, cluster.getInt())).isNotEmpty();
    assertThat(text(cluster, cluster.getInt())).isEqualTo("127.0.0.1");
    assertThat(cluster.getShort()).as("tcp").isNotZero();
    cluster.position(cluster.position() + 6);
    assertThat(cluster.getShort()).as("leader, healthy").isZero();
    assertThat(cluster.hasRemaining()).isFalse();
  }

  @Test
  void optionsAreDescribed() throws IOException {
    assertThat(client.ask(new SystemRequest.DescribeOptions(1))).isZero();
    ByteBuffer topics = body();
    List<String> keys = new ArrayList<>();
    for (int left = topics.getInt(); left > 0; left--) {
      keys.add(text(topics, topics.get()));
      assertThat(topics.get()).as("kind").isPositive();
      int value = topics.getInt();
      topics.position(topics.position() + value);
      assertThat(text(topics, topics.getInt())).isNotEmpty();
    }
    assertThat(topics.hasRemaining()).isFalse();
    assertThat(keys)
        .containsExactlyInAnyOrder(
            "compression_algorithm",
            "message_expiry",
            "max_topic_size",
            "segment_size",
            "durability",
            "consumer_offset_durability",
            "messages_required_to_save",
            "size_of_messages_required_to_save",
            "preallocate_segments");
    for (int scope : new int[] {2, 3}) {
      assertThat(client.ask(new SystemRequest.DescribeOptions(scope))).isZero();
      assertThat(client.answer()).isEqualTo(new byte[4]);
    }
    for (int scope : new int[] {0, 4, 255}) {
      assertThat(client.ask(new SystemRequest.DescribeOptions(scope))).isEqualTo(3);
    }
  }

  @Test
  void bodiesWithOptionsThatAreNoneAreRefused() throws IOException {
    create(client, 1);
    byte[] block = {2, 1, 0, 0, 0, 'a', 2, 1, 0, 0, 0, 'b'};
    assertThat(withOptions(CommandCode.CREATE_STREAM, new byte[] {1, 'x'}, block)).isEqualTo(4041);
    byte[] update = {2, 1, 's', 1, 'x'};
    assertThat(withOptions(CommandCode.UPDATE_STREAM, update, block)).isEqualTo(4041);
    byte[] user = {3, 'a', 'n', 'n', 4, 'p', 'a', 's', 's', 1, 0};
    assertThat(withOptions(CommandCode.CREATE_USER, user, block)).isEqualTo(4041);
    byte[] rename = {2, 4, 'i', 'g', 'g', 'y', 0, 0};
    assertThat(withOptions(CommandCode.UPDATE_USER, rename, block)).isEqualTo(4041);
    fails(4041, topic("x", 1, option("color", "red")));
    fails(4041, update("t", option("durability", "persisted")));
    fails(1019, topic("x", 1, option("max_topic_size", "1 KiB")));
    fails(1019, update("t", option("max_topic_size", "1 KiB")));
    fails(4042, topic("x", 1, option("segment_size", "1000")));
    assertThat(client.ask(topic("x", 1))).as("nothing was made").isZero();
  }

  private static TopicRequest update(String topic, Option option) {
    return new TopicRequest.UpdateTopicWithOptions(
        STREAM, Identifier.of(topic), utf8(topic), List.of(option));
  }

  private int withOptions(int code, byte[] body, byte[] options) throws IOException {
    byte[] whole = new byte[body.length + options.length];
    System.arraycopy(body, 0, whole, 0, body.length);
    System.arraycopy(options, 0, whole, body.length, options.length);
    return client.exchange(client.frame(code, whole));
  }

  private void succeeds(Request request) throws IOException {
    assertThat(client.ask(request)).as("%s", request).isZero();
    note();
  }

  private void succeeds(DataRequest request) throws IOException {
    assertThat(client.ask(request)).as("%s", request).isZero();
    note();
  }

  /** By the length alone: the client has taken a section off where its own table has one. */
  private void note() {
    int operation = client.header()[208] & 0xFF;
    boolean section = client.bodyLength() == client.answer().length + 4;
    (section ? withSection : withoutSection).add(operation);
  }

  private void fails(int status, Request request) throws IOException {
    assertThat(client.ask(request)).as("%s", request).isEqualTo(status);
  }

  private ByteBuffer body() {
    return ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void assertStream(int topics) {
    ByteBuffer body = body();
    body.getInt();
    body.getLong();
    assertThat(body.getInt()).as("topics").isEqualTo(topics);
    body.position(body.position() + 16);
    assertThat(text(body, body.get())).isEqualTo("s");
    assertThat(body.getInt()).as("options").isZero();
    for (int i = 0; i < topics; i++) {
      topicName(body);
    }
    assertThat(body.hasRemaining()).isFalse();
  }

  private static void assertTopic(ByteBuffer body, String name, int partitions, String durability) {
    int start = body.position();
    assertThat(body.getInt(start + 12)).isEqualTo(partitions);
    assertThat(body.getLong(start + 16)).as("expiry").isEqualTo(-1);
    assertThat(body.get(start + 24)).as("compression").isEqualTo((byte) 1);
    assertThat(body.getLong(start + 25)).as("size limit").isEqualTo(-1);
    assertThat(body.getLong(start + 33)).as("bytes").isZero();
    assertThat(body.getLong(start + 41)).as("messages").isZero();
    assertThat(topicName(body)).isEqualTo(name);
    byte[] record = new byte[body.position() - start];
    body.get(start, record);
    assertThat(new String(record, StandardCharsets.ISO_8859_1)).contains(durability);
  }

  private static String topicName(ByteBuffer body) {
    body.position(body.position() + 49);
    String name = text(body, body.get());
    for (int block = 0; block < 2; block++) {
      int length = body.getInt();
      body.position(body.position() + length);
    }
    return name;
  }

  private void assertUser(String name) {
    ByteBuffer body = body();
    assertThat(user(body)).isEqualTo(name);
    assertThat(body.remaining()).as("no permissions").isEqualTo(4);
    assertThat(body.getInt()).isZero();
  }

  private static String user(ByteBuffer body) {
    body.position(body.position() + 13);
    String name = text(body, body.get());
    assertThat(body.getInt()).as("options").isZero();
    return name;
  }

  private static String text(ByteBuffer body, int length) {
    byte[] bytes = new byte[length & 0xFFFF];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return TestClient.utf8(text);
  }
}
