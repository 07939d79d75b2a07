package galgo.server;

import galgo.log.ConsumerOffsets;
import galgo.metadata.ConsumerGroup;
import galgo.metadata.Partition;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import java.util.List;

/**
 * What metadata had when the node started: partitions and consumer groups by their incarnations.
 */
final class Existing implements ConsumerOffsets.Existing {
  private final LongKeyMap<Partition> partitions = new LongKeyMap<>();
  private final LongKeyMap<ConsumerGroup> groups = new LongKeyMap<>();

  Existing(State state) {
    for (Stream stream : state.streams()) {
      for (Topic topic : stream.topics()) {
        topic.partitions().forEach(each -> partitions.put(each.incarnation(), each));
        topic.groups().forEach(each -> groups.put(each.incarnation(), each));
      }
    }
  }

  List<Partition> partitions() {
    return partitions.values();
  }

  @Override
  public boolean partition(long id) {
    return partitions.get(id) != null;
  }

  @Override
  public boolean group(long key) {
    return groups.get(key) != null;
  }
}
