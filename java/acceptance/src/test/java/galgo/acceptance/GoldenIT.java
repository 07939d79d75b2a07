package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what was recorded against Apache Iggy 0.8.0 and expects the recorded answers, byte for byte
 * outside the varying ranges.
 */
@Execution(ExecutionMode.CONCURRENT)
class GoldenIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path TRANSCRIPTS =
      Path.of(System.getProperty("galgo.root"), "java/server/src/test/resources/golden");

  /**
   * Commands of a later issue, by code: their lines are sent, so that ids stay in step, and not
   * compared.
   */
  private static final Set<Integer> LATER = Set.of();

  /**
   * Single lines, {@code file: connection title}, where Galgo is different on purpose, with the
   * reason.
   */
  private static final Map<String, String> DIFFERENT = Map.of();

  static Stream<Arguments> transcriptsAndDrivers() throws IOException {
    try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
      List<Path> transcripts =
          files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
      return ServerProcess.drivers().stream()
          .flatMap(driver -> transcripts.stream().map(file -> Arguments.of(file, driver)))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("transcriptsAndDrivers")
  void answersAreAsRecorded(Path transcript, String driver, @TempDir Path data) throws Exception {
    List<String> differences = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(data, driver);
        CommandRelay relay = new CommandRelay("transcript", server.port())) {
      Map<String, RawClient> connections = new HashMap<>();
      for (String line : Files.readAllLines(transcript)) {
        JsonNode step = JSON.readTree(line);
        String connection = step.get("conn").stringValue();
        switch (step.get("what").stringValue()) {
          case "connect" -> connections.put(connection, new RawClient(relay.port()));
          case "close" -> {
            connections.remove(connection).close();
            Thread.sleep(SETTLE_MILLIS);
          }
          default -> {
            String where = transcript.getFileName() + ": " + connection + " " + step.get("what");
            compare(connections.get(connection), step, where, differences);
          }
        }
      }
      for (RawClient connection : connections.values()) {
        connection.close();
      }
    }
    assertThat(differences).isEmpty();
  }

  /**
   * The transcripts were recorded with a pause after what moves partitions between members, and
   * after a close, of which the server learns a moment later.
   */
  private static final long SETTLE_MILLIS = 400;

  private static void compare(
      RawClient client, JsonNode step, String where, List<String> differences) throws Exception {
    int code = (int) step.get("code").longValue();
    RawClient.Answer answer;
    try {
      client.write(HexFormat.of().parseHex(step.get("frame").stringValue()));
      answer = client.read();
    } catch (IOException ended) {
      differences.add(where + ": " + ended);
      throw new AssertionError(String.join("\n", differences), ended);
    }
    if (code == 604 || code == 605) {
      Thread.sleep(2 * SETTLE_MILLIS);
    }
    if (LATER.contains(code) || DIFFERENT.containsKey(where)) {
      return;
    }
    byte[] wanted = HexFormat.of().parseHex(step.get("answer").stringValue());
    byte[] got = answer.payload();
    if (answer.status() != step.get("status").intValue()) {
      differences.add(where + ": status " + answer.status() + " instead of " + step.get("status"));
    } else if (got.length != wanted.length) {
      differences.add(where + ": " + got.length + " bytes instead of " + wanted.length);
    } else {
      for (JsonNode range : step.path("varying")) {
        int to = Math.min(range.get(1).intValue(), got.length);
        Arrays.fill(got, range.get(0).intValue(), to, (byte) 0);
        Arrays.fill(wanted, range.get(0).intValue(), to, (byte) 0);
      }
      int at = Arrays.mismatch(got, wanted);
      if (at >= 0) {
        differences.add(where + ": byte " + at + " differs");
      }
    }
  }
}
