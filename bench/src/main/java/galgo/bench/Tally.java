package galgo.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What one worker measured of one side. Written by that worker alone; read by others after it has
 * ended, except {@link #payloadSoFar} and the recorders, which a {@link Gathering} empties
 * meanwhile. Latencies in ns, from the intended start to the last byte of the answer, from 1 µs to
 * 10 min with three significant digits.
 */
final class Tally {
  private static final long LOWEST = 1000;
  private static final long HIGHEST = TimeUnit.MINUTES.toNanos(10);

  final SingleWriterRecorder latency = recorder();

  /** From the intended start of the send to the last byte of the poll that brought it. */
  final SingleWriterRecorder endToEnd = recorder();

  private final AtomicLong payload = new AtomicLong();
  private final Budget budget;
  long requests;
  long messages;
  long payloadBytes;
  long wireBytes;
  long emptyPolls;
  long unsent;
  long lastFinished;

  Tally(Budget budget) {
    this.budget = budget;
    lastFinished = budget.measureFrom();
  }

  private static SingleWriterRecorder recorder() {
    return new SingleWriterRecorder(LOWEST, HIGHEST, 3);
  }

  /** An empty one that takes what the recorders take. */
  static Histogram histogram() {
    return new Histogram(LOWEST, HIGHEST, 3);
  }

  /** A request that moved messages has been answered. */
  void record(long intended, long finished, int count, long payloadOfIt, long wireOfIt) {
    payload.lazySet(payload.getPlain() + payloadOfIt);
    if (!budget.measured(intended)) {
      return;
    }
    latency.recordValue(clamp(finished - intended));
    requests++;
    messages += count;
    payloadBytes += payloadOfIt;
    wireBytes += wireOfIt;
    lastFinished = Math.max(lastFinished, finished);
  }

  void recordEndToEnd(long intended, long nanos) {
    if (budget.measured(intended)) {
      endToEnd.recordValue(clamp(nanos));
    }
  }

  /** A poll that found nothing. */
  void recordEmpty(long intended) {
    if (budget.measured(intended)) {
      emptyPolls++;
    }
  }

  /**
   * A request that was never sent because the server fell behind its rate too far. It counts with
   * the time it has been waiting: leaving it out would hide that.
   */
  void recordUnsent(long intended, long now) {
    if (budget.measured(intended)) {
      latency.recordValue(clamp(now - intended));
      unsent++;
    }
  }

  /** Payload bytes moved so far, warm-up included; may be read by any thread. */
  long payloadSoFar() {
    return payload.get();
  }

  private static long clamp(long nanos) {
    return Math.clamp(nanos, 0, HIGHEST);
  }
}
