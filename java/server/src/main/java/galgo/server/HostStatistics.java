package galgo.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Linux tells of this process and machine under /proc (proc(5)). Each call reads afresh; a
 * figure that cannot be read is 0. Kept between calls: the last processor times, so that usage is
 * over the time since the last call.
 */
final class HostStatistics {
  private static final Logger LOG = LoggerFactory.getLogger(HostStatistics.class);
  private static final long TICKS_PER_SECOND = 100;
  private static final long MICROS = 1_000_000;

  private static final Reading NOTHING = new Reading(0, 0, 0, 0, 0, 0, 0, 0, 0, "", "", "", "", 0);

  private final long startMicros;
  private final boolean watches;
  private long lastProcessTicks;
  private long lastTotalTicks;
  private long lastIdleTicks;
  private float cpu;
  private float totalCpu;
  private boolean warned;

  /**
   * @param watches whether to look at all; else every figure is 0
   */
  HostStatistics(long startMicros, boolean watches) {
    this.watches = watches;
    this.startMicros = startMicros / MICROS * MICROS;
  }

  /**
   * One reading. Times in microseconds, sizes in bytes, usage in percent of one core (process) and
   * of the machine (total).
   */
  record Reading(
      int pid,
      float cpu,
      float totalCpu,
      long memory,
      long totalMemory,
      long availableMemory,
      long startTime,
      long readBytes,
      long writtenBytes,
      String hostname,
      String osName,
      String osVersion,
      String kernel,
      int threads) {}

  synchronized Reading read() {
    if (!watches) {
      return NOTHING;
    }
    updateUsage();
    List<String> memory = lines("/proc/meminfo");
    List<String> status = lines("/proc/self/status");
    List<String> io = lines("/proc/self/io");
    List<String> os = lines("/etc/os-release");
    return new Reading(
        (int) ProcessHandle.current().pid(),
        cpu,
        totalCpu,
        number(status, "VmRSS:") * 1024,
        number(memory, "MemTotal:") * 1024,
        number(memory, "MemAvailable:") * 1024,
        startMicros,
        number(io, "read_bytes:"),
        number(io, "write_bytes:"),
        hostname(),
        text(os, "NAME=", System.getProperty("os.name")),
        text(os, "VERSION_ID=", ""),
        System.getProperty("os.version"),
        (int) number(status, "Threads:"));
  }

  private void updateUsage() {
    List<String> stat = lines("/proc/self/stat");
    List<String> all = lines("/proc/stat");
    if (stat.isEmpty() || all.isEmpty()) {
      return;
    }
    // The command name in parentheses may hold spaces; utime and stime are the 12th and 13th field
    // behind it.
    String[] own = stat.get(0).substring(stat.get(0).lastIndexOf(')') + 2).split(" ", -1);
    long process = Long.parseLong(own[11]) + Long.parseLong(own[12]);
    String[] machine = all.get(0).trim().split(" +", -1);
    long total = 0;
    for (int i = 1; i < Math.min(machine.length, 9); i++) {
      total += Long.parseLong(machine[i]);
    }
    long idle = Long.parseLong(machine[4]) + Long.parseLong(machine[5]);
    long elapsed = total - lastTotalTicks;
    if (elapsed > TICKS_PER_SECOND / 10) {
      int processors = Runtime.getRuntime().availableProcessors();
      cpu = 100f * (process - lastProcessTicks) * processors / elapsed;
      totalCpu = 100f * (elapsed - (idle - lastIdleTicks)) / elapsed;
      lastProcessTicks = process;
      lastTotalTicks = total;
      lastIdleTicks = idle;
    }
  }

  private List<String> lines(String path) {
    try {
      return Files.readAllLines(Path.of(path));
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        LOG.warn("statistics are incomplete: {} cannot be read: {}", path, e.toString());
      }
      return List.of();
    }
  }

  private static long number(List<String> lines, String key) {
    for (String line : lines) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).trim().split(" ", -1)[0]);
      }
    }
    return 0;
  }

  private static String text(List<String> lines, String key, String otherwise) {
    for (String line : lines) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).replace("\"", "");
      }
    }
    return otherwise;
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
