package galgo.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How many shards there are and which CPUs they are pinned to, as written in {@code
 * system.sharding.cpu_allocation}.
 */
public sealed interface CpuAllocation {
  /** One shard a CPU. */
  record All() implements CpuAllocation {}

  /** {@code count} ≥ 1 shards on the first CPUs. */
  record Count(int count) implements CpuAllocation {}

  /** One shard a CPU from {@code start} to {@code end} − 1. */
  record Range(int start, int end) implements CpuAllocation {}

  /**
   * Cores of NUMA nodes.
   *
   * @param nodes node numbers; empty: all nodes
   * @param coresPerNode 0: as many as the first node has
   * @param avoidHyperThreads only the first hardware thread of each core
   */
  record Numa(List<Integer> nodes, int coresPerNode, boolean avoidHyperThreads)
      implements CpuAllocation {}

  /**
   * Reads {@code all}, {@code 4}, {@code 0..4}, {@code numa:auto} or {@code
   * numa:nodes=0,1;cores=4;no_ht=true}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static CpuAllocation parse(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (value.equals("all")) {
      return new All();
    }
    if (value.startsWith("numa:")) {
      return parseNuma(value.substring("numa:".length()));
    }
    int dots = value.indexOf("..");
    if (dots >= 0) {
      int start = number(value.substring(0, dots));
      int end = number(value.substring(dots + 2));
      if (start >= end) {
        throw new IllegalArgumentException("the range's start must be below its end (exclusive)");
      }
      return new Range(start, end);
    }
    int count = number(value);
    if (count == 0) {
      throw new IllegalArgumentException("at least 1 shard is needed");
    }
    return new Count(count);
  }

  private static CpuAllocation parseNuma(String value) {
    if (value.equals("auto")) {
      return new Numa(List.of(), 0, true);
    }
    List<Integer> nodes = List.of();
    int cores = 0;
    boolean avoidHyperThreads = true;
    for (String part : split(value, ";")) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals).strip();
      String argument = equals < 0 ? "" : part.substring(equals + 1).strip();
      switch (name) {
        case "nodes" -> nodes = numbers(argument);
        case "cores" -> cores = number(argument);
        case "no_ht" -> avoidHyperThreads = parseBoolean(argument);
        default ->
            throw new IllegalArgumentException(
                "unknown part \"" + part + "\"; known are nodes=, cores= and no_ht=");
      }
    }
    return new Numa(nodes, cores, avoidHyperThreads);
  }

  private static List<Integer> numbers(String value) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : split(value, ",")) {
      numbers.add(number(part));
    }
    return List.copyOf(numbers);
  }

  private static List<String> split(String value, String separator) {
    return Arrays.asList(value.split(separator, -1));
  }

  private static boolean parseBoolean(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("no_ht must be true or false");
    };
  }

  private static int number(String value) {
    String digits = value.strip();
    if (!digits.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("\"" + digits + "\" is not a number of 0 to 99999");
    }
    return Integer.parseInt(digits);
  }
}
