package galgo.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The CPUs this process may run on, by number, as Linux tells them under {@code /proc} and {@code
 * /sys}.
 */
public record CpuTopology(List<Cpu> cpus) {
  /**
   * @param node its NUMA node
   * @param first the lowest CPU number among the hardware threads of its core
   */
  public record Cpu(int number, int node, int first) {}

  /** Reads it from {@code /}, or in a test from a copy of the few files elsewhere. */
  public static CpuTopology read(Path root) {
    List<Cpu> cpus = new ArrayList<>();
    for (int number : allowed(root)) {
      Path directory = root.resolve("sys/devices/system/cpu/cpu" + number);
      List<Integer> siblings =
          numbers(text(directory.resolve("topology/thread_siblings_list"), "" + number));
      cpus.add(new Cpu(number, node(directory), siblings.getFirst()));
    }
    return new CpuTopology(List.copyOf(cpus));
  }

  private static List<Integer> allowed(Path root) {
    String name = "Cpus_allowed_list:";
    for (String line : text(root.resolve("proc/self/status"), "").lines().toList()) {
      if (line.startsWith(name)) {
        return numbers(line.substring(name.length()));
      }
    }
    return numbers("0-" + (Runtime.getRuntime().availableProcessors() - 1));
  }

  private static int node(Path cpu) {
    try (Stream<Path> entries = Files.list(cpu)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("node[0-9]+"))
          .mapToInt(name -> Integer.parseInt(name.substring("node".length())))
          .findFirst()
          .orElse(0);
    } catch (IOException unknown) {
      // A container without /sys: one node is what can be assumed.
      return 0;
    }
  }

  private static String text(Path file, String otherwise) {
    try {
      return Files.readString(file);
    } catch (IOException unknown) {
      return otherwise;
    }
  }

  /** Reads {@code 0-3,8} as 0, 1, 2, 3, 8. */
  static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : list.strip().split(",", -1)) {
      String[] ends = part.strip().split("-", 2);
      int start = Integer.parseInt(ends[0]);
      int end = ends.length == 2 ? Integer.parseInt(ends[1]) : start;
      for (int number = start; number <= end; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
