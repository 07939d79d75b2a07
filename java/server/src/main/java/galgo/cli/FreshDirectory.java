package galgo.cli;

import galgo.server.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a data directory before a start that asks for a fresh one; nothing but a data directory
 * that no server uses.
 */
final class FreshDirectory {
  private FreshDirectory() {}

  static void clear(Path directory) throws StartupException {
    if (!Files.exists(directory)) {
      return;
    }
    Path lock = directory.resolve("lock");
    if (!Files.exists(directory.resolve("node")) || !Files.exists(lock)) {
      throw new StartupException(
          "--fresh deletes only a data directory of Galgo, and "
              + directory
              + " is none. Remove it by hand, or name another one.");
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      @Nullable FileLock held = channel.tryLock();
      if (held == null) {
        throw new StartupException(
            "The data directory "
                + directory
                + " is in use by another process, so --fresh does not delete it."
                + " Stop that server first.");
      }
      for (Path path : contents(directory)) {
        Files.delete(path);
      }
    } catch (IOException failed) {
      throw new StartupException(
          "The data directory " + directory + " cannot be deleted for --fresh: " + failed + ".");
    }
  }

  /** Everything inside, what lies deepest first. */
  private static List<Path> contents(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths
          .filter(path -> !path.equals(directory))
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }
}
