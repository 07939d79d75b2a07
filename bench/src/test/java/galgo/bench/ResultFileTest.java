package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  @TempDir Path directory;

  @Test
  void whatWasWrittenIsRead() throws IOException {
    Path file = directory.resolve("a.json");
    List<Result> results =
        List.of(Results.produced("a", 10, 500, 0.5), Results.unseen("b", 10, 250, 0.25));
    ResultFile.write(results, file);
    assertThat(ResultFile.read(file)).isEqualTo(results);
  }

  @Test
  void noSecretIsWritten() throws IOException {
    Path file = directory.resolve("a.json");
    ResultFile.write(List.of(Results.produced("a", 10, 500, 0.5)), file);
    assertThat(file).content().contains("\"machine\"", "a processor").doesNotContain("secret");
  }

  @Test
  void numbersKeepEightDigits() throws IOException {
    assertThat(ResultFile.json(List.of(1 / 3.0, 99.99999, 1e-7, 12345678.9)))
        .isEqualTo("[0.33333333,99.99999,1.0E-7,1.2345679E7]");
  }

  @Test
  void anotherFileIsRefusedByItsName() throws IOException {
    Path file = Files.writeString(directory.resolve("other.json"), "[1, 2]");
    assertThatThrownBy(() -> ResultFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.json is not a result of galgo bench --json");
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("new.json"), "{\"format\":2,\"results\":[]}");
    assertThatThrownBy(() -> ResultFile.read(file))
        .hasMessageEndingWith("has format 2, this is for 1");
  }

  @Test
  void aFileWithoutResultsIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("none.json"), "{\"format\":1,\"results\":[]}");
    assertThatThrownBy(() -> ResultFile.read(file))
        .hasMessageEndingWith("none.json has no results");
  }
}
