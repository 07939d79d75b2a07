package galgo.wire;

import galgo.io.Memory;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Requests to bytes and back, for tests. */
final class Frames {
  /** Codes of the commands that views decode. */
  private static final int[] HOT = {100, 101, 102, 120, 121, 122};

  private Frames() {}

  static boolean isHot(int code) {
    return IntStream.of(HOT).anyMatch(hot -> hot == code);
  }

  static byte[] encode(Request request) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    RequestEncoder.encode(out, request);
    return out.toBytes();
  }

  static byte[] encode(DataRequest request) {
    AnswerBuffer out = new AnswerBuffer(1 << 24);
    RequestEncoder.encode(out, request);
    return out.toBytes();
  }

  static byte[] payload(byte[] frame) {
    return Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
  }

  static int code(byte[] frame) {
    try (Payload header = Payload.of(frame)) {
      return Frame.code(header.address());
    }
  }

  static Decoded decode(int code, byte[] payload, int garbage) {
    try (Payload memory = Payload.of(payload, garbage)) {
      return new RequestDecoder().decode(code, memory.address(), memory.length);
    }
  }

  /** The status of decoding the payload of any command. */
  static int status(int code, byte[] payload, int garbage) {
    Object result =
        isHot(code) ? decodeHot(code, payload, garbage) : decode(code, payload, garbage);
    return switch (result) {
      case Decoded.Malformed(int status) -> status;
      case Integer status -> status;
      default -> Status.OK;
    };
  }

  /**
   * The request as a client would have stated it, or the status as an Integer. Of a send only what
   * precedes messages.
   */
  static Object decodeHot(int code, byte[] payload, int garbage) {
    try (Payload memory = Payload.of(payload, garbage)) {
      return switch (code) {
        case CommandCode.POLL_MESSAGES -> poll(memory);
        case CommandCode.SEND_MESSAGES -> send(memory);
        case CommandCode.FLUSH_UNSAVED_BUFFER -> flush(memory);
        default -> offset(code, memory);
      };
    }
  }

  private static Object poll(Payload memory) {
    PollRequest poll = new PollRequest();
    int status = poll.wrap(memory.address(), memory.length);
    return status != Status.OK
        ? Integer.valueOf(status)
        : new DataRequest.Poll(
            consumer(poll.consumer()),
            poll.stream().toIdentifier(),
            poll.topic().toIdentifier(),
            partition(poll.hasPartition(), poll.partition()),
            poll.strategy(),
            poll.value(),
            poll.count(),
            poll.autoCommit());
  }

  /** What a send says before its messages. */
  record SendHead(
      Identifier stream,
      Identifier topic,
      DataRequest.Partitioning partitioning,
      long messagesCount,
      long messagesLength) {}

  private static Object send(Payload memory) {
    SendRequest send = new SendRequest();
    int status = send.wrap(memory.address(), memory.length);
    if (status != Status.OK) {
      return status;
    }
    DataRequest.Partitioning partitioning =
        switch (send.partitioning()) {
          case SendRequest.BALANCED -> new DataRequest.Partitioning.Balanced();
          case SendRequest.PARTITION -> new DataRequest.Partitioning.Partition(send.partition());
          default ->
              new DataRequest.Partitioning.Key(Memory.bytes(send.keyAddress(), send.keyLength()));
        };
    return new SendHead(
        send.stream().toIdentifier(),
        send.topic().toIdentifier(),
        partitioning,
        send.messagesCount(),
        send.messagesLength());
  }

  private static Object flush(Payload memory) {
    FlushRequest flush = new FlushRequest();
    int status = flush.wrap(memory.address(), memory.length);
    return status != Status.OK
        ? Integer.valueOf(status)
        : new DataRequest.Flush(
            flush.stream().toIdentifier(),
            flush.topic().toIdentifier(),
            flush.partition(),
            flush.fsync());
  }

  private static Object offset(int code, Payload memory) {
    OffsetRequest offset = new OffsetRequest();
    int status = offset.wrap(code, memory.address(), memory.length);
    if (status != Status.OK) {
      return status;
    }
    DataRequest.Consumer consumer = consumer(offset.consumer());
    Identifier stream = offset.stream().toIdentifier();
    Identifier topic = offset.topic().toIdentifier();
    OptionalLong partition = partition(offset.hasPartition(), offset.partition());
    return switch (code) {
      case CommandCode.GET_CONSUMER_OFFSET ->
          new DataRequest.GetOffset(consumer, stream, topic, partition);
      case CommandCode.STORE_CONSUMER_OFFSET ->
          new DataRequest.StoreOffset(consumer, stream, topic, partition, offset.offset());
      default -> new DataRequest.DeleteOffset(consumer, stream, topic, partition);
    };
  }

  private static DataRequest.Consumer consumer(ConsumerView view) {
    return new DataRequest.Consumer(view.isGroup(), view.identifier().toIdentifier());
  }

  private static OptionalLong partition(boolean present, long partition) {
    return present ? OptionalLong.of(partition) : OptionalLong.empty();
  }
}
