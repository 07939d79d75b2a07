package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeVsJavaCommandTest {
  @TempDir Path directory;

  @Test
  void bothDriversTakeTurnsAndOneCommandWritesTheReport() throws Exception {
    try (FakeServer server = new FakeServer(1000)) {
      Path starts = directory.resolve("starts");
      Path script = directory.resolve("server");
      Files.writeString(
          script,
          "mkdir -p $IGGY_SYSTEM_PATH; echo $GALGO_DRIVER >> "
              + starts
              + "; echo galgo: tcp listening on 127.0.0.1:"
              + server.address().getPort()
              + "; exec sleep 600");
      Path json = directory.resolve("set.json");
      Path page = directory.resolve("set.html");
      int code =
          Main.run(
              "native-vs-java",
              "--start",
              "sh " + script,
              "--durabilities",
              "synced",
              "--partitions",
              "1",
              "--workloads",
              "produce,both",
              "--repeats",
              "2",
              "--bytes",
              "5MB",
              "--warmup",
              "0",
              "--data",
              directory.toString(),
              "--json",
              json.toString(),
              "--report",
              page.toString());
      assertThat(code).isZero();
      assertThat(starts).content().isEqualTo("uring\nnio\nuring\nnio\n");
      assertThat(ResultFile.read(json)).hasSize(8);
      Comparison read = Comparison.ofFiles(List.of(json));
      assertThat(read.columns())
          .extracting(Comparison.Column::name)
          .containsExactly("native", "pure Java");
      assertThat(read.sections()).hasSize(2);
      assertThat(page).content().contains("pure Java");
    }
  }
}
