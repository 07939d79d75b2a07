package galgo.simulator.workload;

import galgo.simulator.Chance;
import galgo.wire.DataRequest.Partitioning;
import galgo.wire.PollRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what clients do: a mix that is drawn for each run, so that some runs do much of what
 * others never do. A few topics stay; others come and go.
 */
final class Workload {
  private static final int MOST_PARTITIONS = 6;
  private static final int MOST_THINGS = 12;
  private static final int MOST_SENDS = 3000;

  private final Model model;
  private final Chance chance;
  private final Extras extras;
  private final long segmentBytes;
  private final Mix mix;
  private final Accounts accounts;
  private final int stableTopics;
  private final int partitionsAtFirst;

  /** What stays: of one stream that is never removed. */
  private final StreamModel home;

  private final List<TopicModel> stable = new ArrayList<>();
  private final List<GroupModel> stableGroups = new ArrayList<>();
  private final BatchShapes shapes;
  private long left;

  /**
   * @param segmentBytes the server's
   */
  Workload(Model model, Chance chance, Extras extras, long segmentBytes) {
    this.model = model;
    this.extras = extras;
    this.segmentBytes = segmentBytes;
    this.chance = chance;
    this.home = model.stream();
    this.stableTopics = (int) chance.between(1, 3);
    this.partitionsAtFirst = (int) chance.between(1, MOST_PARTITIONS);
    this.shapes = new BatchShapes(chance);
    this.left = chance.oneOf(200, 1000, 2500);
    this.mix = new Mix(chance, extras.accounts());
    this.accounts = new Accounts(model, chance);
  }

  /** Whether there is nothing more to do: a run has to end some time. */
  boolean exhausted() {
    return left == 0;
  }

  /** What the client does next; null for nothing. */
  @Nullable Action next(WorkloadClient client) {
    if (left == 0) {
      return null;
    }
    left--;
    Action setUp = client.number() == 0 ? setUp(client) : null;
    if (setUp != null) {
      return setUp;
    }
    for (int tries = 0; tries < 20; tries++) {
      Action action = draw(mix.draw(chance), client);
      if (action != null) {
        return action;
      }
    }
    return null;
  }

  /** Whatever stays, and is not there yet. */
  private @Nullable Action setUp(WorkloadClient client) {
    long now = model.tick();
    if (home.life.isUnmade()) {
      return ChangeAction.createStream(model, home);
    }
    if (!home.life.certain(now, now)) {
      return LookAction.stream(model, home);
    }
    if (stable.size() < stableTopics) {
      TopicModel topic = home.topic(model.name("topic"), partitionsAtFirst, now);
      topic.rules = TopicRules.drawn(chance, extras, segmentBytes, client.isNewer());
      stable.add(topic);
      return ChangeAction.createTopic(model, topic, partitionsAtFirst);
    }
    for (TopicModel topic : stable) {
      if (topic.life.certain(now, now) && topic.groups.isEmpty()) {
        GroupModel group = topic.group(model.name("group"), !model.allowances().force());
        stableGroups.add(group);
        return ChangeAction.createGroup(model, group);
      }
    }
    return null;
  }

  private @Nullable Action draw(Mix.Kind kind, WorkloadClient client) {
    return switch (kind) {
      case SEND -> send(client);
      case POLL -> poll(client);
      case GROUP_POLL -> groupPoll(client);
      case STORE_OFFSET -> store(client);
      case LOOK_AT_OFFSET -> lookAtOffset(client);
      case DELETE_OFFSET -> deleteOffset(client);
      case JOIN -> join(client);
      case LEAVE -> leave(client);
      case LOOK -> look();
      case FLUSH -> flush();
      case PURGE -> purge();
      case DELETE_SEGMENTS -> deleteSegments();
      case STREAM -> stream();
      case TOPIC -> topic(client);
      case PARTITIONS -> partitions();
      case GROUP -> group();
      case USER -> accounts.comeOrGo();
      case ACCOUNT -> accounts.change();
    };
  }

  private @Nullable Action send(WorkloadClient client) {
    TopicModel topic = anyTopic();
    if (topic == null || model.batchCount() >= MOST_SENDS) {
      return null;
    }
    SendAction.Shape shape = shapes.draw(client.isNewer());
    int drawn = chance.below(8);
    if (drawn == 0) {
      return new SendAction(model, topic, -1, new Partitioning.Balanced(), shape);
    }
    if (drawn == 1) {
      byte[] key = Action.utf8("key-" + chance.below(20));
      return new SendAction(model, topic, -1, new Partitioning.Key(key), shape);
    }
    int partition = anyPartition(topic);
    return partition < 0
        ? null
        : new SendAction(model, topic, partition, new Partitioning.Partition(partition), shape);
  }

