package galgo.server;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one shard: brings it up, turns it until it has stopped, and takes the server down
 * when it breaks.
 */
final class ShardThread {
  private static final Logger LOG = LoggerFactory.getLogger(ShardThread.class);

  /** Makes the shard, on its own thread: a driver belongs to the thread that made it. */
  interface Boot {
    Shard boot() throws StartupException;
  }

  /** Told, on the shard's thread, when a shard that was up has ended. */
  interface Ended {
    /**
     * @param broken why, when it was not told to stop
     */
    void ended(@Nullable Throwable broken);
  }

  private final Thread thread;
  private final CompletableFuture<Shard> booted = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private final Ended ended;

  ShardThread(int index, Boot boot, Ended ended) {
    this.ended = ended;
    thread = Thread.ofPlatform().name("galgo-shard-" + index).unstarted(() -> run(boot));
  }

  void start() {
    thread.start();
  }

  /** Completes with the shard when it is up, or with the reason why it is not. */
  CompletableFuture<Shard> booted() {
    return booted;
  }

  /** Lets the shard begin its turns: all shards are up. */
  void release() {
    released.complete(null);
  }

  /** Gives up a start: the thread ends without a turn. */
  void abandon() {
    released.cancel(false);
  }

  private void run(Boot boot) {
    Shard shard;
    try {
      shard = boot.boot();
    } catch (Throwable failure) {
      booted.completeExceptionally(failure);
      return;
    }
    booted.complete(shard);
    try {
      if (released.handle((ok, abandoned) -> abandoned == null).join()) {
        shard.start();
        while (!shard.stopped()) {
          shard.turn(true);
        }
      }
      shard.close();
      ended.ended(null);
    } catch (Throwable broken) {
      LOG.error(
          "{} broke and the server stops; nothing unwritten was acknowledged as written",
          thread.getName(),
          broken);
      ended.ended(broken);
    }
  }
}
