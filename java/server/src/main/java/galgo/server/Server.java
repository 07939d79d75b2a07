package galgo.server;

import galgo.io.Driver;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.io.uring.NativeLibrary;
import galgo.io.uring.UringDriver;
import galgo.journal.DataDirectoryException;
import galgo.server.config.ConfigurationException;
import galgo.server.config.CpuPlan;
import galgo.server.config.CpuTopology;
import galgo.server.config.DriverChoice;
import galgo.server.config.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: a {@link Node} and the threads of its shards.
 *
 * <p>Shard 0 comes up first and alone: it takes the data directory, recovers metadata and consumer
 * offsets, makes the root user of a new directory and binds the port. Then the others recover their
 * partitions, all at the same time. Connections are taken when all are up. Any thread may use it.
 */
public final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final List<Integer> cpus;
  private final boolean uring;
  private final NioHandover handover = new NioHandover();
  private final Node node;
  private final List<ShardThread> threads = new ArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private Server(Settings settings, List<Integer> cpus, boolean uring, RecentLines log) {
    this.cpus = cpus;
    this.uring = uring;
    this.node = new Node(settings, cpus.size(), NodeParts.ofProcess(log));
  }

  /** Starts as below, with no log lines to tell of. */
  static Server start(Settings settings) throws StartupException {
    return start(settings, new RecentLines());
  }

  /**
   * Starts and returns when connections are taken.
   *
   * @param log what was logged lately
   * @throws StartupException when it cannot start; the message says why and what to do
   */
  public static Server start(Settings settings, RecentLines log) throws StartupException {
    List<Integer> cpus;
    try {
      cpus = CpuPlan.of(settings.cpus(), CpuTopology.read(Path.of("/")));
    } catch (ConfigurationException e) {
      throw new StartupException(e);
    }
    Server server = new Server(settings, cpus, chooseUring(settings.driver()), log);
    server.bootAll();
    return server;
  }

  /** Where TCP connections are taken. */
  public InetSocketAddress address() {
    return node.shard(0).listener().address();
  }

  /** One line about the driver in use. */
  public String driver() {
    Driver driver = node.shard(0).driver();
    return driver.name() + " (" + driver.features() + ")";
  }

  /** Its shards, for who looks at them while they stand still. */
  Shard shard(int index) {
    return node.shard(index);
  }

  /** What it has counted; any thread. */
  Metrics metrics() {
    return node.metrics();
  }

  /** Number of shards. */
  public int shards() {
    return cpus.size();
  }

  /** Ends all connections, makes everything durable, closes. Returns when it is done. */
  public void stop() {
    for (int i = 0; i < cpus.size(); i++) {
      node.shard(i).post(Shard::stop);
    }
    awaitStop();
  }

  /**
   * Returns when the server has stopped.
   *
   * @return whether it stopped because it was told to, and not because a shard broke
   */
  public boolean awaitStop() {
    return stopped.handle((done, broken) -> broken == null).join();
  }

  private static boolean chooseUring(DriverChoice choice) throws StartupException {
    if (choice == DriverChoice.NIO) {
      return false;
    }
    String missing = UringDriver.unavailability();
    if (missing.isEmpty()) {
      return true;
    }
    if (choice == DriverChoice.URING) {
      throw new StartupException(
          "galgo.driver is \"uring\", but io_uring cannot be used: "
              + missing
              + ". Set galgo.driver to \"auto\" or \"nio\".");
    }
    LOG.warn("io_uring cannot be used, going on with the nio driver: {}", missing);
    return false;
  }

  private void bootAll() throws StartupException {
    for (int i = 0; i < cpus.size(); i++) {
      int index = i;
      ShardThread thread =
          new ShardThread(index, () -> node.boot(index, newDriver(index)), this::ended);
      threads.add(thread);
      thread.start();
      if (index == 0) {
        await(thread);
      }
    }
    for (ShardThread thread : threads) {
      await(thread);
    }
    running.set(threads.size());
    threads.forEach(ShardThread::release);
  }

  /** On the shard's thread: puts it on its CPU, where that can be done, and makes its driver. */
  private Driver newDriver(int index) {
    if (NativeLibrary.missing().isEmpty() && !NativeLibrary.pinThread(cpus.get(index))) {
      LOG.warn("shard {} cannot be pinned to CPU {} and runs on any", index, cpus.get(index));
    }
    return uring
        ? new UringDriver(Node.SUBMISSIONS, Node.COMPLETIONS)
        : new NioDriver(Node.SUBMISSIONS, Node.COMPLETIONS, handover);
  }

  private void await(ShardThread thread) throws StartupException {
    try {
      thread.booted().join();
    } catch (CompletionException e) {
      threads.forEach(ShardThread::abandon);
      switch (e.getCause()) {
        case StartupException cause -> throw cause;
        case DataDirectoryException cause -> throw new StartupException(cause);
        case null, default -> throw e;
      }
    }
  }

  private void ended(@Nullable Throwable broken) {
    if (broken != null) {
      stopped.completeExceptionally(broken);
    }
    if (running.decrementAndGet() == 0) {
      node.close();
      stopped.complete(null);
    }
  }
}
