package galgo.server;

import static galgo.server.TestClient.utf8;
import static galgo.wire.WirePermissions.MANAGE_SERVERS;
import static galgo.wire.WirePermissions.MANAGE_STREAMS;
import static galgo.wire.WirePermissions.MANAGE_TOPICS;
import static galgo.wire.WirePermissions.MANAGE_USERS;
import static galgo.wire.WirePermissions.POLL_MESSAGES;
import static galgo.wire.WirePermissions.READ_SERVERS;
import static galgo.wire.WirePermissions.READ_STREAMS;
import static galgo.wire.WirePermissions.READ_TOPICS;
import static galgo.wire.WirePermissions.READ_USERS;
import static galgo.wire.WirePermissions.SEND_MESSAGES;

import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions.Stream;
import galgo.wire.WirePermissions.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Every command with the flags that allow it, as Apache Iggy 0.8 documents and evaluates them:
 * flags only grant, one of those listed is enough. Each command is asked in a form that changes
 * nothing the next one needs, or is marked as destroying.
 */
final class PermissionMatrix {
  static final byte[] STREAM_NAME = utf8("stream");
  static final byte[] TOPIC_NAME = utf8("topic");
  static final byte[] GROUP_NAME = utf8("group");
  static final byte[] SUBJECT = utf8("subject");
  static final byte[] PASSWORD = utf8("secret");
  static final Identifier STREAM = Identifier.of(0);
  static final Identifier TOPIC = Identifier.of(0);
  static final Identifier GROUP = Identifier.of("group");
  static final Identifier ROOT = Identifier.of(0);
  static final TopicRequest.TopicSettings SETTINGS =
      new TopicRequest.TopicSettings(1, 0, 0, 1, TOPIC_NAME);
  static final Consumer CONSUMER = new Consumer(false, Identifier.of(7));

  private static final int POLLING = POLL_MESSAGES;
  private static final int SENDING = SEND_MESSAGES;
  private static final int STREAMS = MANAGE_STREAMS | READ_STREAMS;
  private static final int TOPICS = MANAGE_TOPICS | READ_TOPICS;
  private static final int OF_STREAM = Stream.MANAGE_STREAM | Stream.READ_STREAM;
  private static final int OF_TOPICS = Stream.MANAGE_TOPICS | Stream.READ_TOPICS;
  private static final int OF_TOPIC = Topic.MANAGE_TOPIC | Topic.READ_TOPIC;

  /** Asks a request over a connection. */
  interface Step {
    int ask(AskingClient client) throws IOException;
  }

  /** Who may ask: anybody, whoever is logged in, or whoever has one of some flags. */
  sealed interface Rule {
    record Anybody() implements Rule {}

    record LoggedIn() implements Rule {}

    record Flags(int global, int stream, int topic) implements Rule {}
  }

  /**
   * One command.
   *
   * @param allowed the status when it is allowed
   * @param destroys whether the stream, topic or group has to be made again afterwards
   */
  record Row(int code, String what, Rule rule, int allowed, boolean destroys, Step step) {}

  private final List<Row> rows = new ArrayList<>();
  private final Identifier own;
  private final Identifier other;
  private final byte[] token;

  /**
   * @param own the caller
   * @param other a second user, not root
   * @param token one that the caller may log in with
   */
  PermissionMatrix(Identifier own, Identifier other, byte[] token) {
    this.own = own;
    this.other = other;
    this.token = token;
    system();
    users();
    messages();
    topics();
    groups();
    streams();
    sessions();
  }

  List<Row> rows() {
    return rows;
  }

