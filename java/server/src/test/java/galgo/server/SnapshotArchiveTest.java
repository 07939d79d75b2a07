package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.Status;
import galgo.wire.SystemRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotArchiveTest {
  private @TempDir Path directory;

  @Test
  void theArchiveHoldsOneFileAType() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      for (int compression = 1; compression <= 6; compression++) {
        assertThat(client.ask(new SystemRequest.GetSnapshot(compression, new byte[] {100})))
            .isZero();
        Map<String, String> files = unzip(client.answer());
        assertThat(files.keySet())
            .containsExactly(
                "filesystem_overview.txt",
                "process_list.txt",
                "resource_usage.txt",
                "server_logs.txt",
                "server_config.txt");
        assertThat(files.get("filesystem_overview.txt")).contains("lock", "node");
        String pid = String.valueOf(ProcessHandle.current().pid());
        assertThat(files.get("process_list.txt")).contains(pid, "java", "MemTotal");
        assertThat(files.get("resource_usage.txt")).contains("galgo-shard-0");
        assertThat(files.get("server_config.txt"))
            .contains("system.path = \"" + directory + "\"  # command line")
            .contains("galgo.limits.connections = \"10000\"");
      }
      assertThat(client.ask(new SystemRequest.GetSnapshot(2, new byte[] {4, 4}))).isZero();
      assertThat(unzip(client.answer())).containsExactly(Map.entry("test.txt", "test"));
    }
  }

  @Test
  void whatIsNoCompressionOrTypeIsRefused() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login()) {
      for (int compression : new int[] {0, 7, 255}) {
        assertThat(client.ask(new SystemRequest.GetSnapshot(compression, new byte[] {4})))
            .isEqualTo(Status.INVALID_COMMAND);
      }
      for (byte[] types : new byte[][] {{0}, {7}, {99}, {100, 4}, {4, 100}, {-1}}) {
        assertThat(client.ask(new SystemRequest.GetSnapshot(1, types)))
            .isEqualTo(Status.INVALID_COMMAND);
      }
    }
  }

  @Test
  void linesAreKeptUpToABound() {
    RecentLines lines = new RecentLines();
    for (int i = 0; i < 3_000; i++) {
      lines.add(i + "\n");
    }
    assertThat(lines.text()).startsWith("1000\n").endsWith("2999\n");
  }

  private static Map<String, String> unzip(byte[] archive) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
