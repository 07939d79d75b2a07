package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.DataRequest;
import galgo.wire.GroupRequest;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks what there is, and compares it with what the model knows. */
final class LookAction extends Action {
  /** Judges an answer; an empty payload says that the thing is not there. */
  private interface Judge {
    void judge(Payload payload, long from, long to);
  }

  private final @Nullable Request request;
  private final @Nullable DataRequest dataRequest;
  private final String text;
  private final Judge judge;

  private LookAction(
      Model model,
      @Nullable Request request,
      @Nullable DataRequest dataRequest,
      String text,
      Judge judge) {
    super(model);
    this.request = request;
    this.dataRequest = dataRequest;
    this.text = text;
    this.judge = judge;
  }

  static Action stream(Model model, StreamModel stream) {
    return new LookAction(
        model,
        new StreamRequest.GetStream(named(stream.name)),
        null,
        "get " + stream,
        (payload, from, to) -> stream(stream, payload, from, to));
  }

  static Action streams(Model model) {
    return new LookAction(
        model,
        new StreamRequest.GetStreams(),
        null,
        "get all streams",
        (payload, from, to) -> streams(model, payload, from, to));
  }

  static Action topic(Model model, TopicModel topic) {
    PartitionLog[] logs = new PartitionLog[topic.mostPartitions(model.tick())];
    long[] ends = new long[logs.length];
    int[] resets = new int[logs.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = topic.log(i);
      ends[i] = logs[i].certainEnd();
      resets[i] = logs[i].resetsBegun();
    }
    return new LookAction(
        model,
        new TopicRequest.GetTopic(named(topic.stream.name), named(topic.name)),
        null,
        "get " + topic,
        (payload, from, to) -> {
          topic.life.seen(!payload.isEmpty(), from, to);
          if (payload.isEmpty()) {
            return;
          }
          int partitions = topicRecord(topic, payload, from, to);
          for (int i = 0; i < partitions; i++) {
            long current = partition(payload, i);
            boolean judged = i < logs.length && !model.allowances().damage();
            if (judged && logs[i].resetsBegun() == resets[i] && current + 1 < ends[i]) {
              throw new Finding(
                  topic + "/" + i + " ends at " + current + " of at least " + ends[i]);
            }
          }
        });
  }

  static Action group(Model model, GroupModel group) {
    return new LookAction(
        model,
        new GroupRequest.GetConsumerGroup(
            named(group.topic.stream.name), named(group.topic.name), named(group.name)),
        null,
        "get " + group,
        (payload, from, to) -> group(model, group, payload, from, to));
  }

  static Action offset(Model model, TopicModel topic, int partition, String consumer) {
    return offset(model, topic, partition, consumer, topic.offset(consumer, partition), null);
  }

  static Action groupOffset(Model model, GroupModel group, int partition) {
    return offset(model, group.topic, partition, group.name, group.offset(partition), group);
  }

  private static Action offset(
      Model model,
      TopicModel topic,
      int partition,
      String consumer,
      Register register,
      @Nullable GroupModel group) {
    Lifetime whole = group == null ? topic.life : group.life;
    return new LookAction(
        model,
        null,
        new DataRequest.GetOffset(
            new DataRequest.Consumer(group != null, named(consumer)),
            named(topic.stream.name),
            named(topic.name),
            OptionalLong.of(partition)),
        "get the offset of " + consumer + " in " + topic + "/" + partition,
        (payload, from, to) -> {
          String what = "the offset of " + consumer + " in " + topic + "/" + partition;
          if (!payload.isEmpty()) {
            payload.skip(12);
            long stored = payload.u64();
            // A crash that shortens a partition lowers what is stored beyond its end.
            if (!topic.lossy()) {
              register.seen(what, stored, from, to);
            }
          } else if (whole.certain(from, to)
              && partition < topic.fewestPartitions(from)
              && !topic.lossy()) {
            register.seen(what, TopicModel.NONE, from, to);
          }
        });
  }

  static void streams(Model model, Payload payload, long from, long to) {
    Set<String> names = new HashSet<>();
    while (!payload.isEmpty()) {
      payload.skip(32);
      names.add(payload.text8());
    }
    for (StreamModel stream : model.streams) {
      stream.life.seen(names.remove(stream.name), from, to);
    }
    if (!names.isEmpty()) {
      throw new Finding("streams that nobody made: " + names);
    }
  }

  private static void stream(StreamModel stream, Payload payload, long from, long to) {
    stream.life.seen(!payload.isEmpty(), from, to);
    if (payload.isEmpty()) {
      return;
    }
    payload.skip(12);
    long topics = payload.u32();
    payload.skip(16);
    expect(stream, payload.text8(), stream.name);
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < topics; i++) {
      payload.skip(12);
      long partitions = payload.u32();
      payload.skip(34);
      String name = payload.text8();
      seen.add(name);
      for (TopicModel topic : stream.topics) {
        if (topic.name.equals(name)) {
          topic.partitions.seen("number of partitions of " + topic, partitions, from, to);
        }
      }
    }
    for (TopicModel topic : stream.topics) {
      topic.life.seen(seen.remove(topic.name), from, to);
    }
    if (!seen.isEmpty()) {
      throw new Finding(stream + " has topics that nobody made: " + seen);
    }
  }

  private static int topicRecord(TopicModel topic, Payload payload, long from, long to) {
    payload.skip(12);
    int partitions = (int) payload.u32();
    payload.skip(34);
    expect(topic, payload.text8(), topic.name);
    topic.partitions.seen("number of partitions of " + topic, partitions, from, to);
    return partitions;
  }

  /** The highest offset of the record of a partition. */
  private static long partition(Payload payload, int number) {
    if (payload.u32() != number) {
      throw new Finding("the record of another partition in the place of " + number);
    }
    payload.skip(12);
    long current = payload.u64();
    payload.skip(16);
    return current;
  }

  private static void group(Model model, GroupModel group, Payload payload, long from, long to) {
    group.life.seen(!payload.isEmpty(), from, to);
    if (payload.isEmpty()) {
      return;
    }
    payload.skip(4);
    long partitions = payload.u32();
    int members = (int) payload.u32();
    expect(group, payload.text8(), group.name);
    group.topic.partitions.seen("number of partitions of " + group, partitions, from, to);
    Set<Long> owned = new HashSet<>();
    for (int i = 0; i < members; i++) {
      payload.skip(4);
      long count = payload.u32();
      for (long j = 0; j < count; j++) {
        long partition = payload.u32();
        if (!owned.add(partition) || partition >= partitions) {
          throw new Finding(group + " gives partition " + partition + " to two, of " + partitions);
        }
      }
    }
    group.membersSeen(members, model::isConnected, from, to);
  }

  private static void expect(Object what, String name, String expected) {
    if (!name.equals(expected)) {
      throw new Finding(what + " has the name " + name);
    }
  }

  @Override
  byte[] encode(Dialect dialect) {
    if (request != null) {
      return dialect.frame(request);
    }
    if (dataRequest == null) {
      throw new IllegalStateException(this + " asks nothing");
    }
    return dialect.frame(dataRequest);
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    if (status == Status.OK) {
      judge.judge(new Payload(payload), sent(), now);
    } else if (status != Status.RESOURCE_NOT_FOUND) {
      refused(status);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