  private void system() {
    Rule servers = new Rule.Flags(MANAGE_SERVERS | READ_SERVERS, 0, 0);
    add(CommandCode.PING, new Rule.Anybody(), 0, c -> c.ask(new SystemRequest.Ping()));
    add(CommandCode.GET_STATS, servers, 0, c -> c.ask(new SystemRequest.GetStats()));
    add(
        CommandCode.GET_SNAPSHOT,
        new Rule.LoggedIn(),
        0,
        c -> c.ask(new SystemRequest.GetSnapshot(1, new byte[] {4})));
    add(
        CommandCode.GET_CLUSTER_METADATA,
        new Rule.LoggedIn(),
        0,
        c -> c.ask(new SystemRequest.GetClusterMetadata()));
    add(CommandCode.GET_ME, new Rule.LoggedIn(), 0, c -> c.ask(new SystemRequest.GetMe()));
    add(CommandCode.GET_CLIENT, servers, 0, c -> c.ask(new SystemRequest.GetClient(1)));
    add(CommandCode.GET_CLIENTS, servers, 0, c -> c.ask(new SystemRequest.GetClients()));
  }

  private void users() {
    Rule reads = new Rule.Flags(MANAGE_USERS | READ_USERS, 0, 0);
    Rule manages = new Rule.Flags(MANAGE_USERS, 0, 0);
    Rule loggedIn = new Rule.LoggedIn();
    add(CommandCode.GET_USER, "own", loggedIn, 0, c -> c.ask(new UserRequest.GetUser(own)));
    add(CommandCode.GET_USER, "another", reads, 0, c -> c.ask(new UserRequest.GetUser(other)));
    add(CommandCode.GET_USERS, reads, 0, c -> c.ask(new UserRequest.GetUsers()));
    add(
        CommandCode.CREATE_USER,
        manages,
        Status.INVALID_USERNAME,
        c -> c.ask(new UserRequest.CreateUser(utf8("x"), PASSWORD, 1, null)));
    add(
        CommandCode.DELETE_USER,
        manages,
        Status.CANNOT_DELETE_USER,
        c -> c.ask(new UserRequest.DeleteUser(ROOT)));
    add(
        CommandCode.UPDATE_USER,
        manages,
        Status.USER_ALREADY_EXISTS,
        c -> c.ask(new UserRequest.UpdateUser(other, SUBJECT, OptionalInt.empty())));
    add(
        CommandCode.UPDATE_PERMISSIONS,
        manages,
        Status.CANNOT_CHANGE_PERMISSIONS,
        c -> c.ask(new UserRequest.UpdatePermissions(ROOT, null)));
    add(
        CommandCode.CHANGE_PASSWORD,
        "own",
        loggedIn,
        Status.INVALID_CREDENTIALS,
        c -> c.ask(new UserRequest.ChangePassword(own, utf8("wrong"), PASSWORD)));
    add(
        CommandCode.CHANGE_PASSWORD,
        "another's",
        manages,
        Status.INVALID_CREDENTIALS,
        c -> c.ask(new UserRequest.ChangePassword(other, utf8("wrong"), PASSWORD)));
    add(
        CommandCode.CREATE_PERSONAL_ACCESS_TOKEN,
        loggedIn,
        0,
        c -> c.ask(new UserRequest.CreatePersonalAccessToken(utf8("passing"), 0)));
    add(
        CommandCode.GET_PERSONAL_ACCESS_TOKENS,
        loggedIn,
        0,
        c -> c.ask(new UserRequest.GetPersonalAccessTokens()));
    add(
        CommandCode.DELETE_PERSONAL_ACCESS_TOKEN,
        loggedIn,
        0,
        c -> c.ask(new UserRequest.DeletePersonalAccessToken(utf8("passing"))));
  }

