package galgo.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code galgo fuzz}. Exit code 0, 1 when something was found, 2 for a wrong command line. */
@Command(
    name = "galgo fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Searches, guided by coverage, for bytes that what decodes them does not stand.",
      "A search goes on where the last one of the same target ended."
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "For so long in all, shared by the targets; 10 by default.")
  private double minutes;

  @Option(
      names = "--keep",
      description = "Make the corpus in the repository anew from what searches have brought.")
  private boolean keep;

  @Option(names = "--corpus", hidden = true, required = true)
  private @Nullable Path corpora;

  @Option(names = "--work", hidden = true, required = true)
  private @Nullable Path work;

  @Parameters(paramLabel = "TARGET", arity = "0..*", description = "One or more; all by default.")
  private List<String> targets = List.of();

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** Runs the command line and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).setUsageHelpAutoWidth(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (spec == null || corpora == null || work == null) {
      throw new IllegalStateException("no command line");
    }
    CommandLine line = spec.commandLine();
    for (String target : targets) {
      if (!Targets.names().contains(target)) {
        throw new CommandLine.ParameterException(
            line,
            "There is no target \""
                + target
                + "\"; there are "
                + String.join(", ", Targets.names()));
      }
    }
    List<String> names = targets.isEmpty() ? Targets.names() : targets;
    long seconds = Math.max(1, Math.round(minutes * 60 / names.size()));
    PrintWriter out = line.getOut();
    boolean found = false;
    for (String name : names) {
      Search search = new Search(name, corpora, work, out);
      boolean here = search.run(seconds);
      found |= here;
      Figures figures = search.figures();
      out.printf(
          Locale.ROOT,
          "%s: %,d executions, %d branches, %d features, %d inputs, %s%n",
          name,
          figures.executions(),
          figures.edges(),
          figures.features(),
          figures.inputs(),
          here ? "FOUND: see " + work.resolve(name) : "nothing found");
      out.flush();
      if (keep && !here) {
        search.keep();
      }
    }
    return found ? 1 : 0;
  }
}
