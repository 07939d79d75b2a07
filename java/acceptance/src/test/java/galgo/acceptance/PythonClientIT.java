package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Python client as Apache Iggy ships it (and the Rust client inside it), at work. */
class PythonClientIT {
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
      assertThat(sender.script("messages.py", "fill", "" + server.port())).contains("ok");
      assertThat(reader.script("messages.py", "verify", "" + server.port())).contains("ok");
    }
  }
}