  private void messages() {
    Rule sends =
        new Rule.Flags(
            SENDING | MANAGE_STREAMS | MANAGE_TOPICS,
            Stream.SEND_MESSAGES | Stream.MANAGE_STREAM | Stream.MANAGE_TOPICS,
            Topic.SEND_MESSAGES | Topic.MANAGE_TOPIC);
    Rule polls =
        new Rule.Flags(
            POLLING | STREAMS | TOPICS,
            Stream.POLL_MESSAGES | OF_STREAM | OF_TOPICS,
            Topic.POLL_MESSAGES | OF_TOPIC);
    add(CommandCode.SEND_MESSAGES, sends, 0, c -> c.ask(send()));
    add(
        CommandCode.FLUSH_UNSAVED_BUFFER,
        sends,
        0,
        c -> c.ask(new DataRequest.Flush(STREAM, TOPIC, 0, false)));
    OptionalLong first = OptionalLong.of(0);
    add(
        CommandCode.POLL_MESSAGES,
        polls,
        0,
        c ->
            c.ask(
                new DataRequest.Poll(
                    CONSUMER, STREAM, TOPIC, first, PollRequest.FIRST, 0, 1, false)));
    add(
        CommandCode.STORE_CONSUMER_OFFSET,
        polls,
        0,
        c -> c.ask(new DataRequest.StoreOffset(CONSUMER, STREAM, TOPIC, first, 0)));
    add(
        CommandCode.GET_CONSUMER_OFFSET,
        polls,
        0,
        c -> c.ask(new DataRequest.GetOffset(CONSUMER, STREAM, TOPIC, first)));
    add(
        CommandCode.DELETE_CONSUMER_OFFSET,
        polls,
        0,
        c -> c.ask(new DataRequest.DeleteOffset(CONSUMER, STREAM, TOPIC, first)));
  }

  private void topics() {
    Rule reads = new Rule.Flags(STREAMS | TOPICS, OF_STREAM | OF_TOPICS, OF_TOPIC);
    Rule lists = new Rule.Flags(STREAMS | TOPICS, OF_STREAM | OF_TOPICS, 0);
    Rule makes =
        new Rule.Flags(
            MANAGE_STREAMS | MANAGE_TOPICS, Stream.MANAGE_STREAM | Stream.MANAGE_TOPICS, 0);
    Rule manages =
        new Rule.Flags(
            MANAGE_STREAMS | MANAGE_TOPICS,
            Stream.MANAGE_STREAM | Stream.MANAGE_TOPICS,
            Topic.MANAGE_TOPIC);
    add(CommandCode.GET_TOPIC, reads, 0, c -> c.ask(new TopicRequest.GetTopic(STREAM, TOPIC)));
    add(CommandCode.GET_TOPICS, lists, 0, c -> c.ask(new TopicRequest.GetTopics(STREAM)));
    add(
        CommandCode.CREATE_TOPIC,
        makes,
        Status.TOPIC_NAME_ALREADY_EXISTS,
        c -> c.ask(new TopicRequest.CreateTopic(STREAM, 1, SETTINGS)));
    add(
        CommandCode.UPDATE_TOPIC,
        manages,
        0,
        c -> c.ask(new TopicRequest.UpdateTopic(STREAM, TOPIC, SETTINGS)));
    add(
        CommandCode.CREATE_PARTITIONS,
        manages,
        0,
        c -> c.ask(new TopicRequest.CreatePartitions(STREAM, TOPIC, 1)));
    add(
        CommandCode.DELETE_PARTITIONS,
        manages,
        0,
        c -> c.ask(new TopicRequest.DeletePartitions(STREAM, TOPIC, 1)));
    add(
        CommandCode.DELETE_SEGMENTS,
        manages,
        0,
        c -> c.ask(new TopicRequest.DeleteSegments(STREAM, TOPIC, 0, 1)));
    destroying(
        CommandCode.PURGE_TOPIC, manages, c -> c.ask(new TopicRequest.PurgeTopic(STREAM, TOPIC)));
    destroying(
        CommandCode.DELETE_TOPIC, manages, c -> c.ask(new TopicRequest.DeleteTopic(STREAM, TOPIC)));
  }

