package galgo.bench;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When a side of a run (the producers, the consumers) ends, and which of its requests are measured.
 * Shared by all workers. Times are of {@link System#nanoTime()}.
 */
final class Budget {
  private final long measureFrom;
  private final long deadline;
  private final AtomicLong messages;

  /**
   * @param measureFrom requests meant to start earlier are warm-up
   * @param deadline no request is meant to start at or after it
   * @param messages measured messages; {@link Long#MAX_VALUE} when time alone ends the run
   */
  Budget(long measureFrom, long deadline, long messages) {
    this.measureFrom = measureFrom;
    this.deadline = deadline;
    this.messages = new AtomicLong(messages);
  }

  /**
   * @param times how often each message of the plan is to be moved
   */
  static Budget of(Plan plan, long start, int times) {
    long measureFrom = start + (long) (plan.warmupSeconds() * 1e9);
    return plan.bytes() > 0
        ? new Budget(
            measureFrom, Long.MAX_VALUE, times * Math.ceilDiv(plan.bytes(), plan.messageSize()))
        : new Budget(measureFrom, measureFrom + (long) (plan.seconds() * 1e9), Long.MAX_VALUE);
  }

  /** Whether a request meant to start then counts. */
  boolean measured(long intended) {
    return intended - measureFrom >= 0;
  }

  /** Whether another request may start. */
  boolean open(long intended) {
    return (deadline == Long.MAX_VALUE || intended - deadline < 0)
        && (!measured(intended) || messages.get() > 0);
  }

  /**
   * Takes messages out of the budget: before a send, so that a side sends exactly its budget; after
   * a poll, since only then it is known what there was.
   */
  void take(long intended, int count) {
    if (measured(intended)) {
      messages.addAndGet(-count);
    }
  }

  long measureFrom() {
    return measureFrom;
  }

  long deadline() {
    return deadline;
  }
}
