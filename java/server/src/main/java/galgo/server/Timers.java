package galgo.server;

import java.util.ArrayList;
import java.util.List;

/**
 * A shard's recurring work, by the driver's monotonic time. A handful of entries; each runs at most
 * once a turn.
 */
final class Timers {
  private static final class Timer {
    final long intervalNanos;
    final Runnable work;
    long dueNanos;

    Timer(long intervalNanos, long dueNanos, Runnable work) {
      this.intervalNanos = intervalNanos;
      this.dueNanos = dueNanos;
      this.work = work;
    }
  }

  private final List<Timer> timers = new ArrayList<>();
  private long next = Long.MAX_VALUE;

  /** Runs {@code work} every {@code intervalNanos} from {@code nowNanos} on. */
  void every(long intervalNanos, long nowNanos, Runnable work) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("an interval of " + intervalNanos + " ns");
    }
    timers.add(new Timer(intervalNanos, nowNanos + intervalNanos, work));
    next = Math.min(next, nowNanos + intervalNanos);
  }

  /** When something is due next, or Long.MAX_VALUE. */
  long next() {
    return next;
  }

  void run(long nowNanos) {
    if (nowNanos < next) {
      return;
    }
    next = Long.MAX_VALUE;
    for (Timer timer : timers) {
      if (timer.dueNanos <= nowNanos) {
        timer.dueNanos = nowNanos + timer.intervalNanos;
        timer.work.run();
      }
      next = Math.min(next, timer.dueNanos);
    }
  }
}
