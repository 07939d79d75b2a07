package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.server.PermissionMatrix.Row;
import galgo.server.PermissionMatrix.Rule;
import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions;
import galgo.wire.vsr.Eviction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command asked with every single permission: each cell of the table is a request that was
 * sent. The table is written to {@code target/command-permission.txt}.
 */
class PermissionMatrixTest {
  private static final Path REPORT = Path.of("target/command-permission.txt");
  private static final Identifier SUBJECT = Identifier.of("subject");
  private static final List<String> GLOBAL =
      List.of(
          "manage_servers",
          "read_servers",
          "manage_users",
          "read_users",
          "manage_streams",
          "read_streams",
          "manage_topics",
          "read_topics",
          "poll_messages",
          "send_messages");
  private static final List<String> STREAM =
      List.of(
          "manage_stream",
          "read_stream",
          "manage_topics",
          "read_topics",
          "poll_messages",
          "send_messages");
  private static final List<String> TOPIC =
      List.of("manage_topic", "read_topic", "poll_messages", "send_messages");

  private enum Caller {
    STRANGER,
    SUBJECT,
    ROOT
  }

  /**
   * One level of permission: what the caller is given, and which flags of it count for the stream
   * and topic that are asked for.
   */
  private record Column(
      String title,
      Caller caller,
      @Nullable WirePermissions given,
      int global,
      int stream,
      int topic) {}

  private @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyCommandIsAllowedByExactlyTheFlagsThatTheProtocolNames(boolean newer) throws Exception {
    List<Column> columns = columns();
    List<String> wrong = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    try (TestServer server = TestServer.start(directory, "system.partition.durability", "memory");
        TestClient root = server.login()) {
      PermissionMatrix matrix = prepare(server, root);
      assertThat(matrix.rows().stream().mapToInt(Row::code).distinct().sorted())
          .as("every command has a row")
          .containsExactlyElementsOf(codes());
      List<StringBuilder> lines =
          matrix.rows().stream()
              .map(row -> new StringBuilder(String.format("%-35s", row.what())))
              .toList();
      for (Column column : columns) {
        try (AskingClient client = connect(server, root, column, newer)) {
          for (int i = 0; i < matrix.rows().size(); i++) {
            lines.get(i).append(cell(matrix.rows().get(i), column, root, client, wrong));
          }
        }
      }
      head(table, columns);
      lines.forEach(line -> table.append(line).append('\n'));
    }
    Files.createDirectories(REPORT.toAbsolutePath().getParent());
    Files.writeString(REPORT, table);
    assertThat(wrong).isEmpty();
  }

  private static String cell(
      Row row, Column column, TestClient root, AskingClient client, List<String> wrong)
      throws IOException {
    int status = row.step().ask(client);
    int expected = expected(row, column);
    if (client instanceof VsrTestClient && column.caller() == Caller.STRANGER) {
      // Who has no session is told so, and may end what was never begun.
      boolean evicted = status == VsrTestClient.EVICTED - Eviction.NO_SESSION;
      status = evicted ? Status.UNAUTHENTICATED : status;
      expected = row.code() == CommandCode.LOGOUT_USER ? Status.OK : expected;
    }
    if (status != expected) {
      wrong.add(row.what() + " with " + column.title() + ": " + status + ", not " + expected);
    }
    if (row.destroys() && status == Status.OK) {
      remake(root, column);
    }
    return String.format("%5d", status);
  }

