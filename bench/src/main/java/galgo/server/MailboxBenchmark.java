package galgo.server;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.io.uring.UringDriver;
import java.util.concurrent.CompletableFuture;
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
 * A letter from one thread to another and back, as an exchange travels between two shards. Needs
 * two processors. In this package, for its reach.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@SuppressWarnings("NullAway") // the letter has no use for the shard it is delivered to
public class MailboxBenchmark {
  private static final long MOST_SLEEP_NANOS = 100_000_000;

  /** What the other thread sleeps in. */
  @Param({"uring", "nio"})
  public String driver = "nio";

  /** Whether the other thread is {@code awake} and looks, or {@code asleep} in its driver. */
  @Param({"awake", "asleep"})
  public String receiver = "awake";

  private final CompletableFuture<Mailbox> there = new CompletableFuture<>();
  private @Nullable Mailbox here;
  private @Nullable Mailbox other;
  private @Nullable Driver ownDriver;
  private @Nullable Thread thread;
  private volatile boolean running;
  private boolean back;

  private final Mail answer = shard -> back = true;
  private final Mail letter = shard -> mine().post(answer);

  /** Starts the other thread. */
  @Setup
  public void start() {
    Driver opened = open(driver);
    ownDriver = opened;
    here = new Mailbox(opened);
    running = true;
    thread = Thread.ofPlatform().daemon().start(this::receive);
    other = there.join();
  }

  /** Stops it. */
  @TearDown
  public void stop() throws InterruptedException {
    running = false;
    thread.join();
    ownDriver.close();
  }

  /** There and back. */
  @Benchmark
  public void roundTrip() {
    back = false;
    other.post(letter);
    while (!back) {
      if (mine().deliver(null, 1) == 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** Posted and taken by one thread: the queue alone. */
  @Benchmark
  public void postAndTake() {
    mine().post(answer);
    mine().deliver(null, 1);
  }

  private Mailbox mine() {
    return here;
  }

  private void receive() {
    try (Driver opened = open(driver)) {
      Loop loop = new Loop(opened);
      Mailbox box = new Mailbox(opened);
      boolean sleeps = receiver.equals("asleep");
      there.complete(box);
      while (running) {
        if (box.deliver(null, 1) > 0) {
          continue;
        }
        if (sleeps && box.prepareSleep()) {
          loop.turn(MOST_SLEEP_NANOS);
          box.awake();
        } else {
          Thread.onSpinWait();
        }
      }
    } catch (RuntimeException e) {
      there.completeExceptionally(e);
      throw e;
    }
  }

  private static Driver open(String driver) {
    return switch (driver) {
      case "uring" -> new UringDriver(512, 512);
      case "nio" -> new NioDriver(512, 512, new NioHandover());
      default -> throw new IllegalArgumentException("no driver " + driver);
    };
  }
}
