package galgo.metadata;

import org.jspecify.annotations.Nullable;

/** Streams, topics and partitions: checks and applies the commands about them. */
final class Catalog {
  private final Incarnations incarnations;
  private final RoundRobins roundRobins;
  private final Slots<Stream> streams = new Slots<>(Limits.STREAMS);
  private final NameIndex streamNames = new NameIndex();
  private final Memberships memberships;
  private @Nullable ClusterSettings settings;
  private DataGroups dataGroups = new DataGroups(1);

  Catalog(Incarnations incarnations, RoundRobins roundRobins, Memberships memberships) {
    this.incarnations = incarnations;
    this.roundRobins = roundRobins;
    this.memberships = memberships;
  }

  @Nullable ClusterSettings settings() {
    return settings;
  }

  DataGroups dataGroups() {
    return dataGroups;
  }

  Slots<Stream> streams() {
    return streams;
  }

  @Nullable Stream stream(byte[] name) {
    return streams.get(streamNames.get(name));
  }

  @Nullable Stream stream(long nameAddress, int nameLength) {
    return streams.get(streamNames.get(nameAddress, nameLength));
  }

  @Nullable Stream stream(Bytes name) {
    return streams.get(streamNames.get(name));
  }

  private Topic requireTopic(int stream, int topic) {
    return streams.require(stream).topics().require(topic);
  }

  /** Whether the topic exists: 0, 1009 or 2010. */
  int checkTopic(int stream, int topic) {
    Stream found = streams.get(stream);
    if (found == null) {
      return Refusal.STREAM_NOT_FOUND;
    }
    return found.topic(topic) == null ? Refusal.TOPIC_NOT_FOUND : Refusal.NONE;
  }

  int check(CatalogCommand command) {
    return switch (command) {
      case CatalogCommand.FoundCluster found ->
          settings == null ? Refusal.NONE : Refusal.INVALID_COMMAND;
      case CatalogCommand.CreateStream create -> checkCreate(create);
      case CatalogCommand.UpdateStream update -> checkUpdate(update);
      case CatalogCommand.DeleteStream delete ->
          streams.get(delete.stream()) == null ? Refusal.STREAM_NOT_FOUND : Refusal.NONE;
      case CatalogCommand.CreateTopic create -> checkCreate(create);
      case CatalogCommand.UpdateTopic update -> checkUpdate(update);
      case CatalogCommand.DeleteTopic delete -> checkTopic(delete.stream(), delete.topic());
      case CatalogCommand.CreatePartitions create -> checkCreate(create);
      case CatalogCommand.DeletePartitions delete -> checkDelete(delete);
    };
  }

  private int checkCreate(CatalogCommand.CreateStream create) {
    if (!isName(create.name())) {
      return Refusal.INVALID_FORMAT;
    }
    if (stream(create.name()) != null) {
      return Refusal.STREAM_NAME_ALREADY_EXISTS;
    }
    return streams.isFull() ? Refusal.CANNOT_CREATE_STREAM : Refusal.NONE;
  }

  private int checkUpdate(CatalogCommand.UpdateStream update) {
    if (!isName(update.name())) {
      return Refusal.INVALID_FORMAT;
    }
    if (streams.get(update.stream()) == null) {
      return Refusal.STREAM_NOT_FOUND;
    }
    Stream holder = stream(update.name());
    return holder == null || holder.id() == update.stream()
        ? Refusal.NONE
        : Refusal.STREAM_NAME_ALREADY_EXISTS;
  }

  private int checkCreate(CatalogCommand.CreateTopic create) {
    if (!isName(create.name())) {
      return Refusal.INVALID_FORMAT;
    }
    if (create.partitions() < 0 || create.partitions() > Limits.PARTITIONS_AT_ONCE) {
      return Refusal.TOO_MANY_PARTITIONS;
    }
    Stream stream = streams.get(create.stream());
    if (stream == null) {
      return Refusal.STREAM_NOT_FOUND;
    }
    long largest = create.settings().maxTopicSize();
    if (Long.compareUnsigned(largest, requireSettings().segmentSize()) < 0) {
      return Refusal.INVALID_TOPIC_SIZE;
    }
    if (stream.topic(create.name()) != null) {
      return Refusal.TOPIC_NAME_ALREADY_EXISTS;
    }
    return stream.topics().isFull() ? Refusal.CANNOT_CREATE_TOPIC : Refusal.NONE;
  }

  private int checkUpdate(CatalogCommand.UpdateTopic update) {
    if (!isName(update.name())) {
      return Refusal.INVALID_FORMAT;
    }
    int status = checkTopic(update.stream(), update.topic());
    if (status != Refusal.NONE) {
      return status;
    }
    Topic holder = streams.require(update.stream()).topic(update.name());
    return holder == null || holder.id() == update.topic()
        ? Refusal.NONE
        : Refusal.TOPIC_NAME_ALREADY_EXISTS;
  }

  private int checkCreate(CatalogCommand.CreatePartitions create) {
    if (create.count() < 1 || create.count() > Limits.PARTITIONS_AT_ONCE) {
      return Refusal.TOO_MANY_PARTITIONS;
    }
    int status = checkTopic(create.stream(), create.topic());
    if (status != Refusal.NONE) {
      return status;
    }
    int existing = requireTopic(create.stream(), create.topic()).partitionsCount();
    return existing + create.count() > Limits.PARTITIONS
        ? Refusal.CANNOT_CREATE_PARTITION
        : Refusal.NONE;
  }

