package galgo.bench;

import java.io.IOException;
import java.net.InetAddress;
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
    InetAddress host = plan.address().getAddress();
    if (plan.serverPid() < 0 || host == null) {
      return null;
    }
    if (plan.serverPid() > 0) {
      ServerProcess given = new ServerProcess(plan.serverPid());
      if (given.usage() == null) {
        throw new IOException("there is no process " + plan.serverPid());
      }
      return given;
    }
    if (!host.isLoopbackAddress()) {
      return null;
    }
    ServerProcess told = new ServerProcess(setup.serverPid());
    return told.pid > 0 && told.usage() != null ? told : null;
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
