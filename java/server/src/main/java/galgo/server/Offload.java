package galgo.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work that takes milliseconds of processor time (password hashing), done beside the shards on one
 * thread; the result goes back as a letter. The queue is bounded: when it is full, who asks is told
 * so. A simulation has it done at once.
 */
final class Offload implements AutoCloseable {
  private static final int QUEUE = 4096;

  private final @Nullable ThreadPoolExecutor executor;

  private Offload(@Nullable ThreadPoolExecutor executor) {
    this.executor = executor;
  }

  /** Work is done where it is asked for. */
  static Offload inline() {
    return new Offload(null);
  }

  static Offload threaded() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("galgo-offload").daemon().factory(),
            new ThreadPoolExecutor.AbortPolicy());
    executor.allowCoreThreadTimeOut(true);
    return new Offload(executor);
  }

  /**
   * Runs {@code work} on the helper thread and then posts {@code then} to the shard.
   *
   * @return false when too much waits already
   */
  boolean run(Runnable work, Shard shard, Mail then) {
    Runnable both =
        () -> {
          try {
            work.run();
          } finally {
            shard.post(then);
          }
        };
    if (executor == null) {
      both.run();
      return true;
    }
    try {
      executor.execute(both);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
