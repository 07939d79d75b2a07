package galgo.server.config;

import galgo.server.config.CpuTopology.Cpu;
import java.util.ArrayList;
import java.util.List;

/** The CPU of each shard. */
public final class CpuPlan {
  private CpuPlan() {}

  /**
   * CPU numbers in shard order, at least one.
   *
   * @throws ConfigurationException if the machine does not have what is asked for
   */
  public static List<Integer> of(CpuAllocation allocation, CpuTopology topology)
      throws ConfigurationException {
    List<Integer> available = topology.cpus().stream().map(Cpu::number).toList();
    return switch (allocation) {
      case CpuAllocation.All() -> available;
      case CpuAllocation.Count(int count) -> {
        if (count > available.size()) {
          throw missing(count + " CPUs", available);
        }
        yield available.subList(0, count);
      }
      case CpuAllocation.Range(int start, int end) -> {
        List<Integer> wanted = new ArrayList<>();
        for (int cpu = start; cpu < end; cpu++) {
          wanted.add(cpu);
        }
        if (!available.containsAll(wanted)) {
          throw missing("the CPUs " + start + " to " + (end - 1), available);
        }
        yield wanted;
      }
      case CpuAllocation.Numa numa -> numa(numa, topology);
    };
  }

  private static List<Integer> numa(CpuAllocation.Numa wanted, CpuTopology topology)
      throws ConfigurationException {
    List<Integer> nodes =
        wanted.nodes().isEmpty()
            ? topology.cpus().stream().map(Cpu::node).distinct().sorted().toList()
            : wanted.nodes();
    int cores = wanted.coresPerNode();
    List<Integer> plan = new ArrayList<>();
    for (int node : nodes) {
      List<Integer> onNode =
          topology.cpus().stream()
              .filter(cpu -> cpu.node() == node)
              .filter(cpu -> !wanted.avoidHyperThreads() || isFirst(cpu, topology))
              .map(Cpu::number)
              .toList();
      if (cores == 0) {
        cores = onNode.size();
      }
      if (onNode.isEmpty() || onNode.size() < cores) {
        throw missing(Math.max(1, cores) + " cores on NUMA node " + node, onNode);
      }
      plan.addAll(onNode.subList(0, cores));
    }
    return plan;
  }

  /** Whether it is the first hardware thread of its core that this process may use. */
  private static boolean isFirst(Cpu cpu, CpuTopology topology) {
    return topology.cpus().stream()
        .noneMatch(other -> other.first() == cpu.first() && other.number() < cpu.number());
  }

  private static ConfigurationException missing(String wanted, List<Integer> available) {
    return new ConfigurationException(
        String.format(
            "system.sharding.cpu_allocation asks for %s; this process may use %s there. Write"
                + " \"all\" or a smaller count.",
            wanted, available.isEmpty() ? "none" : "CPUs " + available));
  }
}
