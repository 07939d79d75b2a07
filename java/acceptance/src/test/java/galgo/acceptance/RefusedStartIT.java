package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A start that cannot be: one clear sentence, exit code 1, nothing touched. */
class RefusedStartIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void onAPortInUse(String driver) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(refusal(driver, Map.of("IGGY_TCP_ADDRESS", address)))
          .contains(address)
          .containsIgnoringCase("in use");
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void onADataDirectoryInUse(String driver) throws Exception {
    for (String other : ServerProcess.drivers()) {
      try (ServerProcess first = ServerProcess.start(directory, other)) {
        assertThat(refusal(driver, Map.of())).contains(directory.toString(), "in use");
        assertThat(first.stop()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void onADataDirectoryThatCannotBeWritten(String driver) throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(refusal(driver, file.resolve("data"), Map.of())).contains(file.toString());
    assertThat(refusal(driver, Path.of("/proc/galgo"), Map.of())).contains("/proc/galgo");
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void onADirectoryOfSomethingElse(String driver) throws Exception {
    Files.writeString(directory.resolve("thesis.txt"), "three years of work");
    Map<String, Long> before = contents();
    assertThat(refusal(driver, Map.of())).contains("thesis.txt");
    assertThat(contents()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void onADirectoryOfAnotherFormatVersion(String driver) throws Exception {
    try (ServerProcess server = ServerProcess.start(directory, driver)) {
      assertThat(server.stop()).isZero();
    }
    Path node = directory.resolve("node");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(node)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(8, 99).putInt(4096 + 8, 99);
    Files.write(node, bytes.array());
    Map<String, Long> before = contents();
    assertThat(refusal(driver, Map.of())).contains("version");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void onSettingsThatAreWrong() throws Exception {
    assertThat(refusal("nio", Map.of("IGGY_TCP_ADRESS", "x"))).contains("IGGY_TCP_ADDRESS");
    assertThat(refusal("nio", Map.of("IGGY_SYSTEM_SEGMENT_SIZE", "3 GiB")))
        .contains("3 GiB", "1 GiB");
    assertThat(refusal("nio", Map.of("IGGY_SYSTEM_SHARDING_CPU_ALLOCATION", "900")))
        .contains("cpu_allocation");
    assertThat(refusal("odd", Map.of())).contains("galgo.driver", "uring");
    assertThat(directory).isEmptyDirectory();
  }

  private String refusal(String driver, Map<String, String> settings) throws Exception {
    return refusal(driver, directory, settings);
  }

  /** The one line that says why. */
  private static String refusal(String driver, Path data, Map<String, String> settings)
      throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("GALGO_DRIVER", driver);
    try (ServerProcess server = ServerProcess.spawn(data, all)) {
      assertThat(server.exitCode()).as(server.said()).isEqualTo(1);
      String said = server.said();
      assertThat(said).doesNotContain("\tat ").doesNotContain("Exception");
      return said.lines().filter(line -> line.startsWith("galgo: ")).findFirst().orElse(said);
    }
  }

  private Map<String, Long> contents() throws IOException {
    Map<String, Long> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // The lock file is taken, not written.
        contents.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
      }
    }
    return contents;
  }
}
