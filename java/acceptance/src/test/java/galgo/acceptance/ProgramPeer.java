package galgo.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A peer that is a program of its own, with the commands {@code produce}, {@code consume} and
 * {@code member}.
 */
final class ProgramPeer implements Peer {
  private static final long PATIENCE_SECONDS = 120;

  private final String name;
  private final List<String> program;
  private final List<String> mode;
  private final boolean givesIds;

  private ProgramPeer(String name, List<String> program, List<String> mode, boolean givesIds) {
    this.name = name;
    this.program = program;
    this.mode = mode;
    this.givesIds = givesIds;
  }

  static ProgramPeer python(String version) throws Exception {
    Python python = Python.prepare(version);
    Path script = Path.of(Python.class.getResource("/python/peer.py").toURI());
    List<String> program = List.of(python.interpreter().toString(), script.toString());
    return new ProgramPeer("Python " + version, program, List.of(), version.equals(Python.NEWER));
  }

  /**
   * @param mode of the producer, {@code direct} or {@code background}; the consumer goes by it
   */
  static ProgramPeer rust(String binary, String mode) {
    return new ProgramPeer("Rust 0.11.0 " + mode, List.of(binary), List.of(mode), true);
  }

  @Override
  public boolean givesIds() {
    return givesIds;
  }

  @Override
  public void produce(int port, String topic, int first, int count) throws Exception {
    List<String> words = new ArrayList<>(List.of("produce", "" + port, STREAM, topic));
    words.addAll(List.of("" + first, "" + count));
    words.addAll(mode);
    run(
        start(words),
        line -> {
          throw new AssertionError(name + " says " + line);
        });
  }

  @Override
  public List<Received> consume(int port, String topic) throws Exception {
    List<Received> received = new ArrayList<>();
    List<String> words = new ArrayList<>(List.of("consume", "" + port, STREAM, topic));
    words.addAll(mode);
    run(start(words), line -> received.add(Received.parse(line)));
    return received;
  }

  @Override
  public Member join(int port, String topic, String group, Consumer<Received> taker)
      throws Exception {
    Process process = start(List.of("member", "" + port, STREAM, topic, group));
    CountDownLatch joined = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() ->
                read(
                    process,
                    line -> {
                      switch (line) {
                        case "joined" -> joined.countDown();
                        case "left" -> {}
                        default -> taker.accept(Received.parse(line));
                      }
                    }));
    if (!joined.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(name + " does not join");
    }
    return new Member() {
      @Override
      public void leave() throws Exception {
        try (OutputStream in = process.getOutputStream()) {
          in.write('\n');
        }
        end(process);
        reader.join();
      }

      @Override
      public void kill() {
        process.destroyForcibly();
      }
    };
  }

  private Process start(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(words);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void run(Process process, Consumer<String> taker) throws Exception {
    read(process, taker);
    end(process);
  }

  private static void read(Process process, Consumer<String> taker) {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(taker);
    } catch (IOException | UncheckedIOException unread) {
      // The output of a program that was killed may end anyhow.
      if (process.isAlive()) {
        throw new AssertionError(unread);
      }
    }
  }

  private void end(Process process) throws InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(name + (ended ? " failed: " + process.exitValue() : " hangs"));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