  private @Nullable Action poll(WorkloadClient client) {
    TopicModel topic = anyTopic();
    int partition = topic == null ? -1 : anyPartition(topic);
    if (topic == null || partition < 0) {
      return null;
    }
    return new PollAction(
        model,
        client.number(),
        topic,
        partition,
        consumer(client),
        query(topic.log(partition), (int) chance.between(1, 5)));
  }

  private PollAction.Query query(PartitionLog log, int strategy) {
    long end = log.certainEnd();
    long value =
        switch (strategy) {
          case PollRequest.OFFSET -> chance.below(end + 3);
          case PollRequest.TIMESTAMP ->
              Math.max(
                  0, log.latestTimestamp(model.tick(), model.tick()) - chance.below(5_000_000L));
          default -> 0;
        };
    int count = (int) chance.oneOf(1, 10, 100, 1000);
    return new PollAction.Query(strategy, value, count, chance.below(3) == 0);
  }

  private @Nullable Action groupPoll(WorkloadClient client) {
    GroupModel group = joined(client);
    if (group == null) {
      return join(client);
    }
    int partition = chance.below(3) == 0 ? anyPartition(group.topic) : -1;
    int count = (int) chance.oneOf(1, 10, 100);
    return new PollAction(
        model,
        client.number(),
        group,
        partition,
        new PollAction.Query(PollRequest.NEXT, 0, count, chance.coin()));
  }

  private @Nullable Action store(WorkloadClient client) {
    GroupModel group = chance.coin() ? joined(client) : null;
    TopicModel topic = group == null ? anyTopic() : group.topic;
    int partition = topic == null ? -1 : anyPartition(topic);
    if (topic == null || partition < 0) {
      return null;
    }
    long offset = chance.below(topic.log(partition).certainEnd() + 2);
    return group == null
        ? new StoreOffsetAction(model, client.number(), topic, partition, consumer(client), offset)
        : new StoreOffsetAction(model, client.number(), group, partition, offset);
  }

  private @Nullable Action lookAtOffset(WorkloadClient client) {
    TopicModel topic = anyTopic();
    int partition = topic == null ? -1 : anyPartition(topic);
    if (topic == null || partition < 0) {
      return null;
    }
    if (chance.coin() && !topic.groups.isEmpty()) {
      GroupModel group = topic.groups.get(chance.below(topic.groups.size()));
      return group.life.isUnmade() ? null : LookAction.groupOffset(model, group, partition);
    }
    return LookAction.offset(model, topic, partition, consumer(client));
  }

  private @Nullable Action deleteOffset(WorkloadClient client) {
    TopicModel topic = anyTopic();
    int partition = topic == null ? -1 : anyPartition(topic);
    return topic == null || partition < 0
        ? null
        : ChangeAction.deleteOffset(model, topic, partition, consumer(client));
  }

  private @Nullable Action join(WorkloadClient client) {
    List<GroupModel> there = new ArrayList<>();
    long now = model.tick();
    for (StreamModel stream : model.streams) {
      for (TopicModel topic : stream.topics) {
        topic.groups.stream().filter(group -> group.life.certain(now, now)).forEach(there::add);
      }
    }
    if (there.isEmpty()) {
      return null;
    }
    GroupModel group = there.get(chance.below(there.size()));
    if (client.groups().contains(group)) {
      return null;
    }
    client.groups().add(group);
    return new MembershipAction(model, client.number(), group, true);
  }

  private @Nullable Action leave(WorkloadClient client) {
    GroupModel group = joined(client);
    if (group == null) {
      return null;
    }
    client.groups().remove(group);
    return new MembershipAction(model, client.number(), group, false);
  }

  private @Nullable GroupModel joined(WorkloadClient client) {
    List<GroupModel> groups = client.groups();
    return groups.isEmpty() ? null : groups.get(chance.below(groups.size()));
  }

