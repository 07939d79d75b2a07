package galgo.bench;

import java.net.InetSocketAddress;
import java.util.List;

/** Results of runs that never were. */
final class Results {
  private static final Machine MACHINE = new Machine(2, "a processor", 8L << 30, "Linux 6", "25");

  private Results() {}

  /** A producing run, whose percentiles are multiples of one latency. */
  static Result produced(String label, int batch, double mbPerSecond, double millis) {
    return produced(label, batch, mbPerSecond, millis, new Result.ServerUse(7, 1, 0.25, 500 << 20));
  }

  static Result unseen(String label, int batch, double mbPerSecond, double millis) {
    return produced(label, batch, mbPerSecond, millis, null);
  }

  private static Result produced(
      String label,
      int batch,
      double mbPerSecond,
      double millis,
      Result.@org.jspecify.annotations.Nullable ServerUse use) {
    Result.Latency latency =
        new Result.Latency(
            millis, 2 * millis, 3 * millis, 4 * millis, 5 * millis, 6 * millis, millis);
    Curve curve = new Curve(List.of(0.0, 50.0, 100.0), List.of(millis / 2, millis, 6 * millis));
    Result.SideResult side =
        new Result.SideResult(
            2,
            100,
            100_000,
            100_000_000,
            mbPerSecond,
            1.1 * mbPerSecond,
            1000 * mbPerSecond,
            latency,
            curve,
            null,
            null,
            0,
            0);
    return new Result(
        "2026-01-02T03:04:05Z",
        label,
        "synced",
        MACHINE,
        Result.Settings.of(plan(batch)),
        side,
        null,
        use,
        0.125,
        List.of(
            new Result.Sample(0, 0, 0, 0, 1 << 20, null, null, null),
            new Result.Sample(
                0.25, 50_000_000, 0, 0.5, 2 << 20, new Result.Interval(5, 1, 2, 3), null, null)));
  }

  private static Plan plan(int batch) {
    return new Plan(
        Workload.PRODUCE,
        new InetSocketAddress("127.0.0.1", 8090),
        "iggy",
        "secret",
        2,
        0,
        1,
        1,
        4,
        1000,
        batch,
        100_000_000,
        0,
        0,
        0,
        0,
        1,
        false,
        null,
        false,
        -1,
        0,
        false);
  }
}
