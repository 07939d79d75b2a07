package galgo.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution of latencies, up to its maximum: five points each time that the share of slower
 * ones halves.
 *
 * @param percentiles rising, the last one 100
 * @param millis of {@code percentiles} with the same index
 */
record Curve(List<Double> percentiles, List<Double> millis) {
  private static final int POINTS_PER_HALVING = 5;

  static Curve of(Histogram nanos) {
    List<Double> percentiles = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    for (HistogramIterationValue point : nanos.percentiles(POINTS_PER_HALVING)) {
      double percentile = point.getPercentileLevelIteratedTo();
      int last = percentiles.size() - 1;
      // Where few values are left many levels have the same one: the first and the last draw it.
      double value = point.getValueIteratedTo() / 1e6;
      if (last > 0 && millis.get(last) == value && millis.get(last - 1) == value) {
        percentiles.set(last, percentile);
      } else {
        percentiles.add(percentile);
        millis.add(value);
      }
    }
    return new Curve(List.copyOf(percentiles), List.copyOf(millis));
  }
}
