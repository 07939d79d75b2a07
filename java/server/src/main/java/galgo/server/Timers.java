package galgo.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A shard's recurring work, and what is to be done once after a while, by the driver's monotonic
 * time. A handful of recurring entries; each runs at most once a turn.
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

  private record Delayed(long dueNanos, Runnable work) {}

  private final List<Timer> timers = new ArrayList<>();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::dueNanos));
  private long next = Long.MAX_VALUE;

  /** Runs {@code work} every {@code intervalNanos} from {@code nowNanos} on. */
  void every(long intervalNanos, long nowNanos, Runnable work) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("an interval of " + intervalNanos + " ns");
    }
    timers.add(new Timer(intervalNanos, nowNanos + intervalNanos, work));
    next = Math.min(next, nowNanos + intervalNanos);
  }

  /** Runs {@code work} once, {@code nanos} after {@code nowNanos}. */
  void after(long nanos, long nowNanos, Runnable work) {
    delayed.add(new Delayed(nowNanos + nanos, work));
    next = Math.min(next, nowNanos + nanos);
  }

  /** Runs at once what waits to be run once; what that asks for anew waits for its time. */
  void runDelayed() {
    List<Delayed> waiting = new ArrayList<>(delayed);
    delayed.clear();
    waiting.sort(Comparator.comparingLong(Delayed::dueNanos));
    waiting.forEach(each -> each.work().run());
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
    Delayed first = delayed.peek();
    while (first != null && first.dueNanos() <= nowNanos) {
      delayed.remove();
      first.work().run();
      first = delayed.peek();
    }
    if (first != null) {
      next = Math.min(next, first.dueNanos());
    }
  }
}
