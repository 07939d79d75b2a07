package galgo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Runs the micro benchmarks of {@link galgo.bench.jmh}. */
@Command(
    name = "jmh",
    description = {
      "Runs the micro benchmarks (JMH).",
      "All other arguments are JMH's own: galgo bench jmh Kernels -p messageSize=1000 --json FILE"
    })
final class JmhCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  boolean help;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results with the machine's description there.")
  @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a page with them there.")
  @Nullable Path report;

  @Unmatched List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws CommandLineOptionException, RunnerException, IOException {
    Instant begin = Instant.now();
    Runner runner = new Runner(new CommandLineOptions(arguments.toArray(new String[0])));
    JmhResults results = JmhResults.of(begin, runner.run());
    System.out.println(results.machine().describe());
    Path file = json;
    if (file != null) {
      Files.writeString(file, ResultFile.json(results));
    }
    Path page = report;
    if (page != null) {
      Files.writeString(page, HtmlPage.of("jmh.js", results));
    }
    return 0;
  }
}
