package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every command of Apache Iggy's own command line tool against Galgo: how it ends, what it prints,
 * and the effect as another command or another client sees it. {@code ./galgo test --peers}
 * compiles the tool.
 */
@EnabledIfSystemProperty(named = "galgo.cli", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RustCliIT {
  /** Ends with a panic of its own before it has connected, whatever the server. */
  private static final String BROKEN = "segment delete";

  private Path home;
  private ServerProcess server;
  private CommandRelay relay;
  private RustCli cli;
  private boolean keyStore;

  /** A stream of the test's own with topic {@code t} of two partitions. */
  private String stream = "";

  @BeforeAll
  void start(@TempDir Path data, @TempDir Path toolsHome) throws Exception {
    home = toolsHome;
    server = ServerProcess.start(data, ServerProcess.drivers().getFirst());
    relay = new CommandRelay("cli", server.port());
    cli = new RustCli(relay.port(), home);
  }

  @BeforeEach
  void makeStream(TestInfo test) throws Exception {
    stream = test.getDisplayName().replaceAll("[^A-Za-z]", "");
    cli.ok("stream", "create", stream);
    cli.ok("topic", "create", stream, "t", "2", "none");
  }

  @AfterAll
  void everyCommandOfTheHelpHasRun() throws Exception {
    try {
      Set<String> unused = cli.unused();
      if (!keyStore) {
        unused.removeAll(Set.of("login", "logout"));
      }
      assertThat(unused).containsExactly(BROKEN);
    } finally {
      relay.close();
      server.close();
    }
  }

  @Test
  void pingNeedsNoLoginAndOtherCommandsDo() throws Exception {
    RustCli.Output ping = cli.run("", Map.of(), "ping", "-c", "1");
    assertThat(ping.code()).isZero();
    assertThat(ping.out()).contains("Ping statistics for 1 ping commands");
    assertThat(cli.run("", Map.of(), "stream", "list").code()).isEqualTo(1);
    RustCli.Output wrong = cli.run("", Map.of(), "-u", "iggy", "-p", "wrong", "me");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("Invalid credentials");
    RustCli.Output typed = cli.run("iggy\n", Map.of(), "-u", "iggy", "me");
    assertThat(typed.code()).as("a password from standard input").isZero();
  }

  @Test
  void streamsAreMadeNamedEmptiedAndDeleted() throws Exception {
    cli.ok("stream", "create", "first name");
    assertThat(cli.fails("stream", "create", "first name")).contains("already exists");
    cli.ok("stream", "update", "first name", "second name");
    List<String> listed = row(cli.list("stream", "list"), 2, "second name");
    assertThat(listed.subList(3, 6)).containsExactly("0 B", "0", "0");
    assertThat(cli.ok("stream", "get", listed.get(0)).out()).contains("second name");
    cli.ok("topic", "create", "second name", "t", "1", "none");
    cli.ok("message", "send", "second name", "t", "hello");
    assertThat(row(cli.list("stream", "list"), 2, "second name").subList(3, 6))
        .containsExactly("69 B", "1", "1");
    cli.ok("stream", "purge", "second name");
    assertThat(row(cli.list("stream", "list"), 2, "second name").subList(3, 6))
        .containsExactly("0 B", "0", "1");
    cli.ok("stream", "delete", "second name");
    assertThat(cli.fails("stream", "delete", "second name")).contains("was not found");
    assertThat(cli.ok("stream", "get", "second name").out()).contains("not found");
  }

  @Test
  void topicsCarryTheirSettings() throws Exception {
    cli.ok("topic", "create", stream, "a", "3", "gzip", "1day", "2hours", "-m", "3GiB");
    List<String> made = row(cli.list("topic", "list", stream), 2, "a");
    assertThat(made.subList(3, 9)).containsExactly("0 B", "3.22 GB", "gzip", "1day 2h", "0", "3");
    assertThat(cli.fails("topic", "create", stream, "b", "1", "none", "-m", "1MiB")).isNotEmpty();
    cli.ok("topic", "update", stream, "a", "b", "none", "none", "-m", "unlimited");
    List<String> changed = row(cli.list("topic", "list", stream), 2, "b");
    assertThat(changed.subList(3, 9))
        .containsExactly("0 B", "unlimited", "none", "unlimited", "0", "3");
    assertThat(cli.ok("topic", "get", stream, "b").out())
        .containsPattern("Partitions count +\\| 3")
        .containsPattern("Topic id +\\| " + made.getFirst());
    cli.ok("message", "send", stream, "b", "-p", "2", "one", "two");
    assertThat(row(cli.list("topic", "list", stream), 2, "b").get(7)).isEqualTo("2");
    cli.ok("topic", "purge", stream, "b");
    assertThat(row(cli.list("topic", "list", stream), 2, "b").get(7)).isEqualTo("0");
    cli.ok("topic", "delete", stream, "b");
    assertThat(cli.list("topic", "list", stream)).hasSize(1);
  }

  @Test
  void partitionsComeAndGo() throws Exception {
    cli.ok("partition", "create", stream, "t", "5");
    assertThat(row(cli.list("topic", "list", stream), 2, "t").get(8)).isEqualTo("7");
    cli.ok("partition", "delete", stream, "t", "3");
    assertThat(row(cli.list("topic", "list", stream), 2, "t").get(8)).isEqualTo("4");
    assertThat(cli.fails("partition", "create", stream, "t", "1001")).contains("partitions");
    assertThat(cli.fails("partition", "delete", stream, "t", "5")).isNotEmpty();
    RustCli.Output broken =
        cli.run(
            "",
            Map.of("IGGY_USERNAME", "iggy", "IGGY_PASSWORD", "iggy"),
            "segment",
            "delete",
            stream,
            "t",
            "0",
            "1");
    assertThat(broken.err()).as("a fault of the tool's").contains("panicked");
  }

  @Test
  void messagesGoWhereTheyAreSentAndComeBackByEveryStrategy() throws Exception {
    cli.ok("message", "send", stream, "t", "-p", "1", "zero", "one", "two");
    cli.run(
        "three\nfour\n",
        Map.of("IGGY_USERNAME", "iggy", "IGGY_PASSWORD", "iggy"),
        "message",
        "send",
        stream,
        "t",
        "-p",
        "1");
    assertThat(payloads("message", "poll", stream, "t", "1", "-f", "-m", "10"))
        .containsExactly("zero", "one", "two", "three", "four");
    assertThat(payloads("message", "poll", stream, "t", "1", "-l", "-m", "2"))
        .containsExactly("three", "four");
    assertThat(payloads("message", "poll", stream, "t", "1", "-o", "2", "-m", "2"))
        .containsExactly("two", "three");
    assertThat(payloads("message", "poll", stream, "t", "1", "-n", "-m", "3", "-c", "x", "-a"))
        .containsExactly("zero", "one", "two");
    assertThat(payloads("message", "poll", stream, "t", "1", "-n", "-m", "9", "-c", "x"))
        .containsExactly("three", "four");
    cli.ok("message", "flush", stream, "t", "1", "-f");
    try (RawClient raw = RawClient.loggedIn(server.port())) {
      assertThat(raw.poll(stream, "t", 1, 0, 10))
          .extracting(message -> new String(message.payload()))
          .containsExactly("zero", "one", "two", "three", "four");
    }
  }

  @Test
  void headersKeysAndFilesOfMessagesAreKept() throws Exception {
    cli.ok(
        "message",
        "send",
        stream,
        "t",
        "-m",
        "some key",
        "-H",
        "colour:string:re:d,n:int8:-7",
        "keyed");
    cli.ok("message", "send", stream, "t", "-m", "some key", "again");
    String partition =
        payloads("message", "poll", stream, "t", "0", "-f", "-m", "9").isEmpty() ? "1" : "0";
    assertThat(payloads("message", "poll", stream, "t", partition, "-f", "-m", "9"))
        .as("one key, one partition")
        .hasSize(2);
    assertThat(cli.ok("message", "poll", stream, "t", partition, "-f", "-s").out())
        .contains("colour", "re:d", "-7", "keyed");
    Path file = home.resolve("messages.bin");
    cli.ok(
        "message",
        "poll",
        stream,
        "t",
        partition,
        "-f",
        "-m",
        "9",
        "--output-file",
        file.toString());
    assertThat(file).isNotEmptyFile();
    cli.ok("topic", "create", stream, "copy", "1", "none");
    cli.ok("message", "send", stream, "copy", "-p", "0", "--input-file", file.toString());
    assertThat(payloads("message", "poll", stream, "copy", "0", "-f", "-m", "9"))
        .containsExactly("keyed", "again");
  }

  @Test
  void whatTheToolEncryptsComesBackEncrypted() throws Exception {
    String key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    cli.ok("--encryption-key", key, "message", "send", stream, "t", "-p", "0", "secret");
    assertThat(payloads("--encryption-key", key, "message", "poll", stream, "t", "0", "-f"))
        .containsExactly("secret");
    assertThat(cli.ok("message", "poll", stream, "t", "0", "-f").out()).doesNotContain("secret");
  }

  @Test
  void consumerOffsetsAreStoredAndFound() throws Exception {
    cli.ok("message", "send", stream, "t", "-p", "0", "a", "b", "c");
    cli.ok("consumer-offset", "set", "reader", stream, "t", "0", "1");
    assertThat(cli.ok("consumer-offset", "get", "reader", stream, "t", "0").out())
        .containsPattern("Current offset +\\| 2")
        .containsPattern("Stored offset +\\| 1");
    assertThat(payloads("message", "poll", stream, "t", "0", "-n", "-c", "reader"))
        .containsExactly("c");
    assertThat(cli.fails("consumer-offset", "set", "reader", stream, "t", "0", "3")).isNotEmpty();
    assertThat(cli.ok("consumer-offset", "get", "nobody", stream, "t", "0").out())
        .contains("not found");
  }

  @Test
  void consumerGroupsAreListedWithTheirMembers() throws Exception {
    cli.ok("consumer-group", "create", stream, "t", "readers");
    assertThat(cli.fails("consumer-group", "create", stream, "t", "readers"))
        .contains("already exists");
    try (JavaClient member = JavaClient.connect("blocking", server.port())) {
      member.create(3);
      member.createGroup();
      member.joinGroup();
      assertThat(row(cli.list("consumer-group", "list", "acceptance", "messages"), 1, "readers"))
          .containsExactly("0", "readers", "3", "1");
      assertThat(cli.ok("consumer-group", "get", "acceptance", "messages", "readers").out())
          .containsPattern("Members count +\\| 1");
    }
    assertThat(row(cli.list("consumer-group", "list", stream, "t"), 1, "readers"))
        .containsExactly("0", "readers", "2", "0");
    cli.ok("consumer-group", "delete", stream, "t", "readers");
    assertThat(cli.ok("consumer-group", "get", stream, "t", "readers").out()).contains("not found");
  }

  @Test
  void usersMayDoWhatTheyAreGiven() throws Exception {
    String id = row(cli.list("stream", "list"), 2, stream).getFirst();
    cli.ok("user", "create", "robin", "secret", "-g", "r_srv", "-s", id + ":p_msg#0:s_msg");
    assertThat(row(cli.list("user", "list"), 3, "robin").get(2)).isEqualTo("active");
    assertThat(cli.ok("user", "get", "robin").out())
        .containsPattern("Read Servers +\\| true")
        .containsPattern("Manage Servers +\\| false");
    assertThat(as("robin", "secret", "stats").code()).isZero();
    assertThat(as("robin", "secret", "message", "send", stream, "t", "hello").code()).isZero();
    RustCli.Output refused = as("robin", "secret", "stream", "list");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("Unauthorized");
    cli.ok("user", "permissions", "robin", "-g", "r_str");
    assertThat(as("robin", "secret", "stream", "list").code()).isZero();
    assertThat(as("robin", "secret", "stats").code()).isEqualTo(1);
    cli.ok("user", "password", "robin", "secret", "other secret");
    assertThat(as("robin", "secret", "me").code()).isEqualTo(1);
    assertThat(as("robin", "other secret", "me").code()).isZero();
    cli.ok("user", "name", "robin", "marian");
    cli.ok("user", "status", "marian", "inactive");
    assertThat(row(cli.list("user", "list"), 3, "marian").get(2)).isEqualTo("inactive");
    assertThat(as("marian", "other secret", "me").err()).contains("inactive");
    cli.ok("user", "delete", "marian");
    assertThat(cli.ok("user", "get", "marian").out()).contains("not found");
  }

  @Test
  void tokensLogInUntilTheyAreDeleted() throws Exception {
    String token = cli.ok("-q", "pat", "create", "machine", "1hour").out().strip();
    assertThat(token).hasSize(68);
    assertThat(cli.run("", Map.of(), "-t", token, "stream", "list").code()).isZero();
    assertThat(row(cli.list("pat", "list"), 0, "machine").get(1)).startsWith("20");
    cli.ok("pat", "delete", "machine");
    assertThat(cli.run("", Map.of(), "-t", token, "stream", "list").code()).isEqualTo(1);
  }

  @Test
  void clientsAndTheClusterAreWhatTheyAre() throws Exception {
    assertThat(cli.ok("me").out()).containsPattern("Transport +\\| TCP");
    try (RawClient raw = RawClient.loggedIn(server.port())) {
      assertThat(raw.ping().status()).isZero();
      List<List<String>> clients = cli.list("client", "list");
      assertThat(clients).hasSizeGreaterThanOrEqualTo(2);
      List<String> root = row(clients, 1, "0");
      assertThat(cli.ok("client", "get", root.getFirst()).out()).contains(root.getFirst());
    }
    List<List<String>> nodes = cli.list("cluster", "metadata");
    assertThat(nodes.getLast().subList(1, 3))
        .containsExactly("127.0.0.1", String.valueOf(server.port()));
    assertThat(nodes.getLast().subList(6, 8)).containsExactly("leader", "healthy");
  }

  @Test
  void statisticsComeInEveryForm() throws Exception {
    JsonNode stats = new JsonMapper().readTree(json(cli.ok("-q", "stats", "-o", "json").out()));
    assertThat(stats.get("process_id").asLong()).isEqualTo(server.pid());
    assertThat(stats.get("streams_count").asInt()).isEqualTo(cli.list("stream", "list").size());
    assertThat(stats.get("iggy_server_version").stringValue()).isEqualTo("0.8.0");
    assertThat(cli.ok("stats", "-o", "toml").out()).contains("process_id = " + server.pid());
    assertThat(cli.ok("stats", "-o", "list").out()).contains("" + server.pid());
    assertThat(cli.ok("stats").out()).containsPattern("Server PID +\\| " + server.pid());
  }

  @Test
  void aSnapshotIsAnArchiveOfWhatWasAskedFor() throws Exception {
    Path directory = Files.createDirectory(home.resolve("snapshots"));
    cli.ok("snapshot", "-c", "stored", "-s", "all", "-o", directory.toString());
    try (Stream<Path> files = Files.list(directory);
        ZipFile archive = new ZipFile(files.findFirst().orElseThrow().toFile())) {
      assertThat(archive.stream().map(ZipEntry::getName))
          .contains("filesystem_overview.txt", "process_list.txt", "server_logs.txt");
    }
  }

  @Test
  void contextsHoldAddressAndCredentials() throws Exception {
    cli.ok(
        "context",
        "create",
        "galgo",
        "--tcp-server-address",
        "127.0.0.1:" + relay.port(),
        "-u",
        "iggy",
        "-p",
        "iggy");
    cli.ok("context", "use", "galgo");
    assertThat(cli.ok("context", "list").out()).contains("galgo*");
    RustCli.Output listed = cli.run("", Map.of("NO_ADDRESS", ""), "stream", "list");
    assertThat(listed.code()).isZero();
    assertThat(listed.out()).contains(stream);
    cli.ok("context", "delete", "galgo");
    assertThat(cli.ok("context", "list").out()).contains("default*");
  }

  @Test
  void aLoginSessionHoldsUntilTheLogout() throws Exception {
    keyStore = RustCli.hasKeyStore();
    assumeTrue(keyStore, "no key store: ./galgo doctor names the packages");
    RustCli.Output session =
        cli.inSession(
            """
            iggy -u iggy -p iggy login 1hour
            iggy stream list -l list
            iggy -u iggy -p iggy pat create stored -s
            iggy logout
            iggy -n stored me
            iggy -n stored pat delete stored
            ! iggy stream list
            """);
    assertThat(session.code()).as(session.toString()).isZero();
    assertThat(session.out()).contains("Successfully logged into", stream, "Transport");
    assertThat(cli.ok("pat", "list").out()).doesNotContain("iggy-cli-session", "stored");
    cli.note("login");
    cli.note("logout");
  }

  private RustCli.Output as(String user, String password, String... arguments) throws Exception {
    return cli.run("", Map.of("IGGY_USERNAME", user, "IGGY_PASSWORD", password), arguments);
  }

  /** The last column of the table that a poll prints. */
  private List<String> payloads(String... arguments) throws Exception {
    return cli.ok(arguments).lines().stream()
        .filter(line -> line.matches("\\| [0-9]+ .*"))
        .map(line -> line.substring(0, line.lastIndexOf('|')))
        .map(line -> line.substring(line.lastIndexOf('|') + 1).strip())
        .toList();
  }

  private static String json(String said) {
    return said.substring(said.indexOf('{'));
  }

  private static List<String> row(List<List<String>> rows, int column, String value) {
    return rows.stream()
        .filter(row -> row.size() > column && row.get(column).equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + value + " in " + rows));
  }
}
