package galgo.wire.vsr;

import galgo.io.Memory;
import galgo.wire.AnswerBuffer;
import galgo.wire.Option;
import galgo.wire.TopicRequest;
import java.util.List;

/**
 * Records of the bodies of answers, where they differ from those of {@link galgo.wire.Answers}: to
 * be appended to the same buffer. Source: wire-0.9 §2.
 */
public final class Replies {
  /** The partition of an empty poll answer that says: ask again which partitions are yours. */
  public static final long ASSIGNMENT_IS_STALE = 0xFFFF_FFFFL;

  /** Bytes of the answer to a send. */
  public static final int CONFIRMATION = 24;

  /** Bytes of the section that says that an operation has succeeded. */
  public static final int RESULT_SECTION = 4;

  private Replies() {}

  /** Answer to a login; the session's number is above 0. */
  public static void registered(
      AnswerBuffer buffer, long user, long session, byte[] serverVersion) {
    buffer.u32(user);
    buffer.u64(session);
    buffer.u32(ProtocolVersion.CURRENT);
    buffer.text8(serverVersion);
  }

  /** What follows the record of a stream or a user: they have no options. */
  public static void noOptions(AnswerBuffer buffer) {
    buffer.u32(0);
  }

  /** What precedes a list of topics. */
  public static void topicsCount(AnswerBuffer buffer, int count) {
    buffer.u32(count);
  }

  /**
   * A topic; the replication factor of the settings does not show.
   *
   * @param explicit options as the client gave them
   * @param derived options that the server filled in
   */
  public static void topic(
      AnswerBuffer buffer,
      long id,
      long createdAt,
      int partitions,
      TopicRequest.TopicSettings settings,
      long size,
      long messages,
      List<Option> explicit,
      List<Option> derived) {
    buffer.u32(id);
    buffer.u64(createdAt);
    buffer.u32(partitions);
    buffer.u64(settings.messageExpiry());
    buffer.u8(settings.compression());
    buffer.u64(settings.maxTopicSize());
    buffer.u64(size);
    buffer.u64(messages);
    buffer.text8(settings.name());
    OptionBlock.writeSized(buffer, explicit);
    OptionBlock.writeSized(buffer, derived);
  }

  /** Answer to a member's sync: the partitions it may poll now. */
  public static void assignment(AnswerBuffer buffer, long generation, int[] partitions) {
    buffer.u64(generation);
    buffer.u32(partitions.length);
    for (int partition : partitions) {
      buffer.u32(partition);
    }
  }

  /** What an option is: {@code count u32} of these is the answer to describe options. */
  public static void optionDescription(AnswerBuffer buffer, Option byDefault, byte[] description) {
    buffer.text8(byDefault.key());
    buffer.u8(byDefault.kind());
    buffer.text32(byDefault.value());
    buffer.text32(description);
  }

  /** Writes the {@value #CONFIRMATION} bytes of the answer to a send: where its batch went. */
  public static void writeConfirmation(
      long address, int stream, int topic, int partition, long baseOffset) {
    Memory.putInt(address, 1);
    Memory.putInt(address + 4, stream);
    Memory.putInt(address + 8, topic);
    Memory.putInt(address + 12, partition);
    Memory.putLong(address + 16, baseOffset);
  }
}