  private void groups() {
    Rule rule = new Rule.Flags(STREAMS | TOPICS, OF_STREAM | OF_TOPICS, OF_TOPIC);
    add(
        CommandCode.GET_CONSUMER_GROUP,
        rule,
        0,
        c -> c.ask(new GroupRequest.GetConsumerGroup(STREAM, TOPIC, GROUP)));
    add(
        CommandCode.GET_CONSUMER_GROUPS,
        rule,
        0,
        c -> c.ask(new GroupRequest.GetConsumerGroups(STREAM, TOPIC)));
    add(
        CommandCode.CREATE_CONSUMER_GROUP,
        rule,
        Status.CONSUMER_GROUP_NAME_ALREADY_EXISTS,
        c -> c.ask(new GroupRequest.CreateConsumerGroup(STREAM, TOPIC, GROUP_NAME)));
    add(
        CommandCode.JOIN_CONSUMER_GROUP,
        rule,
        0,
        c -> c.ask(new GroupRequest.JoinConsumerGroup(STREAM, TOPIC, GROUP)));
    add(
        CommandCode.LEAVE_CONSUMER_GROUP,
        rule,
        0,
        c -> c.ask(new GroupRequest.LeaveConsumerGroup(STREAM, TOPIC, GROUP)));
    destroying(
        CommandCode.DELETE_CONSUMER_GROUP,
        rule,
        c -> c.ask(new GroupRequest.DeleteConsumerGroup(STREAM, TOPIC, GROUP)));
  }

  private void streams() {
    Rule manages = new Rule.Flags(MANAGE_STREAMS, Stream.MANAGE_STREAM, 0);
    add(
        CommandCode.GET_STREAM,
        new Rule.Flags(STREAMS, OF_STREAM, 0),
        0,
        c -> c.ask(new StreamRequest.GetStream(STREAM)));
    add(
        CommandCode.GET_STREAMS,
        new Rule.Flags(STREAMS, 0, 0),
        0,
        c -> c.ask(new StreamRequest.GetStreams()));
    add(
        CommandCode.CREATE_STREAM,
        new Rule.Flags(MANAGE_STREAMS, 0, 0),
        Status.STREAM_NAME_ALREADY_EXISTS,
        c -> c.ask(new StreamRequest.CreateStream(STREAM_NAME)));
    add(
        CommandCode.UPDATE_STREAM,
        manages,
        0,
        c -> c.ask(new StreamRequest.UpdateStream(STREAM, STREAM_NAME)));
    destroying(
        CommandCode.PURGE_STREAM, manages, c -> c.ask(new StreamRequest.PurgeStream(STREAM)));
    destroying(
        CommandCode.DELETE_STREAM, manages, c -> c.ask(new StreamRequest.DeleteStream(STREAM)));
  }

  /** Last, since the connection is the caller's afterwards, whoever it was before. */
  private void sessions() {
    add(CommandCode.LOGOUT_USER, new Rule.LoggedIn(), 0, c -> c.ask(new UserRequest.LogoutUser()));
    add(
        CommandCode.LOGIN_USER,
        new Rule.Anybody(),
        0,
        c -> c.ask(new UserRequest.LoginUser(SUBJECT, PASSWORD, new byte[0], new byte[0])));
    add(
        CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN,
        new Rule.Anybody(),
        0,
        c -> c.ask(new UserRequest.LoginWithPersonalAccessToken(token)));
  }

  static DataRequest send() {
    return new DataRequest.Send(
        STREAM,
        TOPIC,
        new DataRequest.Partitioning.Partition(0),
        List.of(new Message(0, 0, 1, new byte[1], new byte[0])));
  }

  private void add(int code, Rule rule, int allowed, Step step) {
    rows.add(new Row(code, CommandCode.name(code), rule, allowed, false, step));
  }

  private void add(int code, String which, Rule rule, int allowed, Step step) {
    rows.add(new Row(code, CommandCode.name(code) + ", " + which, rule, allowed, false, step));
  }

  private void destroying(int code, Rule rule, Step step) {
    rows.add(new Row(code, CommandCode.name(code), rule, Status.OK, true, step));
  }
}
