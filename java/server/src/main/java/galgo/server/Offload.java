package galgo.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Work that takes milliseconds of processor time (password hashing), done beside the shards on one
 * thread; the result goes back as a letter. The queue is bounded: when it is full, who asks is told
 * so.
 */
final class Offload implements AutoCloseable {
  private static final int QUEUE = 4096;

  private final ThreadPoolExecutor executor;

  Offload() {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("galgo-offload").daemon().factory(),
            new ThreadPoolExecutor.AbortPolicy());
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs {@code work} on the helper thread and then posts {@code then} to the shard.
   *
   * @return false when too much waits already
   */
  boolean run(Runnable work, Shard shard, Mail then) {
    try {
      executor.execute(() -> {
        try {
          work.run();
        } finally {
          shard.post(then);
        }
      });
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
