package galgo.server;

import galgo.log.PartitionCounters;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of all open partitions of the node, by the partition's number. Any thread; not
 * touched by requests on the hot ways.
 */
final class Counters {
  private final ConcurrentHashMap<Long, PartitionCounters> byPartition = new ConcurrentHashMap<>();

  void add(long partition, PartitionCounters counters) {
    byPartition.put(partition, counters);
  }

  void remove(long partition) {
    byPartition.remove(partition);
  }

  /** Null for a partition that nobody has used since it was made. */
  @Nullable PartitionCounters find(long partition) {
    return byPartition.get(partition);
  }
}
