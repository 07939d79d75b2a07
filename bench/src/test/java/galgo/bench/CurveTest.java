package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CurveTest {
  private final Histogram histogram = Tally.histogram();

  @Test
  void everyPointIsWhatTheHistogramSaysAtThatPercentile() {
    for (int i = 1; i <= 100_000; i++) {
      histogram.recordValue(i * 10_000L);
    }
    Curve curve = Curve.of(histogram);
    assertThat(curve.millis()).hasSameSizeAs(curve.percentiles()).hasSizeGreaterThan(50);
    assertThat(curve.percentiles()).isSorted();
    assertThat(curve.millis()).isSorted();
    for (int i = 0; i < curve.percentiles().size(); i++) {
      double percentile = curve.percentiles().get(i);
      // Values are spread evenly from 0 to 1000 ms.
      assertThat(curve.millis().get(i)).isBetween(percentile * 10 - 1.1, percentile * 10 + 1.1);
    }
  }

  @Test
  void itEndsAtTheMaximum() {
    histogram.recordValue(2_000_000);
    histogram.recordValue(9_000_000);
    Curve curve = Curve.of(histogram);
    assertThat(curve.percentiles().getLast()).isEqualTo(100);
    assertThat(curve.millis().getLast()).isBetween(8.99, 9.01);
  }

  @Test
  void aLongLevelStretchIsTwoPoints() {
    for (int i = 0; i < 1000; i++) {
      histogram.recordValue(1_000_000);
    }
    assertThat(Curve.of(histogram).percentiles()).containsExactly(0.0, 100.0);
  }

  @Test
  void ofNothingThereIsNoCurve() {
    assertThat(Curve.of(histogram).percentiles()).isEmpty();
  }
}
