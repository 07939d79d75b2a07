package galgo.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A Galgo server of our own, on a free port and with a data directory that goes with it. */
final class ServerUnderTest implements AutoCloseable {
  static final String USER = "iggy";
  static final String PASSWORD = "iggy";

  /** The line by which a server says that it can be used. */
  private static final String LISTENING = "galgo: tcp listening on ";

  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 60;
  private static final int KEPT_LINES = 20;

  private final Process process;
  private final Path directory;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();

  private ServerUnderTest(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param command what starts it; everything else is told by the environment
   * @param driver {@code uring} or {@code nio}
   * @param durability {@code memory}, {@code written} or {@code synced}
   * @param parent where the data directory is made: the disk that is measured
   */
  static ServerUnderTest start(List<String> command, String driver, String durability, Path parent)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(parent, "galgo-bench-");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GALGO_DRIVER", driver,
                "IGGY_TCP_ADDRESS", "127.0.0.1:0",
                "IGGY_SYSTEM_PATH", directory.resolve("data").toString(),
                "IGGY_SYSTEM_PARTITION_DURABILITY", durability,
                "IGGY_ROOT_USERNAME", USER,
                "IGGY_ROOT_PASSWORD", PASSWORD));
    ServerUnderTest server = new ServerUnderTest(builder.start(), directory);
    Thread.ofPlatform().daemon().name("server output").start(server::readOutput);
    try {
      server.address.get(START_SECONDS, TimeUnit.SECONDS);
      return server;
    } catch (ExecutionException | TimeoutException e) {
      server.close();
      throw new IOException("the server did not start; it said:\n" + server.said(), e);
    }
  }

  InetSocketAddress address() {
    return address.join();
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
        int at = line.indexOf(LISTENING);
        if (at >= 0) {
          address.complete(
              ServerOptions.parseAddress(line.substring(at + LISTENING.length()).trim()));
        }
      }
      address.completeExceptionally(new IOException("it ended"));
    } catch (IOException | IllegalArgumentException e) {
      address.completeExceptionally(e);
    }
  }

  private synchronized void keep(String line) {
    lastLines.add(line);
    if (lastLines.size() > KEPT_LINES) {
      lastLines.remove();
    }
  }

  private synchronized String said() {
    return String.join("\n", lastLines);
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(ServerUnderTest::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
