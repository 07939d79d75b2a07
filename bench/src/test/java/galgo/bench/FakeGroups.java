package galgo.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Consumer groups of a {@link FakeServer}: members share the partitions of one topic out. */
final class FakeGroups {
  /** A connection's membership: its group, and its place among the members. */
  record Member(FakeGroup group, int number) {}

  /** Members join before the first poll; each keeps to every n-th partition and goes round. */
  static final class FakeGroup {
    private final int partitions;
    private final long[] next;
    private int members;
    private final Map<Integer, Integer> turns = new HashMap<>();

    private FakeGroup(int partitions) {
      this.partitions = partitions;
      this.next = new long[partitions];
    }

    /** The partition a member is given next. */
    synchronized int partitionFor(int member) {
      List<Integer> owned = new ArrayList<>();
      for (int p = member; p < partitions; p += members) {
        owned.add(p);
      }
      int turn = turns.merge(member, 1, Integer::sum);
      return owned.get(turn % owned.size());
    }

    synchronized long next(int partition) {
      return next[partition];
    }

    synchronized void commit(int partition, long offset) {
      next[partition] = offset;
    }
  }

  private final List<FakeGroup> groups = new ArrayList<>();

  synchronized int create(int partitions) {
    groups.add(new FakeGroup(partitions));
    return groups.size() - 1;
  }

  synchronized Member join(int group) {
    FakeGroup joined = groups.get(group);
    return new Member(joined, joined.members++);
  }

  synchronized int count() {
    return groups.size();
  }
}
