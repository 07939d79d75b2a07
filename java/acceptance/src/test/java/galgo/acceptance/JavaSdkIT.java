package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.exception.IggyServerException;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.identifier.UserId;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PolledMessages;
import org.apache.iggy.message.PollingStrategy;
import org.apache.iggy.topic.CompressionAlgorithm;
import org.apache.iggy.user.GlobalPermissions;
import org.apache.iggy.user.Permissions;
import org.apache.iggy.user.StreamPermissions;
import org.apache.iggy.user.TopicPermissions;
import org.apache.iggy.user.UserStatus;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of the Java SDK, and the errors it turns answers into. */
class JavaSdkIT {
  private static final StreamId STREAM = StreamId.of("sdk");
  private static final TopicId TOPIC = TopicId.of("topic");
  private static final ConsumerId GROUP = ConsumerId.of("group");
  private static final BigInteger NEVER = new BigInteger("18446744073709551615");

  @ParameterizedTest
  @MethodSource("galgo.acceptance.JavaClientIT#clientsAndDrivers")
  void everyMethodDoesWhatItSays(String kind, String driver, @TempDir Path data) throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        CommandRelay relay = new CommandRelay("java", server.port());
        RecordedSdk sdk = RecordedSdk.connect(kind, relay.port())) {
      streams(sdk);
      topics(sdk);
      messages(sdk);
      groups(sdk);
      users(sdk, relay, kind);
      system(sdk, server);
      sdk.topics().deleteTopic(STREAM, TOPIC);
      sdk.streams().deleteStream(STREAM);
      assertThat(sdk.streams().getStreams()).isEmpty();
      sdk.users().logout();
      assertThat(sdk.uncalled()).as("methods never called").isEmpty();
    }
  }

  private static void streams(RecordedSdk sdk) {
    assertThat(sdk.streams().createStream("before").topicsCount()).isZero();
    sdk.streams().updateStream(StreamId.of("before"), "sdk");
    assertThat(sdk.streams().getStream(STREAM).orElseThrow().name()).isEqualTo("sdk");
    assertThat(sdk.streams().getStream(0L).orElseThrow().name()).isEqualTo("sdk");
    assertThat(sdk.streams().getStream(StreamId.of("before"))).isEmpty();
    assertThatThrownBy(() -> sdk.streams().createStream("sdk"))
        .isInstanceOf(IggyServerException.class);
  }

  private static void topics(RecordedSdk sdk) {
    BigInteger hour = BigInteger.valueOf(3_600_000_000L);
    BigInteger size = BigInteger.valueOf(2L << 30);
    var made =
        sdk.topics()
            .createTopic(STREAM, 2L, CompressionAlgorithm.Gzip, hour, size, Optional.empty(), "a");
    assertThat(made.partitions()).hasSize(2);
    assertThat(made.messageExpiry()).isEqualTo(hour);
    assertThat(made.maxTopicSize()).isEqualTo(size);
    assertThat(made.compressionAlgorithm()).isEqualTo(CompressionAlgorithm.Gzip);
    sdk.topics()
        .updateTopic(
            STREAM,
            TopicId.of("a"),
            CompressionAlgorithm.None,
            NEVER,
            NEVER,
            Optional.of((short) 1),
            "topic");
    var changed = sdk.topics().getTopic(STREAM, TOPIC).orElseThrow();
    assertThat(changed.compressionAlgorithm()).isEqualTo(CompressionAlgorithm.None);
    assertThat(changed.messageExpiry()).isEqualTo(NEVER);
    assertThat(sdk.topics().getTopics(STREAM)).singleElement().extracting("id").isEqualTo(0L);
    sdk.partitions().createPartitions(STREAM, TOPIC, 3L);
    assertThat(sdk.topics().getTopic(STREAM, TOPIC).orElseThrow().partitionsCount()).isEqualTo(5);
    sdk.partitions().deletePartitions(STREAM, TOPIC, 2L);
    assertThat(sdk.topics().getTopic(0L, 0L).orElseThrow().partitionsCount()).isEqualTo(3);
  }

  private static void messages(RecordedSdk sdk) {
    List<Message> three = List.of(Message.of("zero"), Message.of("one"), Message.of("two"));
    sdk.messages().sendMessages(STREAM, TOPIC, Partitioning.partitionId(1L), three);
    sdk.messages().sendMessages(STREAM, TOPIC, Partitioning.balanced(), three);
    sdk.messages().sendMessages(STREAM, TOPIC, Partitioning.messagesKey("key"), three);
    assertThat(sdk.topics().getTopic(STREAM, TOPIC).orElseThrow().messagesCount())
        .isEqualTo(BigInteger.valueOf(9));
    Optional<Long> partition = Optional.of(1L);
    Consumer reader = Consumer.of(9L);
    PolledMessages polled =
        sdk.messages()
            .pollMessages(
                STREAM, TOPIC, partition, reader, PollingStrategy.offset(BigInteger.ONE), 1L, true);
    assertThat(polled.messages()).singleElement().extracting("payload").isEqualTo("one".getBytes());
    var offset = sdk.consumerOffsets().getConsumerOffset(STREAM, TOPIC, partition, reader);
    assertThat(offset.orElseThrow().storedOffset()).isEqualTo(BigInteger.ONE);
    sdk.consumerOffsets().storeConsumerOffset(STREAM, TOPIC, partition, reader, BigInteger.ZERO);
    offset = sdk.consumerOffsets().getConsumerOffset(STREAM, TOPIC, partition, reader);
    assertThat(offset.orElseThrow().storedOffset()).isEqualTo(BigInteger.ZERO);
  }

  private static void groups(RecordedSdk sdk) {
    assertThat(sdk.consumerGroups().createConsumerGroup(STREAM, TOPIC, "group").membersCount())
        .isZero();
    assertThat(sdk.consumerGroups().getConsumerGroups(STREAM, TOPIC)).hasSize(1);
    sdk.consumerGroups().joinConsumerGroup(STREAM, TOPIC, GROUP);
    assertThat(sdk.consumerGroups().getConsumerGroup(STREAM, TOPIC, GROUP).orElseThrow().members())
        .hasSize(1);
    assertThat(sdk.system().getMe().consumerGroups()).hasSize(1);
    sdk.consumerGroups().leaveConsumerGroup(STREAM, TOPIC, GROUP);
    assertThat(sdk.consumerGroups().getConsumerGroup(0L, 0L, 0L).orElseThrow().membersCount())
        .isZero();
    sdk.consumerGroups().deleteConsumerGroup(STREAM, TOPIC, GROUP);
    assertThat(sdk.consumerGroups().getConsumerGroup(STREAM, TOPIC, GROUP)).isEmpty();
  }

  private static void users(RecordedSdk sdk, CommandRelay relay, String kind) throws Exception {
    GlobalPermissions none =
        new GlobalPermissions(false, false, false, false, false, false, false, false, false, false);
    Permissions granted =
        new Permissions(
            none,
            Map.of(
                0L,
                new StreamPermissions(
                    false,
                    true,
                    false,
                    false,
                    false,
                    false,
                    Map.of(0L, new TopicPermissions(false, false, false, true)))));
    var made = sdk.users().createUser("robin", "secret", UserStatus.Active, Optional.of(granted));
    assertThat(made.permissions()).contains(granted);
    UserId robin = UserId.of("robin");
    assertThat(sdk.users().getUser(robin).orElseThrow().permissions()).contains(granted);
    sdk.users().updatePermissions(robin, Optional.empty());
    assertThat(sdk.users().getUser(1L).orElseThrow().permissions()).isEmpty();
    sdk.users().changePassword(robin, "secret", "other secret");
    sdk.users().updateUser(robin, Optional.of("marian"), Optional.empty());
    assertThat(sdk.users().getUsers()).extracting("username").containsExactly("iggy", "marian");
    try (RecordedSdk second = RecordedSdk.connect(kind, relay.port())) {
      assertThat(second.users().login("marian", "other secret").userId()).isEqualTo(1);
      assertThatThrownBy(() -> second.streams().getStreams())
          .isInstanceOf(IggyServerException.class);
      tokens(second);
      assertThatThrownBy(() -> second.users().login("marian", "secret"))
          .isInstanceOf(IggyServerException.class);
    }
    sdk.users().deleteUser(UserId.of("marian"));
    assertThat(sdk.users().getUser(UserId.of("marian"))).isEmpty();
    var kept = sdk.personalAccessTokens().createPersonalAccessToken("kept", BigInteger.ZERO);
    sdk.personalAccessTokens().loginWithPersonalAccessToken(kept.token());
    sdk.personalAccessTokens().getPersonalAccessTokens();
    sdk.personalAccessTokens().deletePersonalAccessToken("kept");
    sdk.users().login("iggy", "iggy");
  }

  private static void tokens(RecordedSdk sdk) {
    String token =
        sdk.personalAccessTokens()
            .createPersonalAccessToken("machine", BigInteger.valueOf(3_600_000_000L))
            .token();
    assertThat(sdk.personalAccessTokens().getPersonalAccessTokens())
        .singleElement()
        .satisfies(info -> assertThat(info.expiryAt()).isPresent());
    assertThat(sdk.personalAccessTokens().loginWithPersonalAccessToken(token).userId())
        .isEqualTo(1);
    sdk.personalAccessTokens().deletePersonalAccessToken("machine");
    assertThatThrownBy(() -> sdk.personalAccessTokens().loginWithPersonalAccessToken(token))
        .isInstanceOf(IggyServerException.class);
  }

  private static void system(RecordedSdk sdk, ServerProcess server) {
    sdk.system().ping();
    var stats = sdk.system().getStats();
    assertThat(stats.processId()).isEqualTo(server.pid());
    assertThat(stats.streamsCount()).isEqualTo(1);
    assertThat(stats.messagesCount()).isEqualTo(BigInteger.valueOf(9));
    var me = sdk.system().getMe();
    assertThat(me.transport()).isEqualTo("Tcp");
    assertThat(sdk.system().getClient(me.clientId()).address()).isEqualTo(me.address());
    assertThat(sdk.system().getClients()).extracting("clientId").contains(me.clientId());
  }
}
