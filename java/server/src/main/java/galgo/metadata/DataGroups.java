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

  /** Chooses for the next partition of a topic; counts it. */
  int place(List<Partition> ofTopic) {
    int[] ofTopicByGroup = new int[load.length];
    for (Partition partition : ofTopic) {
      ofTopicByGroup[partition.dataGroup() - 1]++;
    }
    int best = 0;
    for (int i = 1; i < load.length; i++) {
      boolean better =
          ofTopicByGroup[i] != ofTopicByGroup[best]
              ? ofTopicByGroup[i] < ofTopicByGroup[best]
              : load[i] < load[best];
      if (better) {
        best = i;
      }
    }
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
