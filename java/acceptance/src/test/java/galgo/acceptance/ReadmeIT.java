package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first example, copied as it stands but for the port. */
class ReadmeIT {
  @TempDir private Path directory;

  @Test
  void theJavaExampleRuns() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), "nio")) {
      Path source = example("java", "First.java", server.port());
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  source.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(output).contains("hello");
      assertThat(process.exitValue()).isZero();
    }
  }

  @Test
  void thePythonExampleRuns() throws Exception {
    Python python = Python.prepare();
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), "nio")) {
      assertThat(python.file(example("python", "first.py", server.port()))).contains("hello");
    }
  }

  private Path example(String language, String name, int port) throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("galgo.root"), "README.md"));
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    String code = block.group(1);
    assertThat(List.of(code)).allMatch(text -> text.contains("8090"));
    return Files.writeString(directory.resolve(name), code.replace("8090", "" + port));
  }
}
