package galgo.metadata;

import java.util.List;

/**
 * Which data group a new partition gets: of those that hold fewest partitions of its topic the one
 * that holds fewest in all, of those the lowest.
 */
final class DataGroups {
  private final int[] load;

  DataGroups(int count) {
    load = new int[count];
  }

  /** How many of a topic's partitions each group holds, for {@link #place}. */
  int[] count(List<Partition> ofTopic) {
    int[] counts = new int[load.length];
    for (Partition partition : ofTopic) {
      counts[partition.dataGroup() - 1]++;
    }
    return counts;
  }

  /**
   * Chooses for the next partition of a topic, and counts it.
   *
   * @param ofTopic from {@link #count}; changed
   */
  int place(int[] ofTopic) {
    int best = 0;
    for (int i = 1; i < load.length; i++) {
      boolean better =
          ofTopic[i] != ofTopic[best] ? ofTopic[i] < ofTopic[best] : load[i] < load[best];
      if (better) {
        best = i;
      }
    }
    ofTopic[best]++;
    load[best]++;
    return best + 1;
  }

  void add(Partition partition) {
    load[partition.dataGroup() - 1]++;
  }

  void remove(Partition partition) {
    load[partition.dataGroup() - 1]--;
  }

  /** How many partitions a group holds. */
  int load(int dataGroup) {
    return load[dataGroup - 1];
  }
}
