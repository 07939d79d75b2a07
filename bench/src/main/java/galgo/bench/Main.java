package galgo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code galgo bench}. Exit code 0, 1 when a run fails, 2 for a wrong command line. */
@Command(
    name = "galgo bench",
    mixinStandardHelpOptions = true,
    description = "Loads a server of the classic Iggy 0.8 wire over TCP and measures its answers.",
    subcommands = {
      IdleCommand.class,
      CompareCommand.class,
      NativeVsJavaCommand.class,
      JmhCommand.class
    })
public final class Main {
  private static final long ENOUGH_FOR_P9999 = 10_000;

  /** Runs the command line and ends the process. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, parsed) -> {
          command.getErr().println("bench: " + (e.getMessage() == null ? e : e.getMessage()));
          return e instanceof IllegalArgumentException ? 2 : 1;
        })
        .execute(args);
  }

  @Command(description = "Sends batches.", mixinStandardHelpOptions = true)
  int produce(@Mixin LoadOptions options) throws IOException, InterruptedException {
    return load(Workload.PRODUCE, options);
  }

  @Command(
      description = "Lays data down, then polls it by offset.",
      mixinStandardHelpOptions = true)
  int consume(@Mixin LoadOptions options) throws IOException, InterruptedException {
    return load(Workload.CONSUME, options);
  }

  @Command(
      description = "Sends and polls at once; tells the time from send to receipt, too.",
      mixinStandardHelpOptions = true)
  int both(@Mixin LoadOptions options) throws IOException, InterruptedException {
    return load(Workload.BOTH, options);
  }

  @Command(
      description = "Sends, and polls by consumer groups with auto-commit.",
      mixinStandardHelpOptions = true)
  int group(@Mixin LoadOptions options) throws IOException, InterruptedException {
    return load(Workload.GROUP, options);
  }

  @Command(
      name = "end-to-end",
      description =
          "Sends at a rate and polls without pause: the time from when a message was meant to be "
              + "sent until a consumer has it.",
      mixinStandardHelpOptions = true)
  int endToEnd(@Mixin LoadOptions options) throws IOException, InterruptedException {
    return load(Workload.END_TO_END, options);
  }

  private static int load(Workload workload, LoadOptions options)
      throws IOException, InterruptedException {
    options.server.use(address -> load(options.plan(workload, address), options));
    return 0;
  }

  private static void load(Plan plan, LoadOptions options)
      throws IOException, InterruptedException {
    Progress progress = options.quiet ? Progress.silent() : Progress.to(System.err);
    Result result = Run.execute(plan, options.label, options.server.durability, progress);
    System.out.print(Report.HEADER + Report.rows(result));
    printRemarks(result);
    Path json = options.json;
    if (json != null) {
      ResultFile.write(List.of(result), json);
    }
    Path page = options.report;
    if (page != null) {
      String name = result.label().isEmpty() ? plan.workload().text() : result.label();
      Comparison.Column column = new Comparison.Column(name, List.of(result));
      HtmlReport.write(Comparison.of(List.of(column)), page);
    }
  }

  private static void printRemarks(Result result) {
    System.out.println();
    System.out.println(result.machine().describe());
    System.out.printf(
        "MB/s is 10^6 payload bytes, as iggy-bench counts; the generator took %.2f s of CPU per GB%n",
        result.clientCpuSecondsPerGb());
    printRemarks("sends", result.produce());
    printRemarks("polls", result.consume());
  }

  private static void printRemarks(String what, Result.@Nullable SideResult side) {
    if (side == null) {
      return;
    }
    if (side.requests() < ENOUGH_FOR_P9999) {
      System.out.printf("%d %s: p99.99 is their maximum%n", side.requests(), what);
    }
    if (side.unsent() > 0) {
      System.out.printf(
          "%d %s were never made: the server fell behind the rate; they count as waiting%n",
          side.unsent(), what);
    }
  }
}
