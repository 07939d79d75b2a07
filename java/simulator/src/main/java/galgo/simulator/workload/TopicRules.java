package galgo.simulator.workload;

import galgo.simulator.Chance;
import galgo.wire.Identifier;
import galgo.wire.Option;
import galgo.wire.TopicRequest;
import galgo.wire.vsr.OptionBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a topic is made with.
 *
 * @param expiryMicros after which messages may go, 0 for never
 * @param mostBytes beyond which the oldest messages may go, 0 for no limit
 * @param persisted whether it is synced whatever the server's durability
 */
record TopicRules(long expiryMicros, long mostBytes, boolean persisted) {
  static final TopicRules PLAIN = new TopicRules(0, 0, false);

  /**
   * @param segmentBytes the server's, which no limit may be below
   * @param newer whether a client asks that can say what is persisted
   */
  static TopicRules drawn(Chance chance, Extras extras, long segmentBytes, boolean newer) {
    boolean persisted = newer && extras.mixed() && chance.coin();
    if (extras.cleanerMillis() == 0) {
      return persisted ? new TopicRules(0, 0, true) : PLAIN;
    }
    int kind = chance.below(4);
    return new TopicRules(
        (kind & 1) == 0 ? 0 : chance.oneOf(300_000, 2_000_000, 10_000_000),
        (kind & 2) == 0 ? 0 : segmentBytes * chance.between(2, 8),
        persisted);
  }

  /** The request that makes such a topic; only the newer protocol can say what is persisted. */
  TopicRequest creation(Identifier stream, int partitions, byte[] name) {
    return persisted
        ? new TopicRequest.CreateTopicWithOptions(stream, partitions, name, options())
        : new TopicRequest.CreateTopic(
            stream,
            partitions,
            new TopicRequest.TopicSettings(1, expiryMicros, mostBytes, 1, name));
  }

  /** As the newer protocol has it: without what is as it is by default. */
  List<Option> options() {
    List<Option> options = new ArrayList<>();
    if (expiryMicros != 0) {
      options.add(number("message_expiry", expiryMicros));
    }
    if (mostBytes != 0) {
      options.add(number("max_topic_size", mostBytes));
    }
    if (persisted) {
      options.add(
          new Option(Action.utf8("durability"), OptionBlock.STRING, Action.utf8("persisted")));
    }
    return options;
  }

  private static Option number(String key, long value) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return new Option(Action.utf8(key), OptionBlock.UINT64, bytes);
  }

  /** Whether messages may go without anybody asking for it. */
  boolean retains() {
    return expiryMicros != 0 || mostBytes != 0;
  }
}
