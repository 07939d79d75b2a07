package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.uring.UringDriver;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark that nobody runs rots: each is run for a moment, for its working and not its figure.
 */
class MicroBenchmarksTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException, IOException {
    boolean withNative = UringDriver.unavailability().isEmpty();
    Options options =
        new OptionsBuilder()
            .include("galgo\\..*Benchmark\\.")
            .param("driver", withNative ? new String[] {"uring", "nio"} : new String[] {"nio"})
            .param(
                "implementation", withNative ? new String[] {"c", "java"} : new String[] {"java"})
            .param("from", "cache")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(5))
            .shouldFailOnError(true)
            .jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    assertThat(results).hasSizeGreaterThan(20);
    JmhResults read = JmhResults.of(Instant.EPOCH, results);
    assertThat(read.lines()).hasSameSizeAs(results);
    assertThat(read.lines())
        .extracting(JmhResults.Line::suite)
        .contains(
            "Decode",
            "IndexLookup",
            "Kernels",
            "Mailbox",
            "Pool",
            "SharedRead",
            "TailRead",
            "Turn");
    assertThat(read.lines()).allSatisfy(line -> assertThat(line.score()).isPositive());
    assertThat(ResultFile.json(read)).contains("\"error\":null", "\"operations\":\"256\"");
    assertThat(HtmlPage.of("jmh.js", read)).contains("galgo bench jmh", "roundTrip");
  }
}
