package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path directory;

  @Test
  void repeatsCountByTheirMediansAndLaterColumnsByTheirRatio() {
    Comparison comparison =
        Comparison.of(
            List.of(
                column(
                    "a",
                    Results.produced("", 10, 900, 1),
                    Results.produced("", 10, 100, 2),
                    Results.produced("", 10, 200, 4)),
                column("b", Results.produced("", 10, 100, 1))));
    assertThat(comparison.sections()).hasSize(1);
    assertThat(comparison.text())
        .startsWith("produce, 2 connections, 4 partitions, 10 × 1000 bytes, synced\n")
        .contains("| sends | a | b | × |\n|---|---|---|---|\n| MB/s | 200 | 100 | 0.50 |\n")
        .contains("| p50 ms | 2.00 | 1.00 | 0.50 |")
        .contains("| p99.99 ms | 10.0 | 5.00 | 0.50 |")
        .contains("| server CPU s/GB | 0.250 | 0.250 | 1.00 |");
  }

  @Test
  void whatOneColumnLacksIsADash() {
    Comparison comparison =
        Comparison.of(
            List.of(
                column("a", Results.unseen("", 10, 900, 1), Results.produced("", 20, 700, 1)),
                column("b", Results.produced("", 10, 450, 1))));
    assertThat(comparison.sections()).hasSize(2);
    assertThat(comparison.text())
        .contains("| MB/s | 900 | 450 | 0.50 |", "| server CPU s/GB | – | 0.250 | – |")
        .contains("| MB/s | 700 | – | – |");
  }

  @Test
  void runsOfDifferentWorksStandSideBySideWhenEachColumnHasOne() {
    Comparison comparison =
        Comparison.of(
            List.of(
                column("small", Results.produced("", 10, 100, 1)),
                column("large", Results.produced("", 1000, 300, 1))));
    assertThat(comparison.sections()).hasSize(1);
    assertThat(comparison.text())
        .contains("10 × 1000 bytes, synced | produce", "| MB/s | 100 | 300 | 3.00 |");
  }

  @Test
  void aColumnIsAFileOrALabelOfIt() throws IOException {
    Path one = directory.resolve("one.json");
    Path two = directory.resolve("two.json");
    ResultFile.write(List.of(Results.produced("x", 10, 1, 1)), one);
    ResultFile.write(
        List.of(Results.produced("native", 10, 2, 1), Results.produced("java", 10, 3, 1)), two);
    assertThat(Comparison.ofFiles(List.of(one, two)).columns())
        .extracting(Comparison.Column::name)
        .containsExactly("one", "two native", "two java");
    assertThat(Comparison.ofFiles(List.of(two)).columns())
        .extracting(Comparison.Column::name)
        .containsExactly("native", "java");
  }

  @Test
  void theCommandWritesTheReportAndRefusesOtherFiles() throws IOException {
    Path file = directory.resolve("a.json");
    Path page = directory.resolve("a.html");
    ResultFile.write(List.of(Results.produced("", 10, 1, 1)), file);
    assertThat(Main.run("compare", file.toString(), "--report", page.toString())).isZero();
    assertThat(page).content().contains("id=\"data\"", "a processor");
    assertThat(Main.run("compare", page.toString())).isEqualTo(1);
    assertThat(Main.run("compare")).isEqualTo(2);
  }

  private static Comparison.Column column(String name, Result... results) {
    return new Comparison.Column(name, List.of(results));
  }
}
