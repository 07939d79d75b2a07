package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final long MILLI = 1_000_000;

  private final Budget budget = new Budget(0, Long.MAX_VALUE, Long.MAX_VALUE);
  private final Tally first = new Tally(budget);
  private final Tally second = new Tally(budget);
  private final Gathering gathering = new Gathering(List.of(first, second));

  @Test
  void anIntervalHasWhatAllWorkersRecordedSinceTheOneBefore() {
    assertThat(gathering.takeLatency()).isNull();
    record(first, 1);
    record(second, 3);
    Result.Interval interval = Objects.requireNonNull(gathering.takeLatency());
    assertThat(interval.count()).isEqualTo(2);
    assertThat(interval.p50()).isBetween(0.99, 1.01);
    assertThat(interval.max()).isBetween(2.99, 3.01);
    record(first, 7);
    assertThat(Objects.requireNonNull(gathering.takeLatency()).count()).isEqualTo(1);
    assertThat(gathering.takeLatency()).isNull();
  }

  @Test
  void nothingIsLostOfTheWhole() {
    for (int i = 1; i <= 1000; i++) {
      record(i % 3 == 0 ? first : second, i);
      if (i % 7 == 0) {
        assertThat(gathering.takeLatency()).isNotNull();
      }
    }
    assertThat(gathering.takeLatency()).isNotNull();
    assertThat(gathering.latency().getTotalCount()).isEqualTo(1000);
    assertThat(Result.Latency.of(gathering.latency()).p99()).isBetween(989.0, 991.0);
    assertThat(gathering.endToEnd().getTotalCount()).isZero();
  }

  @Test
  void receiptsAreApartFromRequests() {
    first.recordEndToEnd(1, 5 * MILLI);
    assertThat(gathering.takeLatency()).isNull();
    assertThat(Objects.requireNonNull(gathering.takeEndToEnd()).count()).isEqualTo(1);
    assertThat(gathering.endToEnd().getTotalCount()).isEqualTo(1);
  }

  private static void record(Tally tally, long millis) {
    tally.record(1, 1 + millis * MILLI, 1, 100, 164);
  }
}
