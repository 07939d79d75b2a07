package galgo.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory of the process's own, which goes with it; in memory where the system has that. */
final class WorkDirectory {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path root;

  WorkDirectory() {
    try {
      root =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "galgo-fuzz")
              : Files.createTempDirectory("galgo-fuzz");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete("")));
  }

  String path(String name) {
    return root.resolve(name).toString();
  }

  void write(String name, byte[] bytes) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file, or a directory and all below it; nothing where there is none. */
  void delete(String name) {
    Path top = root.resolve(name);
    if (!Files.exists(top)) {
      return;
    }
    try (Stream<Path> below = Files.walk(top)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