  private @Nullable Action look() {
    TopicModel topic = anyTopic();
    return switch (chance.below(5)) {
      case 0 -> LookAction.streams(model);
      case 1 -> LookAction.stream(model, model.streams.get(chance.below(model.streams.size())));
      case 2 -> topic == null ? null : LookAction.topic(model, topic);
      case 3 ->
          topic == null || topic.groups.isEmpty()
              ? null
              : LookAction.group(model, topic.groups.get(chance.below(topic.groups.size())));
      default -> accounts.look();
    };
  }

  private @Nullable Action flush() {
    TopicModel topic = anyTopic();
    int partition = topic == null ? -1 : anyPartition(topic);
    return topic == null || partition < 0
        ? null
        : ChangeAction.flush(model, topic, partition, chance.coin());
  }

  private @Nullable Action purge() {
    TopicModel topic = anyTopic();
    return topic == null ? null : ChangeAction.purge(model, topic);
  }

  private @Nullable Action deleteSegments() {
    TopicModel topic = anyTopic();
    int partition = topic == null ? -1 : anyPartition(topic);
    return topic == null || partition < 0
        ? null
        : ChangeAction.deleteSegments(model, topic, partition, (int) chance.between(1, 3));
  }

  private @Nullable Action stream() {
    long now = model.tick();
    List<StreamModel> there =
        model.streams.stream()
            .filter(stream -> stream != home && stream.life.certain(now, now))
            .toList();
    if (!there.isEmpty() && (chance.coin() || there.size() >= MOST_THINGS)) {
      return ChangeAction.deleteStream(model, there.get(chance.below(there.size())));
    }
    return ChangeAction.createStream(model, model.stream());
  }

  private @Nullable Action topic(WorkloadClient client) {
    long now = model.tick();
    List<StreamModel> streams =
        model.streams.stream().filter(stream -> stream.life.certain(now, now)).toList();
    if (streams.isEmpty()) {
      return null;
    }
    StreamModel stream = streams.get(chance.below(streams.size()));
    List<TopicModel> there =
        stream.topics.stream()
            .filter(topic -> !stable.contains(topic) && topic.life.certain(now, now))
            .toList();
    if (!there.isEmpty() && (chance.coin() || there.size() >= MOST_THINGS)) {
      return ChangeAction.deleteTopic(model, there.get(chance.below(there.size())));
    }
    int partitions = (int) chance.between(1, MOST_PARTITIONS);
    TopicModel topic = stream.topic(model.name("topic"), partitions, now);
    topic.rules = TopicRules.drawn(chance, extras, segmentBytes, client.isNewer());
    return ChangeAction.createTopic(model, topic, partitions);
  }

  private @Nullable Action partitions() {
    TopicModel topic = anyTopic();
    long now = model.tick();
    if (topic == null || topic.fewestPartitions(now) != topic.mostPartitions(now)) {
      return null;
    }
    int there = topic.fewestPartitions(now);
    if (!stable.contains(topic) && there > 1 && chance.coin()) {
      int fewer = (int) chance.between(1, there - 1);
      return ChangeAction.removePartitions(model, topic, there, fewer);
    }
    return there >= MOST_THINGS ? null : ChangeAction.addPartitions(model, topic, there, 1);
  }

  private @Nullable Action group() {
    TopicModel topic = anyTopic();
    if (topic == null) {
      return null;
    }
    long now = model.tick();
    List<GroupModel> there =
        topic.groups.stream()
            .filter(group -> !stableGroups.contains(group) && group.life.certain(now, now))
            .toList();
    if (!there.isEmpty() && chance.coin()) {
      return ChangeAction.deleteGroup(model, there.get(chance.below(there.size())));
    }
    return ChangeAction.createGroup(
        model, topic.group(model.name("group"), !model.allowances().force()));
  }

  private String consumer(WorkloadClient client) {
    return "consumer-" + client.number() + "-" + chance.below(2);
  }

  /** A topic that is there, or perhaps just not any more. */
  private @Nullable TopicModel anyTopic() {
    long now = model.tick();
    List<TopicModel> topics = new ArrayList<>();
    for (StreamModel stream : model.streams) {
      for (TopicModel topic : stream.topics) {
        if (topic.life.certain(now, now)) {
          topics.add(topic);
        }
      }
    }
    return topics.isEmpty() ? null : topics.get(chance.below(topics.size()));
  }

  private int anyPartition(TopicModel topic) {
    int partitions = topic.mostPartitions(model.tick());
    return partitions == 0 ? -1 : chance.below(partitions);
  }
}
