package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache Iggy's command line tool in its first version of the newer protocol, beside the last of
 * the classic one, on one server.
 */
@EnabledIfSystemProperty(named = "galgo.cli.next", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothRustClisIT {
  private Path home;
  private ServerProcess server;
  private RustCli classic;
  private RustCli newer;
  private boolean keyStore;

  @BeforeAll
  void start(@TempDir Path data, @TempDir Path toolsHome) throws Exception {
    home = toolsHome;
    server = ServerProcess.start(data, ServerProcess.drivers().getFirst());
    classic = new RustCli(server.port(), Files.createDirectory(home.resolve("classic")));
    newer =
        new RustCli(
            System.getProperty("galgo.cli.next"),
            server.port(),
            Files.createDirectory(home.resolve("newer")));
  }

  @AfterAll
  void everyCommandOfTheNewerToolHasRun() throws Exception {
    try {
      Set<String> unused = newer.unused();
      if (!keyStore) {
        unused.removeAll(Set.of("login", "logout", "pat delete"));
      }
      assertThat(unused).isEmpty();
    } finally {
      server.close();
    }
  }

  @Test
  void whatEitherSendsBothReadAlike() throws Exception {
    newer.ok("stream", "create", "both");
    classic.ok("topic", "create", "both", "t", "2", "none");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RustCli sender = i % 2 == 0 ? newer : classic;
      String first = "first-" + i;
      String second = "second-" + i;
      sender.ok("message", "send", "-p", "1", "-H", "key:uint32:" + i, "both", "t", first, second);
      Collections.addAll(sent, first, second);
    }
    List<String> byNewer = rows(poll(newer));
    assertThat(rows(poll(classic))).isEqualTo(byNewer);
    assertThat(byNewer).hasSize(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(byNewer.get(i)).contains(sent.get(i)).startsWith("| " + i + " ");
    }
  }

  @Test
  void everyAreaWorksWithTheNewerTool() throws Exception {
    newer.ok("ping", "-c", "1");
    newer.ok("me");
    newer.ok("stats");
    newer.ok("client", "list");
    newer.ok("cluster", "metadata");
    assertThat(newer.ok("options", "topic").out()).contains("consumer_offset_durability");
    newer.ok("stream", "create", "s");
    assertThat(newer.fails("stream", "create", "s")).contains("already exists");
    newer.ok("topic", "create", "s", "t", "3", "gzip", "1day", "2hours", "-m", "3GiB");
    assertThat(classic.ok("topic", "list", "s").out()).contains("gzip", "1day 2h", "3.22 GB");
    newer.ok("topic", "update", "s", "t", "u", "none", "none", "-m", "unlimited");
    newer.ok("partition", "create", "s", "u", "2");
    newer.ok("partition", "delete", "s", "u", "1");
    assertThat(classic.ok("topic", "get", "s", "u").out()).containsPattern("Partitions.* 4");
    newer.ok("message", "send", "s", "u", "balanced");
    newer.ok("message", "send", "-m", "key", "s", "u", "by key");
    newer.ok("message", "flush", "s", "u", "0");
    newer.ok("consumer-group", "create", "s", "u", "g");
    assertThat(newer.fails("consumer-group", "create", "s", "u", "g")).contains("already exists");
    assertThat(classic.ok("consumer-group", "list", "s", "u").out()).contains("g");
    newer.ok("consumer-group", "delete", "s", "u", "g");
    newer.ok("message", "send", "-p", "2", "s", "u", "x");
    newer.ok("consumer-offset", "set", "me", "s", "u", "2", "0");
    assertThat(classic.ok("consumer-offset", "get", "me", "s", "u", "2").out()).contains("Stored");
    newer.ok("user", "create", "bob", "secret1", "-g", "read_users");
    newer.ok("user", "password", "bob", "secret1", "secret2");
    newer.ok("user", "permissions", "bob", "-g", "read_streams");
    newer.ok("user", "status", "bob", "inactive");
    newer.ok("user", "get", "bob");
    newer.ok("user", "delete", "bob");
    newer.ok("pat", "create", "tok", "1h");
    // the tool deletes tokens only where it has a key store
    assertThat(newer.ok("pat", "list").out()).contains("tok");
    newer.ok("topic", "purge", "s", "u");
    newer.ok("topic", "delete", "s", "u");
    newer.ok("stream", "purge", "s");
    newer.ok("stream", "delete", "s");
    assertThat(classic.ok("stream", "get", "s").out()).contains("not found");
  }

  @Test
  void whatTheNewerToolShowsIsWhatIsThere() throws Exception {
    newer.ok("stream", "create", "first");
    newer.ok("stream", "update", "first", "shown");
    assertThat(newer.ok("stream", "list").out()).contains("shown");
    assertThat(newer.ok("stream", "get", "shown").out()).contains("shown");
    newer.ok("topic", "create", "shown", "t", "1", "none");
    newer.ok("message", "send", "shown", "t", "one", "two");
    assertThat(newer.ok("topic", "list", "shown").out()).contains("t");
    assertThat(newer.ok("topic", "get", "shown", "t").out())
        .containsPattern("message count +\\| 2");
    newer.ok("segment", "delete", "shown", "t", "0", "1");
    newer.ok("consumer-group", "create", "shown", "t", "g");
    assertThat(newer.ok("consumer-group", "get", "shown", "t", "g").out()).contains("g");
    assertThat(newer.ok("consumer-group", "list", "shown", "t").out()).contains("g");
    newer.ok("consumer-offset", "set", "reader", "shown", "t", "0", "1");
    assertThat(newer.ok("consumer-offset", "get", "reader", "shown", "t", "0").out())
        .containsPattern("Stored offset +\\| 1");
    newer.ok("user", "create", "ann", "secret1");
    newer.ok("user", "name", "ann", "eve");
    assertThat(newer.ok("user", "list").out()).contains("eve").doesNotContain("ann");
    try (RawClient raw = RawClient.loggedIn(server.port())) {
      assertThat(raw.ping().status()).isZero();
      String client = newer.list("client", "list").getFirst().getFirst();
      assertThat(newer.ok("client", "get", client).out()).contains(client);
    }
    Path snapshots = Files.createDirectory(home.resolve("snapshots"));
    newer.ok("snapshot", "-c", "stored", "-s", "all", "-o", snapshots.toString());
    assertThat(snapshots).isNotEmptyDirectory();
  }

  @Test
  void aLoginSessionOfTheNewerToolHoldsUntilTheLogout() throws Exception {
    keyStore = RustCli.hasKeyStore();
    assumeTrue(keyStore, "no key store: ./galgo doctor names the packages");
    RustCli.Output session =
        newer.inSession(
            """
            iggy -u iggy -p iggy login 1hour
            iggy session status
            iggy stream list -l list
            iggy -u iggy -p iggy pat create stored -s
            iggy logout
            iggy -n stored me
            iggy -n stored pat delete stored
            ! iggy stream list
            """);
    assertThat(session.code()).as(session.toString()).isZero();
    assertThat(session.out()).contains("Successfully logged into", "Transport");
    assertThat(newer.ok("pat", "list").out()).doesNotContain("iggy-cli-session", "stored");
    newer.note("login");
    newer.note("logout");
    newer.note("pat", "delete");
  }

  @Test
  void contextsAreTheToolsOwnMatter() throws Exception {
    String address = "127.0.0.1:" + server.port();
    newer.ok("context", "create", "here", "--tcp-server-address", address);
    newer.ok("context", "use", "here");
    assertThat(newer.ok("context", "list").out()).contains("here");
    assertThat(newer.ok("context", "show", "here").out()).contains(address);
    newer.ok("context", "delete", "here");
    newer.ok("session", "status");
  }

  private static RustCli.Output poll(RustCli by) throws Exception {
    return by.ok(
        "message", "poll", "--offset", "0", "--message-count", "100", "-s", "both", "t", "1");
  }

  /** Rows of the table, from the offset on. */
  private static List<String> rows(RustCli.Output output) {
    return output.lines().stream().filter(line -> line.matches("\\| [0-9].*")).toList();
  }
}
