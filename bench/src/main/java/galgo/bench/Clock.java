package galgo.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Microseconds of the epoch for a {@link System#nanoTime()}, from one reading of both clocks, so
 * that stamps and latencies of a process agree and asking allocates nothing.
 */
final class Clock {
  private final long anchorNanos = System.nanoTime();
  private final long anchorMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

  long epochMicros(long nanoTime) {
    return anchorMicros + Math.floorDiv(nanoTime - anchorNanos, 1000L);
  }
}
