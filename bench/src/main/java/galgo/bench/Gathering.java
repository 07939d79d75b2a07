package galgo.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of one side of a run, from the recorders of all workers: those since the last look,
 * and all. Used by the thread that samples, while the workers go on recording.
 */
final class Gathering {
  private final List<Source> latency = new ArrayList<>();
  private final List<Source> endToEnd = new ArrayList<>();
  private final Histogram interval = Tally.histogram();
  private final Histogram allLatency = Tally.histogram();
  private final Histogram allEndToEnd = Tally.histogram();

  /** A recorder, and the histogram that it gives out and takes back. */
  private static final class Source {
    private final SingleWriterRecorder recorder;
    private @Nullable Histogram histogram;

    private Source(SingleWriterRecorder recorder) {
      this.recorder = recorder;
    }

    private Histogram empty() {
      Histogram taken = recorder.getIntervalHistogram(histogram);
      histogram = taken;
      return taken;
    }
  }

  Gathering(List<Tally> tallies) {
    for (Tally tally : tallies) {
      latency.add(new Source(tally.latency));
      endToEnd.add(new Source(tally.endToEnd));
    }
  }

  /** Request latencies since the last call; null when there are none. */
  Result.@Nullable Interval takeLatency() {
    return take(latency, allLatency);
  }

  /** Times from send to receipt since the last call; null when there are none. */
  Result.@Nullable Interval takeEndToEnd() {
    return take(endToEnd, allEndToEnd);
  }

  private Result.@Nullable Interval take(List<Source> sources, Histogram all) {
    interval.reset();
    for (Source source : sources) {
      interval.add(source.empty());
    }
    all.add(interval);
    return interval.getTotalCount() == 0 ? null : Result.Interval.of(interval);
  }

  /** All request latencies that were taken. */
  Histogram latency() {
    return allLatency;
  }

  /** All times from send to receipt that were taken. */
  Histogram endToEnd() {
    return allEndToEnd;
  }
}
