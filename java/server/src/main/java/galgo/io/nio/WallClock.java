package galgo.io.nio;

import java.time.Instant;

/**
 * The time of day in microseconds without an object a reading: an anchor, carried on by the
 * monotonic clock, taken anew when the coarse clock disagrees.
 */
final class WallClock {
  private static final long TOLERANCE_MICROS = 2_000;

  private long anchorMicros;
  private long anchorNanos;

  WallClock(long nanos) {
    anchor(nanos);
  }

  long micros(long nanos) {
    long micros = anchorMicros + (nanos - anchorNanos) / 1_000;
    long coarse = System.currentTimeMillis() * 1_000;
    if (Math.abs(micros - coarse) <= TOLERANCE_MICROS) {
      return micros;
    }
    anchor(System.nanoTime());
    return anchorMicros;
  }

  private void anchor(long nanos) {
    Instant now = Instant.now();
    anchorMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    anchorNanos = nanos;
  }
}
