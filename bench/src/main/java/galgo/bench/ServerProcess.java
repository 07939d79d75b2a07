package galgo.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Processor time and memory of a server process on this machine, from /proc. */
record ServerProcess(long pid) {
  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final long PAGE = 4096;
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int RSS = 21;

  /**
   * @param cpuSeconds user and system time of all threads since the process started
   * @param rssBytes memory in use now
   */
  record Usage(double cpuSeconds, long rssBytes) {}

  /** The process to measure for a plan, or null when there is none on this machine. */
  static @Nullable ServerProcess find(Plan plan, Setup setup) throws IOException {
    return find(plan.serverPid(), plan.address(), setup::serverPid);
  }

  /** Asks a server for its process id. */
  @FunctionalInterface
  interface Asked {
    long pid() throws IOException;
  }

  /**
   * @param wanted the process; 0 asks the server if it is on this machine, -1 wants none
   */
  static @Nullable ServerProcess find(long wanted, InetSocketAddress address, Asked server)
      throws IOException {
    InetAddress host = address.getAddress();
    if (wanted < 0 || host == null) {
      return null;
    }
    if (wanted > 0) {
      ServerProcess given = new ServerProcess(wanted);
      if (given.usage() == null) {
        throw new IOException("there is no process " + wanted);
      }
      return given;
    }
    if (!host.isLoopbackAddress()) {
      return null;
    }
    ServerProcess told = new ServerProcess(server.pid());
    return told.pid > 0 && told.usage() != null ? told : null;
  }

  /**
   * Memory in use now, counted page by page, since what the kernel keeps count of may be off by
   * some hundred kB.
   *
   * @throws IOException when it is gone or belongs to someone else
   */
  long residentBytes() throws IOException {
    Path file = Path.of("/proc/" + pid + "/smaps_rollup");
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("there is no Rss in " + file);
  }

  /** What it has used so far; null when it is gone. */
  @Nullable Usage usage() {
    String line;
    try {
      line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException e) {
      return null;
    }
    // The second field is the name in parentheses and may itself hold blanks and parentheses.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    return new Usage(ticks / TICKS_PER_SECOND, Long.parseLong(fields[RSS]) * PAGE);
  }
}
