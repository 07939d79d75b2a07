package galgo.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import galgo.simulator.workload.Scenario;
import galgo.simulator.workload.Search;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code galgo simulate}. Exit code 0, 1 when something was found, 2 for a wrong command line. */
@Command(
    name = "galgo simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole server in one thread, in virtual time, against clients, faults and a model.",
      "A seed decides everything: the same seed and code give the same run."
    })
public final class Main implements java.util.concurrent.Callable<Integer> {
  private static final class What {
    @Option(names = "--seed", paramLabel = "N", description = "Replay one run.")
    private @Nullable Long seed;

    @Option(names = "--minutes", paramLabel = "M", description = "Search for so long.")
    private @Nullable Double minutes;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private final What what = new What();

  @Option(
      names = "--from",
      paramLabel = "N",
      description = "First seed of a search; by default a random one.")
  private @Nullable Long from;

  @Option(names = "--verbose", description = "Print every step of a replayed run.")
  private boolean verbose;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** Runs the command line and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).setUsageHelpAutoWidth(true).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("no command line");
    }
    if (!verbose && LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      // A server whose disk fails says so, thousands of times an hour.
      root.setLevel(Level.OFF);
    }
    PrintWriter out = spec.commandLine().getOut();
    Long seed = what.seed;
    if (seed != null) {
      return replay(seed, out);
    }
    double minutes = what.minutes == null ? 1 : what.minutes;
    long first = from == null ? System.nanoTime() >>> 10 : from;
    return new Search(out).run(first, minutes) == 0 ? 0 : 1;
  }

  private int replay(long seed, PrintWriter out) {
    Scenario.Result result = Scenario.run(seed, verbose ? out::println : null);
    out.println(result.options());
    out.printf(
        Locale.ROOT,
        "seed %d: %s, hash %016x, %d events, %.3f s of virtual time, %d answers, %d ends of the server%n",
        seed,
        result.failed() ? "FAILED" : "passed",
        result.hash(),
        result.events(),
        result.virtualNanos() / 1e9,
        result.answers(),
        result.crashes());
    if (result.failed()) {
      Search.print(out, result);
    }
    out.flush();
    return result.failed() ? 1 : 0;
  }
}
