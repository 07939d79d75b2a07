package galgo.server;

import galgo.log.PartitionCounters;
import galgo.metadata.ConsumerGroup;
import galgo.metadata.Member;
import galgo.metadata.Partition;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.wire.AnswerBuffer;
import galgo.wire.Answers;
import galgo.wire.TopicRequest;
import galgo.wire.vsr.Replies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what metadata and the partitions' counters say, together, as records of the protocol that
 * the answer's client speaks.
 */
final class Records {
  private final Counters counters;
  private final Lookup lookup;
  private final AnswerBuffer buffer;

  /** Sums over partitions. */
  private long bytes;

  private long messages;
  private long segments;

  Records(Counters counters, Lookup lookup) {
    this.counters = counters;
    this.lookup = lookup;
    this.buffer = lookup.buffer();
  }

  void stream(Stream stream) {
    sum(stream);
    Answers.stream(
        buffer,
        stream.id(),
        stream.createdAt(),
        stream.topics().size(),
        bytes,
        messages,
        stream.name().toArray());
    if (lookup.vsr()) {
      Replies.noOptions(buffer);
    }
  }

  /** What comes before the records of a list of topics. */
  void topicsCount(int count) {
    if (lookup.vsr()) {
      Replies.topicsCount(buffer, count);
    }
  }

  void topic(Topic topic) {
    startSum();
    add(topic);
    TopicRequest.TopicSettings settings =
        new TopicRequest.TopicSettings(
            topic.settings().compression(),
            topic.settings().messageExpiry(),
            topic.settings().maxTopicSize(),
            topic.settings().replicationFactor(),
            topic.name().toArray());
    int partitions = topic.partitionsCount();
    if (lookup.vsr()) {
      Replies.topic(
          buffer,
          topic.id(),
          topic.createdAt(),
          partitions,
          settings,
          bytes,
          messages,
          List.of(),
          TopicOptions.of(topic.settings()));
    } else {
      Answers.topic(buffer, topic.id(), topic.createdAt(), partitions, settings, bytes, messages);
    }
  }

  /**
   * @param fresh whether the topic was made just now: to classic clients its partitions have no
   *     segment yet
   */
  void partitions(Topic topic, boolean fresh) {
    for (Partition info : topic.partitions()) {
      PartitionCounters counted = counters.find(info.incarnation());
      if (counted == null) {
        Answers.partition(
            buffer, info.id(), info.createdAt(), fresh && !lookup.vsr() ? 0 : 1, 0, 0, 0);
      } else {
        Answers.partition(
            buffer,
            info.id(),
            info.createdAt(),
            counted.segments(),
            counted.currentOffset(),
            counted.bytes(),
            counted.messages());
      }
    }
  }

  void group(ConsumerGroup group) {
    Answers.group(
        buffer,
        group.id(),
        group.partitionsCount(),
        group.members().size(),
        group.name().toArray());
  }

  void members(ConsumerGroup group) {
    for (Member member : group.members()) {
      int[] partitions = new int[member.partitionsCount()];
      for (int i = 0; i < partitions.length; i++) {
        partitions[i] = member.partition(i);
      }
      Answers.groupMember(buffer, member.id(), partitions);
    }
  }

  /** Sums of a stream, read by {@link #bytes}, {@link #messages}, {@link #segments}. */
  void sum(Stream stream) {
    startSum();
    for (Topic topic : stream.topics()) {
      add(topic);
    }
  }

  long bytes() {
    return bytes;
  }

  long messages() {
    return messages;
  }

  long segments() {
    return segments;
  }

  private void startSum() {
    bytes = 0;
    messages = 0;
    segments = 0;
  }

  private void add(Topic topic) {
    for (Partition info : topic.partitions()) {
      @Nullable PartitionCounters counted = counters.find(info.incarnation());
      if (counted == null) {
        segments++;
      } else {
        bytes += counted.bytes();
        messages += counted.messages();
        segments += counted.segments();
      }
    }
  }
}
