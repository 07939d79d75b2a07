package galgo.bench;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What micro benchmarks measured, and where; the JSON form, too. */
record JmhResults(String startedAt, Machine machine, List<Line> lines) {
  /**
   * One benchmark with one set of parameters.
   *
   * @param suite its class, {@code Turn} for instance
   * @param error half of the interval that holds the mean with 99.9 %; null of too few values
   */
  record Line(
      String suite,
      String benchmark,
      Map<String, String> parameters,
      double score,
      @Nullable Double error,
      String unit) {}

  static JmhResults of(Instant startedAt, Collection<RunResult> results) {
    return new JmhResults(
        startedAt.toString(), Machine.here(), results.stream().map(JmhResults::line).toList());
  }

  private static Line line(RunResult result) {
    BenchmarkParams params = result.getParams();
    String[] names = params.getBenchmark().split("\\.", -1);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String key : params.getParamsKeys()) {
      parameters.put(key, Objects.requireNonNull(params.getParam(key)));
    }
    Result<?> primary = result.getPrimaryResult();
    double error = primary.getScoreError();
    return new Line(
        names[names.length - 2].replaceFirst("Benchmark$", ""),
        names[names.length - 1],
        parameters,
        primary.getScore(),
        Double.isNaN(error) ? null : error,
        primary.getScoreUnit());
  }
}
