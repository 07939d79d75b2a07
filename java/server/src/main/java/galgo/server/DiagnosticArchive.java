package galgo.server;

import galgo.server.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A zip archive of text files that help to find out what ails a server: one a type, under the names
 * that Iggy gives them. Takes milliseconds and reads files: never on a shard's thread.
 *
 * <p>Whoever is logged in may ask for it, so it tells no secrets: neither the settings' nor what
 * other processes were started with.
 */
final class DiagnosticArchive {
  private static final Logger LOG = LoggerFactory.getLogger(DiagnosticArchive.class);

  static final int FILESYSTEM = 1;
  static final int PROCESSES = 2;
  static final int RESOURCES = 3;
  static final int TEST = 4;
  static final int LOGS = 5;
  static final int CONFIG = 6;

  /** All but the test. */
  static final int ALL = 100;

  /** Files of a directory, and bytes of a file, that are told of at most. */
  private static final int MOST_FILES = 20_000;

  private static final int MOST_BYTES = 4 << 20;

  private final Settings settings;
  private final RecentLines log;
  private final boolean watchesHost;

  /**
   * @param watchesHost whether it tells of this machine; else those files stay empty
   */
  DiagnosticArchive(Settings settings, RecentLines log, boolean watchesHost) {
    this.settings = settings;
    this.log = log;
    this.watchesHost = watchesHost;
  }

  /** Whether the types are known, and "all" stands alone. */
  static boolean valid(byte[] types) {
    for (byte type : types) {
      boolean single = type >= FILESYSTEM && type <= CONFIG;
      if (!single && (type != ALL || types.length > 1)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes the archive; a type that fails is left out and logged.
   *
   * @param stored whether entries are not compressed; else they are deflated, which every program
   *     reads
   */
  byte[] make(byte[] types, boolean stored, HostStatistics.Reading host, long nowMicros) {
    byte[] wanted =
        types.length == 1 && types[0] == ALL
            ? new byte[] {FILESYSTEM, PROCESSES, RESOURCES, LOGS, CONFIG}
            : types;
    boolean[] done = new boolean[CONFIG + 1];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (byte type : wanted) {
        if (!done[type]) {
          done[type] = true;
          add(zip, type, stored, host, nowMicros);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private void add(
      ZipOutputStream zip, int type, boolean stored, HostStatistics.Reading host, long nowMicros)
      throws IOException {
    byte[] content;
    try {
      content = text(type, host).getBytes(StandardCharsets.UTF_8);
    } catch (IOException | DirectoryIteratorException failed) {
      LOG.warn("a snapshot goes without {}: {}", name(type), failed.toString());
      return;
    }
    if (content.length > MOST_BYTES) {
      content = Arrays.copyOf(content, MOST_BYTES);
    }
    ZipEntry entry = new ZipEntry(name(type));
    entry.setTime(nowMicros / 1000);
    if (stored) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCompressedSize(content.length);
      entry.setCrc(crc.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static String name(int type) {
    return switch (type) {
      case FILESYSTEM -> "filesystem_overview.txt";
      case PROCESSES -> "process_list.txt";
      case RESOURCES -> "resource_usage.txt";
      case TEST -> "test.txt";
      case LOGS -> "server_logs.txt";
      case CONFIG -> "server_config.txt";
      default -> throw new IllegalArgumentException("snapshot type " + type);
    };
  }

  private String text(int type, HostStatistics.Reading host) throws IOException {
    return switch (type) {
      case FILESYSTEM -> watchesHost ? files(Path.of(settings.path())) : "";
      case PROCESSES -> watchesHost ? processes() : "";
      case RESOURCES -> watchesHost ? resources(host) : "";
      case TEST -> "test";
      case LOGS -> log.text();
      case CONFIG -> settings.effective();
      default -> throw new IllegalArgumentException("snapshot type " + type);
    };
  }

  /** A long listing of everything below a directory. */
  private static String files(Path directory) throws IOException {
    StringBuilder text = new StringBuilder(directory.toAbsolutePath() + "\n");
    List<Path> waiting = new ArrayList<>(List.of(directory));
    int files = 0;
    while (!waiting.isEmpty() && files < MOST_FILES) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(waiting.removeLast())) {
        for (Path entry : entries) {
          files++;
          // A file may go while it is looked at.
          if (Files.exists(entry)) {
            PosixFileAttributes about = Files.readAttributes(entry, PosixFileAttributes.class);
            text.append(
                String.format(
                    "%s%s %-8s %12d %s %s%n",
                    about.isDirectory() ? "d" : "-",
                    PosixFilePermissions.toString(about.permissions()),
                    about.owner().getName(),
                    about.size(),
                    about.lastModifiedTime(),
                    directory.relativize(entry)));
            if (about.isDirectory()) {
              waiting.add(entry);
            }
          }
        }
      }
    }
    return text.toString();
  }

  /** Processes by number, name, state, threads and memory; then figures of the whole machine. */
  private static String processes() throws IOException {
    StringBuilder text = new StringBuilder();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        text.append(process.getFileName());
        for (String line : read(process.resolve("status")).split("\n", -1)) {
          if (line.matches("(Name|State|PPid|Threads|VmRSS|VmSize):.*")) {
            text.append("  ").append(line.replaceAll("\\s+", " "));
          }
        }
        text.append('\n');
      }
    }
    for (String file : List.of("cpuinfo", "meminfo", "loadavg", "stat", "vmstat", "mounts")) {
      text.append("\n/proc/" + file + "\n").append(read(Path.of("/proc", file)));
    }
    return text.toString();
  }

  /** This process, and what each of its threads has used. */
  private static String resources(HostStatistics.Reading host) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(String.format("process %d on %s%n", host.pid(), host.hostname()));
    text.append(
        String.format("CPU %.1f %% of a core, machine %.1f %%%n", host.cpu(), host.totalCpu()));
    text.append(
        String.format(
            "memory %d of %d bytes, %d available%n",
            host.memory(), host.totalMemory(), host.availableMemory()));
    text.append(
        String.format("disk read %d, written %d bytes%n", host.readBytes(), host.writtenBytes()));
    text.append("\nthreads: number, (name), state, …: proc_pid_stat(5)\n");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        text.append(read(thread.resolve("stat")));
      }
    }
    return text.toString();
  }

  /** A file of /proc; empty when it is gone or may not be read. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
