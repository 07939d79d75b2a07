package galgo.simulator.workload;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Runs seed after seed, on all processors, and prints what it finds. */
public final class Search {
  private static final long REPORT_NANOS = 60_000_000_000L;

  private final PrintWriter out;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong virtual = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong ends = new AtomicLong();
  private final AtomicLong findings = new AtomicLong();
  private long deadline;

  public Search(PrintWriter out) {
    this.out = out;
  }

  /**
   * Searches from a seed on.
   *
   * @return how many seeds failed
   */
  public long run(long first, double minutes) throws InterruptedException {
    long start = System.nanoTime();
    next.set(first);
    deadline = start + (long) (minutes * 60e9);
    say("searching from seed " + first + " on, for " + minutes + " minutes");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofPlatform().name("simulate-" + i).start(this::work));
    }
    long report = start + REPORT_NANOS;
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofSeconds(1))) {
        if (System.nanoTime() - report > 0) {
          report(start);
          report += REPORT_NANOS;
        }
      }
    }
    report(start);
    return findings.get();
  }

  private void work() {
    while (System.nanoTime() - deadline < 0) {
      Scenario.Result result = Scenario.run(next.getAndIncrement(), null);
      runs.incrementAndGet();
      virtual.addAndGet(result.virtualNanos());
      answers.addAndGet(result.answers());
      ends.addAndGet(result.crashes());
      if (result.failed()) {
        findings.incrementAndGet();
        synchronized (out) {
          print(out, result);
          out.flush();
        }
      }
    }
  }

  private void report(long start) {
    double minutes = (System.nanoTime() - start) / 60e9;
    say(
        String.format(
            Locale.ROOT,
            "%.1f min: %d seeds (%.0f a minute), %.1f virtual minutes (%.1f a minute), %d answers,"
                + " %d ends of the server, %d findings",
            minutes,
            runs.get(),
            runs.get() / minutes,
            virtual.get() / 60e9,
            virtual.get() / 60e9 / minutes,
            answers.get(),
            ends.get(),
            findings.get()));
  }

  private void say(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  /** Prints a finding: what, how to see it again, and what came before it. */
  public static void print(PrintWriter out, Scenario.Result result) {
    out.println("FOUND with seed " + result.seed() + ": " + result.finding());
    out.println("  " + result.options());
    out.println("  again: ./galgo simulate --seed " + result.seed());
    result.trace().forEach(line -> out.println("  " + line));
  }
}
