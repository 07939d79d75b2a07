package galgo.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The packaged server, run as a process on a free port over one data directory; stopped, killed and
 * started again at will.
 *
 * <p>Root user is {@code iggy} with password {@code iggy}. Closing kills what still runs.
 */
final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("galgo: tcp listening on ([^ ]+):([0-9]+).*");
  private static final long PATIENCE_SECONDS = 30;

  private final Path data;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> output = new ArrayList<>();
  private Process process;
  private CompletableFuture<Integer> port = new CompletableFuture<>();
  private @Nullable Thread reader;

  private ServerProcess(Path data, Map<String, String> settings) throws IOException {
    this.data = data;
    environment.put("IGGY_TCP_ADDRESS", "127.0.0.1:0");
    environment.putAll(settings);
    process = launch();
  }

  /** Starts a server and waits until it listens. */
  static ServerProcess start(Path data, Map<String, String> settings) throws IOException {
    ServerProcess server = spawn(data, settings);
    try {
      server.port();
    } catch (IllegalStateException silent) {
      server.process.destroyForcibly();
      throw silent;
    }
    return server;
  }

  static ServerProcess start(Path data, String driver) throws IOException {
    return start(data, Map.of("GALGO_DRIVER", driver));
  }

  /** Starts a server that may well refuse to: does not wait. */
  static ServerProcess spawn(Path data, Map<String, String> settings) throws IOException {
    return new ServerProcess(data, settings);
  }

  /** The drivers to test: those the build names, without the native one where the jar has none. */
  static List<String> drivers() throws IOException {
    List<String> drivers =
        new ArrayList<>(List.of(System.getProperty("galgo.drivers", "uring,nio").split(",", -1)));
    try (JarFile jar = new JarFile(System.getProperty("galgo.jar"))) {
      if (jar.stream().noneMatch(entry -> entry.getName().startsWith("natives/"))) {
        drivers.remove("uring");
      }
    }
    return drivers;
  }

  /** The port it listens on; fails with its output if it ended instead. */
  int port() {
    try {
      return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception silent) {
      throw new IllegalStateException("the server does not listen; it said:\n" + said(), silent);
    }
  }

  /** Everything it has printed since its last start. */
  String said() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM; returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  /** Waits for the end and returns the exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server does not end; it said:\n" + said());
    }
    if (reader != null) {
      // What it said last counts, too.
      reader.join();
    }
    return process.exitValue();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Starts again on the same directory and waits until it listens; it has ended before. */
  void restart() throws IOException {
    if (process.isAlive()) {
      throw new IllegalStateException("still running");
    }
    process = launch();
    port();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private Process launch() throws IOException {
    synchronized (output) {
      output.clear();
    }
    port = new CompletableFuture<>();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-jar", System.getProperty("galgo.jar"), "server"));
    command.addAll(List.of("--data", data.toString(), "--with-default-root-credentials"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Path.of(System.getProperty("galgo.work")).toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(IGGY|GALGO)_.*"));
    builder.environment().putAll(environment);
    Process started = builder.start();
    CompletableFuture<Integer> listening = port;
    reader = Thread.ofPlatform().daemon().start(() -> read(started, listening));
    return started;
  }

  private void read(Process started, CompletableFuture<Integer> listening) {
    try (BufferedReader lines = started.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
        }
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          listening.complete(Integer.parseInt(matcher.group(2)));
        }
      }
    } catch (IOException | UncheckedIOException ended) {
      listening.completeExceptionally(ended);
    }
    listening.completeExceptionally(new IllegalStateException("its output has ended"));
  }
}
