package galgo.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic of a stream, with its partitions and consumer groups. Readable inside {@link
 * Metadata#enter}; changed by {@link State} only.
 */
public final class Topic {
  private final int id;
  private final long incarnation;
  private final long createdAt;
  private final RoundRobin roundRobin;
  private final List<Partition> partitions = new ArrayList<>();
  private final Slots<ConsumerGroup> groups = new Slots<>(Limits.GROUPS);
  private final NameIndex groupNames = new NameIndex();
  private Bytes name;
  private TopicSettings settings;

  Topic(
      int id,
      Bytes name,
      TopicSettings settings,
      long incarnation,
      long createdAt,
      RoundRobin roundRobin) {
    this.id = id;
    this.name = name;
    this.settings = settings;
    this.incarnation = incarnation;
    this.createdAt = createdAt;
    this.roundRobin = roundRobin;
  }

  public int id() {
    return id;
  }

  public Bytes name() {
    return name;
  }

  public TopicSettings settings() {
    return settings;
  }

  /** Never given to another topic, nor to a stream, partition, group or user. */
  public long incarnation() {
    return incarnation;
  }

  /** Microseconds since 1970. */
  public long createdAt() {
    return createdAt;
  }

  /** Where the next balanced request goes. */
  public RoundRobin roundRobin() {
    return roundRobin;
  }

  public int partitionsCount() {
    return partitions.size();
  }

  /**
   * The partition with this id, or null.
   *
   * @param partition any number
   */
  public @Nullable Partition partition(long partition) {
    return partition < 0 || partition >= partitions.size() ? null : partitions.get((int) partition);
  }

  /** By ascending id, without gaps. */
  public List<Partition> partitions() {
    return Collections.unmodifiableList(partitions);
  }

  public Slots<ConsumerGroup> groups() {
    return groups;
  }

  /**
   * The group with this id, or null.
   *
   * @param group any number
   */
  public @Nullable ConsumerGroup group(long group) {
    return groups.get(group);
  }

  /** The group with this name, or null. */
  public @Nullable ConsumerGroup group(byte[] groupName) {
    return groups.get(groupNames.get(groupName));
  }

  /** The group whose name lies at the address, or null. Allocates nothing. */
  public @Nullable ConsumerGroup group(long nameAddress, int nameLength) {
    return groups.get(groupNames.get(nameAddress, nameLength));
  }

  boolean hasGroup(Bytes groupName) {
    return groupNames.get(groupName) != NameIndex.ABSENT;
  }

  void update(Bytes newName, TopicSettings newSettings) {
    name = newName;
    settings = newSettings;
  }

  void addPartition(Partition partition) {
    if (partition.id() != partitions.size()) {
      throw new IllegalStateException(partition + " after " + partitions.size() + " others");
    }
    partitions.add(partition);
  }

  /** Removes the one with the highest id. */
  Partition removePartition() {
    return partitions.removeLast();
  }

  /** The number of partitions has changed. */
  void rebalanceGroups() {
    for (ConsumerGroup group : groups) {
      group.setPartitionsCount(partitions.size());
    }
  }

  ConsumerGroup createGroup(Bytes groupName, long groupIncarnation) {
    ConsumerGroup group =
        new ConsumerGroup(groups.nextId(), groupName, groupIncarnation, partitions.size());
    groupNames.add(groupName, groups.add(group));
    return group;
  }

  void deleteGroup(ConsumerGroup group) {
    groups.remove(group.id());
    groupNames.remove(group.name());
  }

  void restore(RestoreCommand.RestoreGroup restored) {
    ConsumerGroup group =
        new ConsumerGroup(
            restored.id(), restored.name(), restored.incarnation(), partitions.size());
    group.restore(restored);
    groups.restore(group.id(), group);
    groupNames.add(group.name(), group.id());
  }
}
