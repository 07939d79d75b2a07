package galgo.fuzz;

import galgo.io.Memory;
import galgo.wire.CommandCode;
import galgo.wire.ConsumerView;
import galgo.wire.FlushRequest;
import galgo.wire.Frame;
import galgo.wire.IdentifierView;
import galgo.wire.OffsetRequest;
import galgo.wire.PollRequest;
import galgo.wire.SendRequest;
import galgo.wire.Status;

/** The requests that are read where they lie: all that their views say lies in the payload. */
final class HotRequests {
  private final PollRequest poll = new PollRequest();
  private final SendRequest send = new SendRequest();
  private final FlushRequest flush = new FlushRequest();
  private final OffsetRequest offset = new OffsetRequest();

  private long start;
  private long end;

  static boolean isHot(int code) {
    return switch (code) {
      case CommandCode.POLL_MESSAGES,
          CommandCode.SEND_MESSAGES,
          CommandCode.FLUSH_UNSAVED_BUFFER,
          CommandCode.GET_CONSUMER_OFFSET,
          CommandCode.STORE_CONSUMER_OFFSET,
          CommandCode.DELETE_CONSUMER_OFFSET ->
          true;
      default -> false;
    };
  }

  void classic(int code, long payload, int length) {
    start = payload;
    end = payload + length;
    switch (code) {
      case CommandCode.POLL_MESSAGES -> poll(length);
      case CommandCode.FLUSH_UNSAVED_BUFFER -> flush(length);
      case CommandCode.SEND_MESSAGES -> send(length);
      default -> {
        if (ok(offset.wrap(code, payload, length))) {
          offset();
        }
      }
    }
  }

  void newer(int code, long body, int length) {
    start = body;
    end = body + length;
    switch (code) {
      case CommandCode.POLL_MESSAGES -> poll(length);
      case CommandCode.FLUSH_UNSAVED_BUFFER -> flush(length);
      case CommandCode.SEND_MESSAGES -> {
        if (ok(send.wrapRecord(body, length))) {
          sent(length);
          Expect.that(send.messagesOffset() == send.indexOffset(), "a record with an index");
        }
      }
      default -> {
        if (ok(offset.wrapAcknowledged(code, body, length))) {
          offset();
        }
      }
    }
  }

  private static boolean ok(int status) {
    if (status == Status.OK) {
      return true;
    }
    Expect.status(status);
    return false;
  }

  private void poll(int length) {
    if (ok(poll.wrap(start, length))) {
      inside(poll.consumer());
      inside(poll.stream());
      inside(poll.topic());
      Expect.that(
          poll.strategy() >= PollRequest.OFFSET && poll.strategy() <= PollRequest.NEXT,
          "strategy " + poll.strategy());
    }
  }

  private void flush(int length) {
    if (ok(flush.wrap(start, length))) {
      inside(flush.stream());
      inside(flush.topic());
    }
  }

  private void offset() {
    inside(offset.consumer());
    inside(offset.stream());
    inside(offset.topic());
  }

  /** What is said of a piece of the payload is said of all of it, too. */
  private void send(int length) {
    int early = SendRequest.INCOMPLETE;
    for (int available = 0; available < length && early == SendRequest.INCOMPLETE; ) {
      early = send.wrap(start, available, length);
      available += available < 64 ? 1 : 512;
    }
    int status = send.wrap(start, length);
    Expect.that(status != SendRequest.INCOMPLETE, "all is there, and more is wanted");
    Expect.that(
        early == SendRequest.INCOMPLETE || early == status,
        "status " + early + " of the beginning, " + status + " of all");
    if (ok(status)) {
      sent(length);
      Expect.that(
          send.messagesOffset() - send.indexOffset() == send.messagesCount() * Frame.INDEX_ENTRY,
          "an index of another size");
    }
  }

  private void sent(int length) {
    inside(send.stream());
    inside(send.topic());
    Expect.that(send.messagesCount() > 0, "no messages");
    Expect.that(
        send.messagesOffset() + send.messagesLength() == length && send.messagesLength() >= 0,
        "messages that do not end with the payload");
    if (send.partitioning() == SendRequest.KEY) {
      inside(send.keyAddress(), send.keyLength());
    } else if (send.partitioning() == SendRequest.PARTITION) {
      Expect.that(send.partition() >= 0, "partition " + send.partition());
    }
  }

  private void inside(ConsumerView consumer) {
    inside(consumer.identifier());
  }

  private void inside(IdentifierView identifier) {
    if (!identifier.isNumeric()) {
      Expect.that(identifier.nameLength() > 0, "a name of no bytes");
      inside(identifier.nameAddress(), identifier.nameLength());
    }
  }

  private void inside(long address, int length) {
    Expect.that(address >= start && address + length <= end, "bytes outside the payload");
    Memory.bytes(address, length);
  }
}
