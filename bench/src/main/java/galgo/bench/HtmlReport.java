package galgo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comparison as one page: tables, and plots of one repeat of each work. */
final class HtmlReport {
  /** What the page's script is given. */
  private record Page(String title, List<ColumnData> columns, List<SectionData> sections) {}

  private record ColumnData(String name, String about) {}

  /**
   * @param shown of each column the repeat with the median throughput; null where there is none
   */
  private record SectionData(
      String work, List<Integer> repeats, List<Table> tables, List<@Nullable Result> shown) {}

  private record Table(String part, List<Row> rows) {}

  private record Row(String figure, List<String> values, List<String> ratios) {}

  private HtmlReport() {}

  static void write(Comparison comparison, Path file) throws IOException {
    Files.writeString(file, page(comparison));
  }

  static String page(Comparison comparison) throws IOException {
    List<ColumnData> columns = new ArrayList<>();
    for (Comparison.Column column : comparison.columns()) {
      Result first = column.results().getFirst();
      columns.add(
          new ColumnData(column.name(), first.startedAt() + ", " + first.machine().describe()));
    }
    List<SectionData> sections = comparison.sections().stream().map(HtmlReport::section).toList();
    return HtmlPage.of("report.js", new Page("galgo bench", columns, sections));
  }

  private static SectionData section(Comparison.Section section) {
    List<Table> tables = new ArrayList<>();
    for (Figure.Part part : Figure.Part.values()) {
      if (section.has(part)) {
        tables.add(table(part, section.of(part)));
      }
    }
    List<@Nullable Result> shown = new ArrayList<>();
    for (List<Result> repeats : section.repeats()) {
      shown.add(repeats.isEmpty() ? null : Medians.repeat(repeats, HtmlReport::throughput));
    }
    return new SectionData(
        section.work(), section.repeats().stream().map(List::size).toList(), tables, shown);
  }

  private static Table table(Figure.Part part, List<List<Figure.PartOfRun>> columns) {
    List<Row> rows = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      Double first = figure.median(columns.getFirst());
      List<String> values = new ArrayList<>();
      List<String> ratios = new ArrayList<>();
      for (List<Figure.PartOfRun> column : columns) {
        Double value = figure.median(column);
        values.add(figure.format(value));
        ratios.add(Comparison.ratio(value, first));
      }
      rows.add(new Row(figure.text, values, ratios));
    }
    return new Table(part.text, rows);
  }

  private static double throughput(Result result) {
    Result.SideResult produce = result.produce();
    Result.SideResult consume = result.consume();
    return (produce == null ? 0 : produce.payloadMbPerSecond())
        + (consume == null ? 0 : consume.payloadMbPerSecond());
  }
}