  private static int expected(Row row, Column column) {
    boolean known = column.caller() != Caller.STRANGER;
    return switch (row.rule()) {
      case Rule.Anybody anybody -> row.allowed();
      case Rule.LoggedIn loggedIn -> known ? row.allowed() : Status.UNAUTHENTICATED;
      case Rule.Flags(int global, int stream, int topic) -> {
        boolean granted =
            (global & column.global()) != 0
                || (stream & column.stream()) != 0
                || (topic & column.topic()) != 0;
        yield granted ? row.allowed() : known ? Status.UNAUTHORIZED : Status.UNAUTHENTICATED;
      }
    };
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("not logged in", Caller.STRANGER, null, 0, 0, 0));
    columns.add(new Column("no permission", Caller.SUBJECT, null, 0, 0, 0));
    for (int i = 0; i < GLOBAL.size(); i++) {
      columns.add(
          new Column(
              "global " + GLOBAL.get(i),
              Caller.SUBJECT,
              new WirePermissions(1 << i, List.of()),
              1 << i,
              0,
              0));
    }
    for (int i = 0; i < STREAM.size(); i++) {
      columns.add(of("stream " + STREAM.get(i), 0, 1 << i, List.of(), 1 << i, 0));
    }
    columns.add(of("every flag of another stream", 1, 0x3F, List.of(), 0, 0));
    for (int i = 0; i < TOPIC.size(); i++) {
      WirePermissions.Topic topic = new WirePermissions.Topic(0, 1 << i);
      columns.add(of("topic " + TOPIC.get(i), 0, 0, List.of(topic), 0, 1 << i));
    }
    WirePermissions.Topic other = new WirePermissions.Topic(1, 0xF);
    columns.add(of("every flag of another topic", 0, 0, List.of(other), 0, 0));
    columns.add(new Column("root", Caller.ROOT, null, 0x3FF, 0, 0));
    return columns;
  }

  private static Column of(
      String title,
      int stream,
      int flags,
      List<WirePermissions.Topic> topics,
      int counted,
      int countedOfTopic) {
    WirePermissions given =
        new WirePermissions(0, List.of(new WirePermissions.Stream(stream, flags, topics)));
    return new Column(title, Caller.SUBJECT, given, 0, counted, countedOfTopic);
  }

  /** Makes the subject with a token, another user, and what the commands are about. */
  private static PermissionMatrix prepare(TestServer server, TestClient root) throws IOException {
    require(
        root.ask(
            new UserRequest.CreateUser(
                PermissionMatrix.SUBJECT, PermissionMatrix.PASSWORD, 1, null)));
    require(
        root.ask(new UserRequest.CreateUser(utf8("other"), PermissionMatrix.PASSWORD, 1, null)));
    make(root);
    require(root.ask(new StreamRequest.CreateStream(utf8("another stream"))));
    try (TestClient subject = server.connect()) {
      require(subject.ask(login()));
      require(subject.ask(new UserRequest.CreatePersonalAccessToken(utf8("kept"), 0)));
      byte[] answer = subject.answer();
      byte[] token = java.util.Arrays.copyOfRange(answer, 1, answer.length);
      return new PermissionMatrix(SUBJECT, Identifier.of("other"), token);
    }
  }

  private static AskingClient connect(
      TestServer server, TestClient root, Column column, boolean newer) throws IOException {
    if (column.caller() == Caller.SUBJECT) {
      require(root.ask(new UserRequest.UpdatePermissions(SUBJECT, column.given())));
    }
    AskingClient client = newer ? server.connectVsr() : server.connect();
    switch (column.caller()) {
      case STRANGER -> {}
      case SUBJECT -> require(client.ask(login()));
      case ROOT -> client.login();
    }
    return client;
  }

  private static UserRequest login() {
    return new UserRequest.LoginUser(
        PermissionMatrix.SUBJECT, PermissionMatrix.PASSWORD, new byte[0], new byte[0]);
  }

  /**
   * Makes what a command destroyed, under the same ids. Entries of a deleted stream count again
   * only after an update.
   */
  private static void remake(TestClient root, Column column) throws IOException {
    make(root);
    if (column.caller() == Caller.SUBJECT) {
      require(root.ask(new UserRequest.UpdatePermissions(SUBJECT, column.given())));
    }
  }

  private static void make(TestClient root) throws IOException {
    root.ask(new StreamRequest.CreateStream(PermissionMatrix.STREAM_NAME));
    root.ask(new TopicRequest.CreateTopic(PermissionMatrix.STREAM, 1, PermissionMatrix.SETTINGS));
    root.ask(
        new TopicRequest.CreateTopic(
            PermissionMatrix.STREAM,
            1,
            new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("another topic"))));
    root.ask(
        new GroupRequest.CreateConsumerGroup(
            PermissionMatrix.STREAM, PermissionMatrix.TOPIC, PermissionMatrix.GROUP_NAME));
    require(root.ask(PermissionMatrix.send()));
    require(
        root.ask(
            new DataRequest.StoreOffset(
                PermissionMatrix.CONSUMER,
                PermissionMatrix.STREAM,
                PermissionMatrix.TOPIC,
                OptionalLong.of(0),
                0)));
  }

  private static void require(int status) throws IOException {
    if (status != Status.OK) {
      throw new IOException("preparing failed with status " + status);
    }
  }

  private static List<Integer> codes() {
    return IntStream.range(0, 1000).filter(Covered::isClassic).boxed().toList();
  }

  private static void head(StringBuilder table, List<Column> columns) {
    table.append("Status of each command, by the one permission its user has\n\n");
    for (int i = 0; i < columns.size(); i++) {
      table.append(String.format("%3d  %s%n", i + 1, columns.get(i).title()));
    }
    table.append('\n').append(" ".repeat(35));
    for (int i = 0; i < columns.size(); i++) {
      table.append(String.format("%5d", i + 1));
    }
    table.append('\n');
  }
}
