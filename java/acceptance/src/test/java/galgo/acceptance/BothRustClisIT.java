package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache Iggy's command line tool in its first version of the newer protocol, beside the last of
 * the classic one, on one server.
 */
@EnabledIfSystemProperty(named = "galgo.cli.next", matches = ".+")
class BothRustClisIT {
  private ServerProcess server;
  private RustCli classic;
  private RustCli newer;

  @BeforeEach
  void start(@TempDir Path data, @TempDir Path home) throws Exception {
    server = ServerProcess.start(data, ServerProcess.drivers().getFirst());
    classic = new RustCli(server.port(), Files.createDirectory(home.resolve("classic")));
    newer =
        new RustCli(
            System.getProperty("galgo.cli.next"),
            server.port(),
            Files.createDirectory(home.resolve("newer")));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void whatEitherSendsBothReadAlike() throws Exception {
    newer.ok("stream", "create", "s");
    classic.ok("topic", "create", "s", "t", "2", "none");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RustCli sender = i % 2 == 0 ? newer : classic;
      String first = "first-" + i;
      String second = "second-" + i;
      sender.ok("message", "send", "-p", "1", "-H", "key:uint32:" + i, "s", "t", first, second);
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

  private static RustCli.Output poll(RustCli by) throws Exception {
    return by.ok("message", "poll", "--offset", "0", "--message-count", "100", "-s", "s", "t", "1");
  }

  /** Rows of the table, from the offset on. */
  private static List<String> rows(RustCli.Output output) {
    return output.lines().stream().filter(line -> line.matches("\\| [0-9].*")).toList();
  }
}
