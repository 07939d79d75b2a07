package galgo.server;

/**
 * The last offset handed out to a group in a partition, of one shard's partitions, by their
 * incarnations. In memory only: it tells when a member that must give up a partition has committed
 * all that it was given.
 */
final class GroupProgress {
  private static final long NEVER = -1;

  private final LongKeyMap<LongKeyMap<long[]>> byPartition = new LongKeyMap<>();

  void polled(long partition, long group, long lastOffset) {
    LongKeyMap<long[]> groups = byPartition.get(partition);
    if (groups == null) {
      groups = new LongKeyMap<>();
      byPartition.put(partition, groups);
    }
    long[] last = groups.get(group);
    if (last == null) {
      groups.put(group, new long[] {lastOffset});
    } else {
      last[0] = lastOffset;
    }
  }

  /**
   * Whether another member may have the partition: nothing was handed out, or all of it is
   * committed.
   *
   * @param committed the group's stored offset, negative when there is none
   */
  boolean settled(long partition, long group, long committed) {
    LongKeyMap<long[]> groups = byPartition.get(partition);
    long[] last = groups == null ? null : groups.get(group);
    return last == null || last[0] == NEVER || committed >= last[0];
  }

  /**
   * The partition has another member now, or the group is gone: what was handed out before does not
   * count.
   */
  void forget(long partition, long group) {
    LongKeyMap<long[]> groups = byPartition.get(partition);
    long[] last = groups == null ? null : groups.get(group);
    if (last != null) {
      last[0] = NEVER;
    }
  }

  /** The partition is empty again, or gone. */
  void forget(long partition) {
    byPartition.remove(partition);
  }
}
