package galgo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts runs side by side that were written by {@code --json}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Puts runs side by side that --json wrote.",
      "Each file is a column, or, where a file has several labels, each label. Repeats of a work "
          + "count by their medians; × is the ratio to the first column."
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.json", arity = "1..*", description = "What --json wrote.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a page with plots there, too.")
  @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    Comparison comparison = Comparison.ofFiles(files);
    System.out.print(comparison.text());
    Path page = report;
    if (page != null) {
      HtmlReport.write(comparison, page);
    }
    return 0;
  }
}
