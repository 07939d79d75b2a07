package galgo.simulator.workload;

import galgo.wire.DataRequest;
import galgo.wire.GroupRequest;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A change that is made as a whole or not at all, and answered without a payload that matters. */
final class ChangeAction extends Action {
  /** Notes that the change is on its way and returns when it takes effect. */
  private interface Beginning extends LongFunction<Span> {}

  private final @Nullable Request request;
  private final @Nullable DataRequest dataRequest;
  private final String text;
  private final Beginning beginning;
  private final @Nullable Lifetime scope;
  private @Nullable TopicModel topic;
  private int partition;
  private @Nullable Span span;

  /** The offset that it deletes. */
  private @Nullable Register removing;

  /**
   * @param scope what has to be there for it; when that is missing, nothing is changed
   */
  private ChangeAction(
      Model model,
      @Nullable Request request,
      @Nullable DataRequest dataRequest,
      String text,
      @Nullable Lifetime scope,
      Beginning beginning) {
    super(model);
    this.request = request;
    this.dataRequest = dataRequest;
    this.text = text;
    this.scope = scope;
    this.beginning = beginning;
  }

  private ChangeAction(
      Model model, Request request, String text, @Nullable Lifetime scope, Beginning beginning) {
    this(model, request, null, text, scope, beginning);
  }

  /** It is about one partition. */
  private ChangeAction of(TopicModel whose, int number) {
    topic = whose;
    partition = number;
    return this;
  }

  static Action createStream(Model model, StreamModel stream) {
    return new ChangeAction(
        model,
        new StreamRequest.CreateStream(utf8(stream.name)),
        "create " + stream,
        null,
        stream.life::making);
  }

  static Action deleteStream(Model model, StreamModel stream) {
    return new ChangeAction(
        model,
        new StreamRequest.DeleteStream(named(stream.name)),
        "delete " + stream,
        stream.life,
        stream.life::removing);
  }

  static Action createTopic(Model model, TopicModel topic, int partitions) {
    return new ChangeAction(
        model,
        topic.rules.creation(named(topic.stream.name), partitions, utf8(topic.name)),
        "create " + topic + " of " + partitions + ", " + topic.rules,
        topic.stream.life,
        topic.life::making);
  }

  static Action deleteTopic(Model model, TopicModel topic) {
    return new ChangeAction(
        model,
        new TopicRequest.DeleteTopic(named(topic.stream.name), named(topic.name)),
        "delete " + topic,
        topic.life,
        topic.life::removing);
  }

  static Action purge(Model model, TopicModel topic) {
    return new ChangeAction(
        model,
        new TopicRequest.PurgeTopic(named(topic.stream.name), named(topic.name)),
        "purge " + topic,
        topic.life,
        topic::purging);
  }

  /** The number of partitions must be known. */
  static Action addPartitions(Model model, TopicModel topic, int now, int more) {
    return new ChangeAction(
        model,
        new TopicRequest.CreatePartitions(named(topic.stream.name), named(topic.name), more),
        "add " + more + " partitions to the " + now + " of " + topic,
        topic.life,
        at -> topic.addingPartitions(now + more, at));
  }

  /** The number of partitions must be known. */
  static Action removePartitions(Model model, TopicModel topic, int now, int fewer) {
    return new ChangeAction(
        model,
        new TopicRequest.DeletePartitions(named(topic.stream.name), named(topic.name), fewer),
        "remove " + fewer + " of the " + now + " partitions of " + topic,
        topic.life,
        at -> topic.removingPartitions(now - fewer, at));
  }

  static Action deleteSegments(Model model, TopicModel topic, int partition, int count) {
    return new ChangeAction(
            model,
            new TopicRequest.DeleteSegments(
                named(topic.stream.name), named(topic.name), partition, count),
            "delete " + count + " segments of " + topic + "/" + partition,
            topic.life,
            at -> {
              topic.log(partition).trimmingOnDemand();
              return new Span(at);
            })
        .of(topic, partition);
  }

  static Action createGroup(Model model, GroupModel group) {
    return new ChangeAction(
        model,
        new GroupRequest.CreateConsumerGroup(
            named(group.topic.stream.name), named(group.topic.name), utf8(group.name)),
        "create " + group,
        group.topic.life,
        group.life::making);
  }

  static Action deleteGroup(Model model, GroupModel group) {
    return new ChangeAction(
        model,
        new GroupRequest.DeleteConsumerGroup(
            named(group.topic.stream.name), named(group.topic.name), named(group.name)),
        "delete " + group,
        group.life,
        group.life::removing);
  }

  /** Writes what the partition has gathered, to stable storage when {@code synced}. */
  static Action flush(Model model, TopicModel topic, int partition, boolean synced) {
    return new ChangeAction(
            model,
            null,
            new DataRequest.Flush(named(topic.stream.name), named(topic.name), partition, synced),
            (synced ? "flush and sync " : "flush ") + topic + "/" + partition,
            topic.life,
            at -> synced ? topic.log(partition).flushing(at) : new Span(at))
        .of(topic, partition);
  }

  static Action deleteOffset(Model model, TopicModel topic, int partition, String consumer) {
    return new ChangeAction(
            model,
            null,
            new DataRequest.DeleteOffset(
                new DataRequest.Consumer(false, named(consumer)),
                named(topic.stream.name),
                named(topic.name),
                OptionalLong.of(partition)),
            "delete the offset of " + consumer + " in " + topic + "/" + partition,
            topic.life,
            at -> topic.offset(consumer, partition).write(TopicModel.NONE, at, true).span)
        .of(topic, partition)
        .removing(topic.offset(consumer, partition));
  }

  private ChangeAction removing(Register register) {
    removing = register;
    return this;
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
  void begin(long now) {
    span = beginning.apply(now);
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    switch (status) {
      case Status.OK -> {
        if (span != null) {
          span.happened(now);
        }
      }
      case Status.STREAM_ID_NOT_FOUND,
          Status.TOPIC_ID_NOT_FOUND,
          Status.CONSUMER_GROUP_ID_NOT_FOUND,
          Status.RESOURCE_NOT_FOUND -> {
        if (scope == null) {
          refused(status);
        } else {
          scope.seen(false, sent(), now);
        }
      }
      case Status.PARTITION_NOT_FOUND -> {
        if (topic == null) {
          refused(status);
        } else {
          topic.missing(partition, sent(), now);
        }
      }
      case Status.CONSUMER_OFFSET_NOT_FOUND -> {
        if (removing == null || span == null || topic == null) {
          refused(status);
          return;
        }
        removing.refused(span);
        // A crash that shortens a partition may take what is stored with it.
        if (!topic.lossy()) {
          removing.seen("what " + this + " did not find", TopicModel.NONE, sent(), now);
        }
      }
      default -> refused(status);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
