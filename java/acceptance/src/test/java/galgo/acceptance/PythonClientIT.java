package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Python client as Apache Iggy ships it (and the Rust client inside it), at work. */
class PythonClientIT {
  /** Messages from one generation to the other: what they hold is checked with more elsewhere. */
  private static final String CROSSING = "20000";

  private static final int MESSAGES = 10_000;

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void everyMethodDoesWhatItSays(String driver, @TempDir Path data) throws Exception {
    Python python = Python.prepare();
    try (ServerProcess server = ServerProcess.start(data, driver);
        CommandRelay relay = new CommandRelay("python", server.port())) {
      assertThat(python.script("methods.py", "" + relay.port())).contains("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void everyMessageComesBackByEveryStrategyAndToAGroupAfterARestart(
      String driver, @TempDir Path data) throws Exception {
    Python python = Python.prepare();
    try (ServerProcess server = ServerProcess.start(data, driver)) {
      assertThat(python.script("messages.py", "fill", "" + server.port())).contains("ok");
      assertThat(server.stop()).isZero();
      server.restart();
      assertThat(python.script("messages.py", "verify", "" + server.port())).contains("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void whatEitherGenerationSendsTheOtherReads(String driver, @TempDir Path data) throws Exception {
    Python classic = Python.prepare(Python.CLASSIC);
    Python newer = Python.prepare(Python.NEWER);
    sendAndRead(newer, classic, driver, data.resolve("a"));
    sendAndRead(classic, newer, driver, data.resolve("b"));
    sendAndRead(newer, newer, driver, data.resolve("c"));
  }

  private static void sendAndRead(Python sender, Python reader, String driver, Path data)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver)) {
      assertThat(sender.script("messages.py", "fill", "" + server.port(), CROSSING)).contains("ok");
      assertThat(server.stop()).isZero();
      server.restart();
      assertThat(reader.script("messages.py", "verify", "" + server.port(), CROSSING))
          .contains("ok");
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void aGroupOfMembersOfBothGenerationsGetsEachMessageOnce(String driver, @TempDir Path data)
      throws Exception {
    Python classic = Python.prepare(Python.CLASSIC);
    Python newer = Python.prepare(Python.NEWER);
    try (ServerProcess server = ServerProcess.start(data, driver);
        ExecutorService members = Executors.newVirtualThreadPerTaskExecutor()) {
      String port = "" + server.port();
      newer.script("group.py", "make", port);
      Future<String> one = members.submit(() -> classic.script("group.py", "consume", port));
      Future<String> other = members.submit(() -> newer.script("group.py", "consume", port));
      newer.script("group.py", "fill", port, "0", "" + MESSAGES);
      classic.script("group.py", "fill", port, "" + MESSAGES, "" + MESSAGES);
      List<Integer> byOne = numbers(one.get());
      List<Integer> byOther = numbers(other.get());
      assertThat(byOne).isNotEmpty();
      assertThat(byOther).isNotEmpty();
      assertThat(Stream.concat(byOne.stream(), byOther.stream()).sorted())
          .containsExactlyElementsOf(IntStream.range(0, 2 * MESSAGES).boxed().toList());
    }
  }

  /** The last word of each line is a message's number. */
  private static List<Integer> numbers(String printed) {
    return printed
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 3)
        .map(words -> Integer.valueOf(words[2]))
        .toList();
  }
}
