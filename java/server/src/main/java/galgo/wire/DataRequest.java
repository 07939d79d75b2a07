package galgo.wire;

import java.util.List;
import java.util.OptionalLong;

/**
 * A request of the produce and consume ways, as a client states it. The server never builds these:
 * it reads such requests in place by {@link PollRequest}, {@link SendRequest}, {@link FlushRequest}
 * and {@link OffsetRequest}.
 */
public sealed interface DataRequest {

  /** Who consumes. */
  record Consumer(boolean group, Identifier identifier) {}

  /**
   * Asks for messages.
   *
   * @param partition empty for partition 0 of a single consumer, or the next partition of a group's
   *     member
   * @param strategy a constant of {@link PollRequest}, from {@link PollRequest#OFFSET} on
   * @param value of the strategy; 0 when it has none
   * @param count the most messages wanted
   */
  record Poll(
      Consumer consumer,
      Identifier stream,
      Identifier topic,
      OptionalLong partition,
      int strategy,
      long value,
      long count,
      boolean autoCommit)
      implements DataRequest {}

  /** Appends messages, at least one. */
  record Send(
      Identifier stream, Identifier topic, Partitioning partitioning, List<Message> messages)
      implements DataRequest {
    public Send {
      messages = List.copyOf(messages);
    }
  }

  record Flush(Identifier stream, Identifier topic, long partition, boolean fsync)
      implements DataRequest {}

  record GetOffset(Consumer consumer, Identifier stream, Identifier topic, OptionalLong partition)
      implements DataRequest {}

  record StoreOffset(
      Consumer consumer, Identifier stream, Identifier topic, OptionalLong partition, long offset)
      implements DataRequest {}

  record DeleteOffset(
      Consumer consumer, Identifier stream, Identifier topic, OptionalLong partition)
      implements DataRequest {}

  /** Which partition messages go to. */
  sealed interface Partitioning {

    /** Partitions in turn. */
    record Balanced() implements Partitioning {}

    record Partition(long id) implements Partitioning {}

    /** The partition that the hash of the key gives; 1..255 bytes. */
    @SuppressWarnings("ArrayRecordComponent") // only ever written
    record Key(byte[] key) implements Partitioning {
      public Key {
        if (key.length == 0 || key.length > 255) {
          throw new IllegalArgumentException("key of " + key.length + " bytes");
        }
      }
    }
  }

  /**
   * A message to send.
   *
   * @param idLow low half of the id; with the high half 0 the server makes one
   * @param originTimestamp the client's time, microseconds since the epoch
   * @param userHeaders the encoded section; empty for none
   */
  @SuppressWarnings("ArrayRecordComponent") // only ever written
  record Message(
      long idLow, long idHigh, long originTimestamp, byte[] payload, byte[] userHeaders) {

    /** Bytes it takes on the wire. */
    int size() {
      return Frame.MESSAGE_HEADER + payload.length + userHeaders.length;
    }
  }
}
