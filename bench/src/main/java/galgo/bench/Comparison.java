package galgo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Results side by side: what is compared stands in columns, the works that were done in sections.
 * Repeats of one work in one column count as one, by their medians.
 */
record Comparison(List<Column> columns, List<Section> sections) {
  /**
   * @param name of a server, a driver, a file
   */
  record Column(String name, List<Result> results) {}

  /**
   * One work.
   *
   * @param repeats of each column, empty where it was not done
   */
  record Section(String work, List<List<Result>> repeats) {
    /** What each column had of a part; empty where a column had none. */
    List<List<Figure.PartOfRun>> of(Figure.Part part) {
      List<List<Figure.PartOfRun>> columns = new ArrayList<>();
      for (List<Result> results : repeats) {
        List<Figure.PartOfRun> parts = new ArrayList<>();
        for (Result result : results) {
          Figure.PartOfRun found = part.of(result);
          if (found != null) {
            parts.add(found);
          }
        }
        columns.add(parts);
      }
      return columns;
    }

    boolean has(Figure.Part part) {
      return of(part).stream().anyMatch(column -> !column.isEmpty());
    }
  }

  /** Sections in the order in which the works first come up. */
  static Comparison of(List<Column> columns) {
    Set<String> works = new LinkedHashSet<>();
    columns.forEach(column -> column.results.forEach(result -> works.add(result.work())));
    boolean oneEach =
        columns.stream()
            .allMatch(c -> c.results.stream().map(Result::work).distinct().count() == 1);
    List<Section> sections = new ArrayList<>();
    if (oneEach) {
      // What differs is what is to be compared: batch sizes, servers, durabilities.
      sections.add(
          new Section(String.join(" | ", works), columns.stream().map(Column::results).toList()));
    } else {
      for (String work : works) {
        sections.add(
            new Section(
                work,
                columns.stream()
                    .map(c -> c.results.stream().filter(r -> r.work().equals(work)).toList())
                    .toList()));
      }
    }
    return new Comparison(List.copyOf(columns), sections);
  }

  /** Each file a column, or, where a file has results of several labels, each label of it. */
  static Comparison ofFiles(List<Path> files) throws IOException {
    List<Column> columns = new ArrayList<>();
    for (Path file : files) {
      Map<String, List<Result>> labels = new LinkedHashMap<>();
      for (Result result : ResultFile.read(file)) {
        labels.computeIfAbsent(result.label(), l -> new ArrayList<>()).add(result);
      }
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
      labels.forEach((label, results) ->
          columns.add(
              new Column(
                  labels.size() == 1 ? name : files.size() == 1 ? label : name + " " + label,
                  results)));
    }
    return of(columns);
  }

  /** As Markdown tables, one for each part of each section; later columns with their ratio. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      text.append(section.work).append('\n');
      for (Figure.Part part : Figure.Part.values()) {
        if (section.has(part)) {
          text.append('\n').append(table(part, section.of(part)));
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  private String table(Figure.Part part, List<List<Figure.PartOfRun>> parts) {
    StringBuilder text = new StringBuilder("| " + part.text + " |");
    StringBuilder line = new StringBuilder("|---|");
    for (int c = 0; c < columns.size(); c++) {
      text.append(' ').append(columns.get(c).name()).append(c == 0 ? " |" : " | × |");
      line.append(c == 0 ? "---|" : "---|---|");
    }
    text.append('\n').append(line).append('\n');
    for (Figure figure : Figure.values()) {
      text.append("| ").append(figure.text).append(" |");
      Double first = null;
      for (int c = 0; c < parts.size(); c++) {
        Double value = figure.median(parts.get(c));
        text.append(' ').append(figure.format(value)).append(" |");
        if (c == 0) {
          first = value;
        } else {
          text.append(' ').append(ratio(value, first)).append(" |");
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  static String ratio(@Nullable Double value, @Nullable Double first) {
    return value == null || first == null || first == 0
        ? "–"
        : String.format(Locale.ROOT, "%.2f", value / first);
  }
}
