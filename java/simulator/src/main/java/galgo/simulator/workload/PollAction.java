package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks for messages, as a single consumer or as a member of a group. */
final class PollAction extends Action {
  /**
   * @param value of the strategy
   * @param count the most messages wanted
   */
  record Query(int strategy, long value, int count, boolean autoCommit) {}

  private final TopicModel topic;
  private final String consumer;
  private final @Nullable GroupModel group;
  private final int client;

  /** The partition asked for; -1 lets the group choose. */
  private final int partition;

  private final Query query;

  // What was known when it was sent; without meaning while the partition is open.
  private long certainEnd;
  private int resets;

  /** What it may store, by partition. */
  private final Map<Integer, Register.Write> commits = new LinkedHashMap<>();

  /** As a single consumer. */
  PollAction(
      Model model, int client, TopicModel topic, int partition, String consumer, Query query) {
    this(model, client, topic, partition, consumer, null, query);
  }

  /** As a member of a group. */
  PollAction(Model model, int client, GroupModel group, int partition, Query query) {
    this(model, client, group.topic, partition, group.name, group, query);
  }

  private PollAction(
      Model model,
      int client,
      TopicModel topic,
      int partition,
      String consumer,
      @Nullable GroupModel group,
      Query query) {
    super(model);
    this.client = client;
    this.topic = topic;
    this.partition = partition;
    this.consumer = consumer;
    this.group = group;
    this.query = query;
  }

  @Override
  byte[] encode(Dialect dialect) {
    return dialect.frame(
        new DataRequest.Poll(
            new Consumer(group != null, named(consumer)),
            named(topic.stream.name),
            named(topic.name),
            partition < 0 ? OptionalLong.empty() : OptionalLong.of(partition),
            query.strategy,
            query.value,
            query.count,
            query.autoCommit));
  }

  @Override
  void begin(long now) {
    if (partition >= 0) {
      PartitionLog log = topic.log(partition);
      certainEnd = log.certainEnd();
      resets = log.resetsBegun();
    }
    if (query.autoCommit) {
      for (int i = 0; i < topic.mostPartitions(now); i++) {
        if (partition < 0 || i == partition) {
          commits.put(i, offset(i).write(Register.ANYTHING, now, false));
        }
      }
    }
  }

  private Register offset(int of) {
    return group == null ? topic.offset(consumer, of) : group.offset(of);
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    switch (status) {
      case Status.OK -> judge(PolledMessages.of(payload), now);
      case Status.STREAM_ID_NOT_FOUND, Status.TOPIC_ID_NOT_FOUND -> {
        topic.life.seen(false, sent(), now);
        notCommitted();
      }
      case Status.PARTITION_NOT_FOUND -> {
        topic.missing(Math.max(partition, 0), sent(), now);
        notCommitted();
      }
      case Status.CONSUMER_GROUP_ID_NOT_FOUND -> {
        if (group == null) {
          throw new Finding(this + " was answered as if it were a group's");
        }
        group.life.seen(false, sent(), now);
        notCommitted();
      }
      case Status.CONSUMER_GROUP_MEMBER_NOT_FOUND -> {
        if (group == null || group.mustBeMember(client, sent())) {
          throw new Finding(this + ": the client joined and is no member");
        }
        notCommitted();
      }
      default -> refused(status);
    }
  }

  private void notCommitted() {
    commits.forEach((of, commit) -> offset(of).refused(commit));
    commits.clear();
  }

  private void judge(PolledMessages polled, long now) {
    List<PolledMessage> messages = polled.messages();
    if (!messages.isEmpty()) {
      outcome(
          ": offsets "
              + messages.getFirst().offset()
              + " to "
              + messages.getLast().offset()
              + " of partition "
              + polled.partition());
    }
    int from = polled.partition();
    if (group != null && messages.isEmpty()) {
      // No partition of its own, or none with news.
      notCommitted();
      return;
    }
    if (partition >= 0 && from != partition) {
      throw new Finding(this + " was answered from partition " + from);
    }
    if (messages.size() > query.count) {
      throw new Finding(this + " brought " + messages.size() + " messages");
    }
    PartitionLog log = topic.log(from);
    log.polled(RunReader.runs(model, topic, from, messages), sent(), now);
    boolean known = partition >= 0 && log.resetsBegun() == resets;
    if (known && !model.allowances().damage() && polled.current() + 1 < certainEnd) {
      throw new Finding(
          this
              + " says that "
              + polled.current()
              + " is the highest offset, of at least "
              + certainEnd
              + " messages");
    }
    new PollStart(this, query, log, known ? certainEnd : 0, starts(from, now))
        .judge(messages, sent(), now);
    if (!messages.isEmpty()) {
      delivered(from, messages.getLast().offset(), now);
    } else {
      notCommitted();
    }
  }

  /** For the next messages: where they may begin. */
  private Set<Long> starts(int from, long now) {
    return query.strategy == PollRequest.NEXT ? offset(from).candidates(sent(), now) : Set.of();
  }

  private void delivered(int from, long last, long now) {
    Register.Write commit = commits.remove(from);
    if (commit != null) {
      commit.value(last);
      // Without room for it the server lets it be.
      commit.span.settle(now);
    }
    notCommitted();
    if (group != null) {
      group.polled(client, from, last, sent(), now);
    }
  }

  @Override
  public String toString() {
    return "poll of "
        + (group == null ? consumer : group)
        + " in "
        + topic
        + "/"
        + partition
        + ": "
        + query;
  }
}
