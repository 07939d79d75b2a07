package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerUnderTestTest {
  @TempDir Path parent;

  @Test
  void aServerIsUsedWhereItSaysThatItListensAndLeavesNothing() throws Exception {
    String script =
        "mkdir -p $IGGY_SYSTEM_PATH; echo $GALGO_DRIVER $IGGY_SYSTEM_PARTITION_DURABILITY > "
            + "$IGGY_SYSTEM_PATH/told; echo galgo: tcp listening on 127.0.0.1:4711; exec sleep 600";
    try (ServerUnderTest server = start(script)) {
      assertThat(server.address().getPort()).isEqualTo(4711);
      try (Stream<Path> files = Files.walk(parent)) {
        Path told = files.filter(file -> file.endsWith("told")).findFirst().orElseThrow();
        assertThat(told).hasContent("nio synced");
      }
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aServerThatDoesNotStartIsAnErrorWithItsWords() {
    assertThatThrownBy(() -> start("echo no room left; exit 1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no room left");
    assertThat(parent).isEmptyDirectory();
  }

  private ServerUnderTest start(String script) throws IOException, InterruptedException {
    return ServerUnderTest.start(List.of("sh", "-c", script), "nio", "synced", parent);
  }
}
