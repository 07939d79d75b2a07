package galgo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
      "Arguments are JMH's own: galgo bench jmh Kernels -p messageSize=1000 -rf json -rff FILE"
    })
final class JmhCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  boolean help;

  @Unmatched List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws CommandLineOptionException, RunnerException {
    new Runner(new CommandLineOptions(arguments.toArray(new String[0]))).run();
    System.out.println(Machine.here().describe());
    return 0;
  }
}
