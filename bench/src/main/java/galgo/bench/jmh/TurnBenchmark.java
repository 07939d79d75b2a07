package galgo.bench.jmh;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.Operation;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.io.uring.UringDriver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One turn of a driver that carries operations which do nothing: what the seam itself costs, from
 * the call that submits to the call that completes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TurnBenchmark {
  /** Which driver. */
  @Param({"uring", "nio"})
  public String driver = "nio";

  /** Operations in the turn. */
  @Param({"1", "16", "64", "256"})
  public int operations;

  private @Nullable Loop loop;
  private Operation[] nops = new Operation[0];
  private int completed;

  /** Opens the driver. */
  @Setup
  public void open() {
    loop = new Loop(open(driver));
    nops = new Operation[operations];
    for (int i = 0; i < operations; i++) {
      nops[i] =
          new Operation() {
            @Override
            protected void completed(int result, int flags, long data) {
              completed++;
            }
          };
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    if (loop != null) {
      loop.driver().close();
    }
  }

  /** Submits all and turns until all have completed. */
  @Benchmark
  public int turn() {
    Loop open = loop;
    if (open == null) {
      throw new IllegalStateException("no driver");
    }
    completed = 0;
    for (Operation nop : nops) {
      open.nop(nop);
    }
    while (completed < operations) {
      open.turn(0);
    }
    return completed;
  }

  private static Driver open(String driver) {
    return switch (driver) {
      case "uring" -> new UringDriver(512, 512);
      case "nio" -> new NioDriver(512, 512, new NioHandover());
      default -> throw new IllegalArgumentException("no driver " + driver);
    };
  }
}
