package galgo.log;

import galgo.io.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of a shard by group, those included that were closed because the shard ends, and
 * what a group's checkpoint keeps of them: records of 40 bytes.
 *
 * <pre>
 *   0 partition u64 | 8 offset below which all is durable in segments u64 | 16 first offset u64 | 24 op of the last purge u64, 0 for none
 *   32 offset at which the journal ended a segment last u64, 0 for none
 * </pre>
 */
final class OpenPartitions implements CheckpointSection {
  static final int RECORD = 40;

  private final Map<Integer, List<Partition>> groups = new HashMap<>();
  private final Map<Long, Partition> byId = new HashMap<>();

  void add(Partition partition) {
    Partition before = byId.get(partition.id());
    if (before != null) {
      if (!before.closed()) {
        throw new IllegalStateException("partition " + partition.id() + " is open already");
      }
      remove(before);
    }
    byId.put(partition.id(), partition);
    groups.computeIfAbsent(partition.group(), group -> new ArrayList<>()).add(partition);
  }

  /** The partition was deleted. */
  void remove(Partition partition) {
    if (byId.remove(partition.id(), partition)) {
      of(partition.group()).remove(partition);
    }
  }

  @Nullable Partition find(long id) {
    return byId.get(id);
  }

  Iterable<Partition> all() {
    return byId.values();
  }

  /** Those of a group. */
  List<Partition> of(int group) {
    return groups.getOrDefault(group, List.of());
  }

  @Override
  public int tag() {
    return PARTITIONS;
  }

  @Override
  public int length(int group) {
    return RECORD * (int) of(group).stream().filter(Partition::journalled).count();
  }

  @Override
  public void write(int group, long target) {
    long at = target;
    for (Partition partition : of(group)) {
      if (partition.journalled()) {
        Memory.putLong(at, partition.id());
        Memory.putLong(at + 8, partition.settledOffset);
        Memory.putLong(at + 16, partition.startOffset());
        Memory.putLong(at + 24, partition.purgedOp);
        Memory.putLong(at + 32, partition.segmentEnd.offset());
        at += RECORD;
      }
    }
  }
}
