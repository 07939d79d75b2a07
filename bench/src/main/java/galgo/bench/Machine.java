package galgo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on. */
record Machine(int processors, String processor, long memoryBytes, String kernel, String java) {
  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name"),
        memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version());
  }

  /** One line for people. */
  String describe() {
    return "%d × %s, %.0f GB, %s, JDK %s"
        .formatted(processors, processor, memoryBytes / 1e9, kernel, java);
  }

  private static long memory() {
    String text = field("/proc/meminfo", "MemTotal").replace(" kB", "");
    return text.equals("unknown") ? 0 : Long.parseLong(text) * 1024;
  }

  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
