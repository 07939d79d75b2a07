package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.DataRequest;
import galgo.wire.Status;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Stores the offset of a consumer or a group. */
final class StoreOffsetAction extends Action {
  private final TopicModel topic;
  private final @Nullable GroupModel group;
  private final String consumer;
  private final int client;
  private final int partition;
  private final long offset;
  private long certainEnd;
  private int resets;
  private Register.@Nullable Write write;

  /** As a single consumer. */
  StoreOffsetAction(
      Model model, int client, TopicModel topic, int partition, String consumer, long offset) {
    this(model, client, topic, partition, consumer, null, offset);
  }

  /** As a member of a group. */
  StoreOffsetAction(Model model, int client, GroupModel group, int partition, long offset) {
    this(model, client, group.topic, partition, group.name, group, offset);
  }

  private StoreOffsetAction(
      Model model,
      int client,
      TopicModel topic,
      int partition,
      String consumer,
      @Nullable GroupModel group,
      long offset) {
    super(model);
    this.client = client;
    this.topic = topic;
    this.partition = partition;
    this.consumer = consumer;
    this.group = group;
    this.offset = offset;
  }

  @Override
  byte[] encode(Dialect dialect) {
    return dialect.frame(
        new DataRequest.StoreOffset(
            new DataRequest.Consumer(group != null, named(consumer)),
            named(topic.stream.name),
            named(topic.name),
            OptionalLong.of(partition),
            offset));
  }

  private Register register() {
    return group == null ? topic.offset(consumer, partition) : group.offset(partition);
  }

  @Override
  void begin(long now) {
    certainEnd = topic.log(partition).certainEnd();
    resets = topic.log(partition).resetsBegun();
    write = register().write(offset, now, true);
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    if (write == null) {
      throw new IllegalStateException(this + " was not sent");
    }
    if (status == Status.OK) {
      write.span.happened(now);
      return;
    }
    switch (status) {
      case Status.INVALID_OFFSET -> {
        // How far a damaged partition goes, nobody knows.
        if (topic.log(partition).resetsBegun() == resets
            && offset < certainEnd
            && !model.allowances().damage()) {
          throw new Finding(this + " was refused, and there are " + certainEnd + " messages");
        }
      }
      case Status.STREAM_ID_NOT_FOUND, Status.TOPIC_ID_NOT_FOUND ->
          topic.life.seen(false, sent(), now);
      case Status.PARTITION_NOT_FOUND -> topic.missing(partition, sent(), now);
      case Status.CONSUMER_GROUP_ID_NOT_FOUND -> {
        if (group != null) {
          group.life.seen(false, sent(), now);
        }
      }
      case Status.CONSUMER_GROUP_MEMBER_NOT_FOUND -> {
        if (group == null || group.mustBeMember(client, sent())) {
          throw new Finding(this + ": the client joined and is no member");
        }
      }
      case Status.NOT_RESOLVED_CONSUMER, Status.CONSUMER_GROUP_PARTITION_NOT_OWNED -> {}
      default -> {
        refused(status);
        // It may have been stored all the same.
        return;
      }
    }
    register().refused(write);
  }

  @Override
  public String toString() {
    return "store "
        + offset
        + " for "
        + (group == null ? consumer : group)
        + " in "
        + topic
        + "/"
        + partition;
  }
}
