package galgo.wire;

import java.util.List;

/** About topics, their partitions and segments. */
@SuppressWarnings("ArrayRecordComponent") // requests are handled once, never compared
public sealed interface TopicRequest extends Request {

  record GetTopic(Identifier stream, Identifier topic) implements TopicRequest {}

  record GetTopics(Identifier stream) implements TopicRequest {}

  /**
   * What a topic is created or updated with.
   *
   * @param compression the code as sent, 0..255
   * @param messageExpiry microseconds; 0 for the server's default, all bits set for never
   * @param maxTopicSize bytes; 0 for the server's default, all bits set for unlimited
   * @param replicationFactor as sent, 0..255
   */
  record TopicSettings(
      int compression, long messageExpiry, long maxTopicSize, int replicationFactor, byte[] name) {}

  record CreateTopic(Identifier stream, long partitionsCount, TopicSettings settings)
      implements TopicRequest {}

  record DeleteTopic(Identifier stream, Identifier topic) implements TopicRequest {}

  record UpdateTopic(Identifier stream, Identifier topic, TopicSettings settings)
      implements TopicRequest {}

  record PurgeTopic(Identifier stream, Identifier topic) implements TopicRequest {}

  record CreatePartitions(Identifier stream, Identifier topic, long partitionsCount)
      implements TopicRequest {}

  record DeletePartitions(Identifier stream, Identifier topic, long partitionsCount)
      implements TopicRequest {}

  record DeleteSegments(Identifier stream, Identifier topic, long partition, long segmentsCount)
      implements TopicRequest {}

  /** As {@link CreateTopic}, with the settings as options; of the newer protocol only. */
  record CreateTopicWithOptions(
      Identifier stream, long partitionsCount, byte[] name, List<Option> options)
      implements TopicRequest {}

  /** Renames, and changes the settings that the options name; of the newer protocol only. */
  record UpdateTopicWithOptions(
      Identifier stream, Identifier topic, byte[] name, List<Option> options)
      implements TopicRequest {}
}
