package galgo.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A virtual environment with a version of the Python client, made once a build. */
final class Python {
  /** The last client of the classic protocol. */
  static final String CLASSIC = "0.8.0";

  /** The first client of the protocol after it. */
  static final String NEWER = "0.9.0";

  private static final long PATIENCE_MINUTES = 5;

  private final Path interpreter;
  private final Path work;

  private Python(Path interpreter, Path work) {
    this.interpreter = interpreter;
    this.work = work;
  }

  /** Makes the environment where it is missing. */
  static Python prepare() throws Exception {
    return prepare(CLASSIC);
  }

  /** Likewise, with this version of the client. */
  static synchronized Python prepare(String version) throws Exception {
    Path work = Path.of(System.getProperty("galgo.work"));
    Path environment = work.resolve("python-" + version);
    Path interpreter = environment.resolve("bin/python");
    Path ready = environment.resolve("ready");
    Python python = new Python(interpreter, work);
    if (!Files.exists(ready)) {
      python.run(List.of("python3", "-m", "venv", "--clear", environment.toString()));
      python.run(
          List.of(interpreter.toString(), "-m", "pip", "install", "-q", "apache-iggy==" + version));
      Files.createFile(ready);
    }
    return python;
  }

  /** Its program, to run scripts with. */
  Path interpreter() {
    return interpreter;
  }

  /** Runs a script of the test resources; returns what it printed. */
  String script(String name, String... arguments) throws Exception {
    Path script = Path.of(Python.class.getResource("/python/" + name).toURI());
    return file(script, arguments);
  }

  /** Runs a script file. */
  String file(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(interpreter.toString(), script.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(work, "python", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed:\n" + text);
    }
    return text;
  }
}
