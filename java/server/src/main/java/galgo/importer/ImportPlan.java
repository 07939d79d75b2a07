package galgo.importer;

import galgo.importer.SourceState.Settings;
import galgo.importer.SourceState.SourceStream;
import galgo.importer.SourceState.SourceTopic;
import galgo.importer.SourceState.SourceUser;
import galgo.journal.DataDirectoryException;
import galgo.metadata.Bytes;
import galgo.metadata.ClusterSettings;
import galgo.metadata.Metadata;
import galgo.metadata.Partition;
import galgo.metadata.RestoreCommand;
import galgo.metadata.RestoreCommand.Ids;
import galgo.metadata.TopicSettings;
import galgo.metadata.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The target's metadata, made from what the source has: the same ids and names, and for each
 * partition where its messages come from and where they go. The same source gives the same plan.
 */
final class ImportPlan {
  /** As many as a part of a snapshot has. */
  private static final int PARTITIONS_A_PART = 4096;

  /**
   * One partition.
   *
   * @param directory of its files in the source, below the root
   * @param incarnation its number in the target
   * @param groups its topic's consumer groups: their numbers in the target by their ids
   */
  record PartitionPlan(String directory, long incarnation, int dataGroup, Map<Long, Long> groups) {}

  private final Metadata metadata = new Metadata(1, 0);
  private final List<PartitionPlan> partitions = new ArrayList<>();
  private final ImportSettings settings;
  private long incarnations;
  private int lastGroup;

  private ImportPlan(ImportSettings settings) {
    this.settings = settings;
  }

  /**
   * @throws DataDirectoryException when the source has what Galgo cannot have
   */
  static ImportPlan of(SourceState source, ImportSettings settings) {
    ImportPlan plan = new ImportPlan(settings);
    long things = 0L + source.users.size() + source.streams.size();
    for (SourceStream stream : source.streams.values()) {
      for (SourceTopic topic : stream.topics.values()) {
        things += 1L + topic.partitions.size() + topic.groups.size();
      }
    }
    plan.apply(
        new RestoreCommand.RestoreCluster(
            new ClusterSettings(ClusterSettings.DATA_GROUPS, settings.segmentBytes()),
            things + 1,
            ids(source.streams.keySet()),
            ids(source.users.keySet())));
    unique(source.users.values().stream().map(user -> user.name).toList(), "users");
    source.users.forEach(plan::user);
    unique(source.streams.values().stream().map(stream -> stream.name).toList(), "streams");
    source.streams.forEach(plan::stream);
    return plan;
  }

  Metadata metadata() {
    return metadata;
  }

  List<PartitionPlan> partitions() {
    return partitions;
  }

  private void apply(RestoreCommand command) {
    if (!metadata.apply(command).done()) {
      throw new IllegalStateException(command + " was refused");
    }
  }

  private long incarnation() {
    return ++incarnations;
  }

  /** All ids up to the last one in use; of those that are free the lowest is given out first. */
  private static Ids ids(Collection<Long> used) {
    long end = used.stream().mapToLong(id -> id + 1).max().orElse(0);
    if (end > 1 << 16) {
      throw new DataDirectoryException(
          "An id of the source is " + (end - 1) + "; Galgo has ids up to " + ((1 << 16) - 1) + ".");
    }
    List<Integer> free = new ArrayList<>();
    for (int id = (int) end - 1; id >= 0; id--) {
      if (!used.contains((long) id)) {
        free.add(id);
      }
    }
    return new Ids((int) end, free);
  }

  private static void unique(List<Bytes> names, String of) {
    Set<Bytes> seen = new HashSet<>();
    for (Bytes name : names) {
      if (name.length() == 0 || name.length() > 255 || !seen.add(name)) {
        throw new DataDirectoryException(
            "Two " + of + " of the source have one name, or the name is none: \"" + name + "\".");
      }
    }
  }

  private void user(long id, SourceUser user) {
    apply(
        new RestoreCommand.RestoreUser(
            new User(
                (int) id,
                incarnation(),
                user.name,
                user.status,
                user.passwordHash,
                user.granted,
                user.permissions,
                user.tokens,
                user.createdAt)));
  }

  private void stream(long id, SourceStream stream) {
    apply(
        new RestoreCommand.RestoreStream(
            (int) id, incarnation(), stream.name, stream.createdAt, ids(stream.topics.keySet())));
    unique(stream.topics.values().stream().map(topic -> topic.settings.name()).toList(), "topics");
    stream.topics.forEach((topicId, topic) -> topic((int) id, topicId, topic));
  }

  private void topic(int stream, long id, SourceTopic topic) {
    apply(
        new RestoreCommand.RestoreTopic(
            stream,
            (int) id,
            topic.settings.name(),
            settings(topic.settings),
            incarnation(),
            topic.createdAt,
            ids(topic.groups.keySet())));
    Map<Long, Long> groups = new HashMap<>();
    topic.groups.keySet().forEach(group -> groups.put(group, incarnation()));
    List<Partition> all = new ArrayList<>();
    for (int i = 0; i < topic.partitions.size(); i++) {
      // As a server spreads them: next to each other in a topic, evenly in all.
      lastGroup = lastGroup % ClusterSettings.DATA_GROUPS + 1;
      all.add(new Partition(i, incarnation(), lastGroup, topic.partitions.get(i)));
      partitions.add(
          new PartitionPlan(
              "streams/%d/topics/%d/partitions/%d".formatted(stream, id, i),
              all.getLast().incarnation(),
              lastGroup,
              Map.copyOf(groups)));
    }
    for (int from = 0; from < all.size(); from += PARTITIONS_A_PART) {
      int to = Math.min(all.size(), from + PARTITIONS_A_PART);
      apply(new RestoreCommand.RestorePartitions(stream, (int) id, all.subList(from, to)));
    }
    unique(List.copyOf(topic.groups.values()), "consumer groups of a topic");
    for (Map.Entry<Long, Bytes> group : topic.groups.entrySet()) {
      apply(
          new RestoreCommand.RestoreGroup(
              stream,
              (int) id,
              group.getKey().intValue(),
              group.getValue(),
              Objects.requireNonNull(groups.get(group.getKey())),
              0,
              new Ids(0, List.of())));
    }
  }

  /** A 0 becomes the server's default, as it would for a new topic. */
  private TopicSettings settings(Settings of) {
    if (of.compression() < 1 || of.compression() > 2) {
      throw new DataDirectoryException(
          "Topic \"" + of.name() + "\" has compression " + of.compression() + ", which is none.");
    }
    return new TopicSettings(
        of.compression(),
        of.messageExpiry() == 0 ? settings.messageExpiry() : of.messageExpiry(),
        of.maxTopicSize() == 0 ? settings.maxTopicSize() : of.maxTopicSize(),
        of.replicationFactor());
  }
}
