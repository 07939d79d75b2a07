package galgo.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel keeps of connections, by its own account. */
public final class SocketQueue {
  private static final int ESTABLISHED = 1;

  private SocketQueue() {}

  /** Bytes that were sent from a local port and that the other ends have not taken in. */
  public static long unsent(int localPort) {
    long sum = 0;
    try {
      for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.trim().split("\\s+");
          String port = ":%04X".formatted(localPort);
          if (fields[1].endsWith(port) && Integer.parseInt(fields[3], 16) == ESTABLISHED) {
            sum += Long.parseLong(fields[4].substring(0, 8), 16);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }
}
