package galgo.cli;

import galgo.journal.DataDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a process has files of a directory open: Apache Iggy takes no lock. Finds only processes
 * that this user may look at, on Linux.
 */
final class SourceInUse {
  private static final Path PROCESSES = Path.of("/proc");

  private SourceInUse() {}

  /**
   * @throws DataDirectoryException when one has
   */
  static void refuse(Path directory) {
    Path root;
    try {
      root = directory.toRealPath();
    } catch (IOException missing) {
      throw new DataDirectoryException(directory + " cannot be read (" + missing + ").");
    }
    long self = ProcessHandle.current().pid();
    for (Path process : list(PROCESSES)) {
      String pid = String.valueOf(process.getFileName());
      if (!pid.chars().allMatch(Character::isDigit) || pid.equals(Long.toString(self))) {
        continue;
      }
      for (Path open : list(process.resolve("fd"))) {
        if (target(open).startsWith(root)) {
          throw new DataDirectoryException(
              directory
                  + " is in use: process "
                  + pid
                  + " has "
                  + target(open)
                  + " open. Stop that server first.");
        }
      }
    }
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.toList();
    } catch (IOException notOurs) {
      return List.of();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException closed) {
      return link;
    }
  }
}