  private int checkDelete(CatalogCommand.DeletePartitions delete) {
    if (delete.count() < 1) {
      return Refusal.TOO_MANY_PARTITIONS;
    }
    int status = checkTopic(delete.stream(), delete.topic());
    if (status != Refusal.NONE) {
      return status;
    }
    int existing = requireTopic(delete.stream(), delete.topic()).partitionsCount();
    return delete.count() > existing ? Refusal.INVALID_PARTITIONS_COUNT : Refusal.NONE;
  }

  static boolean isName(Bytes name) {
    return name.length() >= 1 && name.length() <= Limits.NAME_LENGTH;
  }

  private ClusterSettings requireSettings() {
    if (settings == null) {
      throw new IllegalStateException("the cluster has not been founded");
    }
    return settings;
  }

  /** Carries out a command that {@link #check} has let pass. */
  Outcome apply(CatalogCommand command) {
    switch (command) {
      case CatalogCommand.FoundCluster found -> found(found.settings());
      case CatalogCommand.CreateStream create -> {
        Stream stream =
            new Stream(streams.nextId(), incarnations.take(), create.name(), create.createdAt());
        streamNames.add(stream.name(), streams.add(stream));
        return Outcome.created(stream.id());
      }
      case CatalogCommand.UpdateStream update -> {
        Stream stream = streams.require(update.stream());
        streamNames.remove(stream.name());
        streamNames.add(update.name(), stream.id());
        stream.rename(update.name());
      }
      case CatalogCommand.DeleteStream delete -> delete(streams.require(delete.stream()));
      case CatalogCommand.CreateTopic create -> {
        return create(create);
      }
      case CatalogCommand.UpdateTopic update -> {
        Stream stream = streams.require(update.stream());
        stream.update(stream.topics().require(update.topic()), update.name(), update.settings());
      }
      case CatalogCommand.DeleteTopic delete -> {
        Stream stream = streams.require(delete.stream());
        delete(stream, stream.topics().require(delete.topic()));
      }
      case CatalogCommand.CreatePartitions create -> {
        Topic topic = requireTopic(create.stream(), create.topic());
        addPartitions(topic, create.count(), create.createdAt());
        topic.rebalanceGroups();
      }
      case CatalogCommand.DeletePartitions delete -> {
        Topic topic = requireTopic(delete.stream(), delete.topic());
        removePartitions(topic, delete.count());
        topic.rebalanceGroups();
      }
    }
    return Outcome.DONE;
  }

  private void found(ClusterSettings newSettings) {
    settings = newSettings;
    dataGroups = new DataGroups(newSettings.dataGroups());
  }

  private Outcome create(CatalogCommand.CreateTopic create) {
    Stream stream = streams.require(create.stream());
    long incarnation = incarnations.take();
    Topic topic =
        new Topic(
            stream.topics().nextId(),
            create.name(),
            create.settings(),
            incarnation,
            create.createdAt(),
            roundRobins.of(incarnation));
    addPartitions(topic, create.partitions(), create.createdAt());
    stream.add(topic);
    return Outcome.created(topic.id());
  }

  private void addPartitions(Topic topic, int count, long createdAt) {
    int[] placed = dataGroups.count(topic.partitions());
    for (int i = 0; i < count; i++) {
      int dataGroup = dataGroups.place(placed);
      int id = topic.partitionsCount();
      topic.addPartition(new Partition(id, incarnations.take(), dataGroup, createdAt));
    }
  }

  private void removePartitions(Topic topic, int count) {
    for (int i = 0; i < count; i++) {
      dataGroups.remove(topic.removePartition());
    }
  }

  private void delete(Stream stream) {
    for (Topic topic : stream.topics()) {
      delete(stream, topic);
    }
    streamNames.remove(stream.name());
    streams.remove(stream.id());
  }

  private void delete(Stream stream, Topic topic) {
    for (ConsumerGroup group : topic.groups()) {
      memberships.removeGroup(new Membership(stream.id(), topic.id(), group.id()), group);
    }
    removePartitions(topic, topic.partitionsCount());
    roundRobins.forget(topic.incarnation());
    stream.delete(topic);
  }

  void restore(RestoreCommand.RestoreCluster restored) {
    if (restored.settings() != null) {
      found(restored.settings());
    }
    streams.restore(restored.streams().end(), restored.streams().freeIds());
  }

  void restore(RestoreCommand.RestoreStream restored) {
    Stream stream =
        new Stream(restored.id(), restored.incarnation(), restored.name(), restored.createdAt());
    stream.restoreIds(restored.topics());
    streams.restore(stream.id(), stream);
    streamNames.add(stream.name(), stream.id());
  }

  void restore(RestoreCommand.RestoreTopic restored) {
    Topic topic =
        new Topic(
            restored.id(),
            restored.name(),
            restored.settings(),
            restored.incarnation(),
            restored.createdAt(),
            roundRobins.of(restored.incarnation()));
    topic.groups().restore(restored.groups().end(), restored.groups().freeIds());
    streams.require(restored.stream()).restore(topic);
  }

  void restore(RestoreCommand.RestorePartitions restored) {
    Topic topic = requireTopic(restored.stream(), restored.topic());
    for (Partition partition : restored.partitions()) {
      topic.addPartition(partition);
      dataGroups.add(partition);
    }
  }
}
