package galgo.bench;

/**
 * When the requests of one session are meant to start. Open loop: at fixed times, whatever the
 * server does, so that a request kept back by a slow answer is late by as much and its latency says
 * so. Closed loop: as soon as the one before has been answered.
 */
final class Pace {
  private final double intervalNanos;
  private final long first;
  private long count;

  private Pace(long first, double intervalNanos) {
    this.first = first;
    this.intervalNanos = intervalNanos;
  }

  static Pace closedLoop() {
    return new Pace(0, 0);
  }

  /**
   * Session {@code index} of {@code sessions} that share a rate evenly, staggered so that they do
   * not all fire at once.
   */
  static Pace openLoop(long start, double requestsPerSecond, int index, int sessions) {
    double interval = 1e9 * sessions / requestsPerSecond;
    return new Pace(start + (long) (interval * index / sessions), interval);
  }

  boolean isOpenLoop() {
    return intervalNanos > 0;
  }

  /** Intended start of the next request. */
  long next(long now) {
    return isOpenLoop() ? first + (long) (intervalNanos * count) : now;
  }

  /** The next request has started. */
  void advance() {
    count++;
  }
}
