package galgo.wire;

import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.DataRequest.Partitioning;
import java.util.List;
import java.util.OptionalLong;

/** Writes the payloads of requests of the produce and consume ways, as a client does. */
final class DataRequestEncoder {
  private DataRequestEncoder() {}

  /** Appends the payload and returns the code. */
  static int write(AnswerBuffer out, DataRequest request) {
    return switch (request) {
      case DataRequest.Poll poll -> poll(out, poll);
      case DataRequest.Send send -> send(out, send);
      case DataRequest.Flush flush -> {
        RequestEncoder.identifier(out, flush.stream());
        RequestEncoder.identifier(out, flush.topic());
        out.u32(flush.partition());
        out.flag(flush.fsync());
        yield CommandCode.FLUSH_UNSAVED_BUFFER;
      }
      case DataRequest.GetOffset get -> {
        place(out, get.consumer(), get.stream(), get.topic(), get.partition());
        yield CommandCode.GET_CONSUMER_OFFSET;
      }
      case DataRequest.StoreOffset store -> {
        place(out, store.consumer(), store.stream(), store.topic(), store.partition());
        out.u64(store.offset());
        yield CommandCode.STORE_CONSUMER_OFFSET;
      }
      case DataRequest.DeleteOffset delete -> {
        place(out, delete.consumer(), delete.stream(), delete.topic(), delete.partition());
        yield CommandCode.DELETE_CONSUMER_OFFSET;
      }
    };
  }

  private static int poll(AnswerBuffer out, DataRequest.Poll poll) {
    place(out, poll.consumer(), poll.stream(), poll.topic(), poll.partition());
    out.u8(poll.strategy());
    out.u64(poll.value());
    out.u32(poll.count());
    out.flag(poll.autoCommit());
    return CommandCode.POLL_MESSAGES;
  }

  private static void place(
      AnswerBuffer out,
      Consumer consumer,
      Identifier stream,
      Identifier topic,
      OptionalLong partition) {
    out.u8(consumer.group() ? ConsumerView.GROUP : ConsumerView.CONSUMER);
    RequestEncoder.identifier(out, consumer.identifier());
    RequestEncoder.identifier(out, stream);
    RequestEncoder.identifier(out, topic);
    out.flag(partition.isPresent());
    out.u32(partition.orElse(0));
  }

  private static int send(AnswerBuffer out, DataRequest.Send send) {
    int start = out.length();
    out.u32(0);
    RequestEncoder.identifier(out, send.stream());
    RequestEncoder.identifier(out, send.topic());
    partitioning(out, send.partitioning());
    out.u32(send.messages().size());
    out.setU32(start, out.length() - start - Integer.BYTES);
    index(out, send.messages());
    for (Message message : send.messages()) {
      message(out, message);
    }
    return CommandCode.SEND_MESSAGES;
  }

  static void partitioning(AnswerBuffer out, Partitioning partitioning) {
    switch (partitioning) {
      case Partitioning.Balanced _ -> {
        out.u8(SendRequest.BALANCED);
        out.u8(0);
      }
      case Partitioning.Partition(long id) -> {
        out.u8(SendRequest.PARTITION);
        out.u8(Integer.BYTES);
        out.u32(id);
      }
      case Partitioning.Key(byte[] key) -> {
        out.u8(SendRequest.KEY);
        out.text8(key);
      }
    }
  }

  /** One entry a message, with the message's end, counted from where the messages begin. */
  private static void index(AnswerBuffer out, List<Message> messages) {
    long end = 0;
    for (Message message : messages) {
      end += message.size();
      out.u32(0);
      out.u32(end);
      out.u64(0);
    }
  }

  /** Checksum, offset and time are left to the server. */
  private static void message(AnswerBuffer out, Message message) {
    out.u64(0);
    out.u64(message.idLow());
    out.u64(message.idHigh());
    out.u64(0);
    out.u64(0);
    out.u64(message.originTimestamp());
    out.u32(message.userHeaders().length);
    out.u32(message.payload().length);
    out.u64(0);
    out.raw(message.payload());
    out.raw(message.userHeaders());
  }
}
