package galgo.simulator.workload;

import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.simulator.Finding;
import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.TopicRequest;
import galgo.wire.vsr.BodyEncoder;
import galgo.wire.vsr.Eviction;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;
import galgo.wire.vsr.SendEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of Iggy 0.9: one session, in which a numbered request that comes again has to get
 * the answer that it got before, byte for byte.
 */
final class NewerDialect extends Dialect {
  /** Bytes off the heap that requests are made and answers are checked in. */
  static final int ROOM = 8 << 20;

  private static final int HEADER = RequestHeader.SIZE;
  private static final int RESULT_SECTION = 4;
  private static final int LONGEST = 64 << 20;

  /** Answers that the server keeps of a session. */
  private static final int KEPT = 5;

  /** Requests that are remembered: some whose answers are not kept any more. */
  private static final int REMEMBERED = 8;

  /** A request that was sent, once or more often. */
  private static final class Sent {
    final int code;
    final int operation;
    final long number;
    final byte[] frame;

    /** The whole answer; empty until it has come. */
    byte[] answer = {};

    Sent(int code, int operation, long number, byte[] frame) {
      this.code = code;
      this.operation = operation;
      this.number = number;
      this.frame = frame;
    }
  }

  /**
   * An answer that is to come.
   *
   * @param again whether the request was sent before
   */
  private record Expected(Sent sent, boolean again) {}

  private final Kernels kernels = new JavaKernels();
  private final long memory;
  private final long clientLow;
  private final NewerAnswers answers;
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();

  /** Numbered requests, the latest last. */
  private final List<Sent> numbered = new ArrayList<>();

  private byte[] bytes = new byte[1024];
  private int length;
  private long session;
  private long request;

  /**
   * @param memory {@link #ROOM} bytes off the heap, of which nobody needs what is in them
   * @param client what the client calls itself, not 0
   */
  NewerDialect(long memory, long client) {
    this.memory = memory;
    this.clientLow = client;
    this.answers = new NewerAnswers(kernels, memory);
  }

  @Override
  byte[] frame(Request asked) {
    AnswerBuffer body = new AnswerBuffer(ROOM);
    int code = BodyEncoder.body(body, withOptions(asked));
    return frame(code, body.toBytes());
  }

  @Override
  byte[] frame(DataRequest asked) {
    AnswerBuffer body = new AnswerBuffer(ROOM);
    if (asked instanceof DataRequest.Send send) {
      new SendEncoder(kernels, memory, ROOM).body(body, send);
      return frame(CommandCode.SEND_MESSAGES, body.toBytes());
    }
    int code = BodyEncoder.body(body, asked);
    return frame(code, body.toBytes());
  }

  /** What the classic protocol has as settings are options here. */
  private static Request withOptions(Request asked) {
    if (!(asked instanceof TopicRequest.CreateTopic create)) {
      return asked;
    }
    TopicRequest.TopicSettings settings = create.settings();
    return new TopicRequest.CreateTopicWithOptions(
        create.stream(),
        create.partitionsCount(),
        settings.name(),
        new TopicRules(settings.messageExpiry(), settings.maxTopicSize(), false).options());
  }

  private byte[] frame(int code, byte[] body) {
    int operation = Operation.of(code);
    boolean counted = Operation.isNumbered(operation);
    boolean login = operation == Operation.REGISTER;
    boolean stamped = operation != Operation.NON_REPLICATED && !Operation.isOfPartition(operation);
    Memory.copy(body, 0, memory, body.length);
    long checksum = stamped ? kernels.xxh3(memory, body.length) : 0;
    long number = counted ? ++request : login ? 0 : request + 1;
    RequestHeader.write(
        memory,
        body.length,
        clientLow,
        0,
        checksum,
        number,
        operation,
        login ? 0 : session,
        operation == Operation.NON_REPLICATED ? code : 0);
    byte[] frame = Arrays.copyOf(Memory.bytes(memory, HEADER), HEADER + body.length);
    System.arraycopy(body, 0, frame, HEADER, body.length);
    Sent sent = new Sent(code, operation, number, frame);
    if (counted) {
      numbered.add(sent);
      if (numbered.size() > REMEMBERED) {
        numbered.removeFirst();
      }
    }
    expected.add(new Expected(sent, false));
    return frame;
  }

  @Override
  byte @Nullable [] again(int back) {
    if (back >= numbered.size()) {
      return null;
    }
    Sent sent = numbered.get(numbered.size() - 1 - back);
    expected.add(new Expected(sent, true));
    return sent.frame;
  }

  @Override
  int expected() {
    return expected.size();
  }

  @Override
  void take(byte[] more) {
    if (length + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more.length, 2 * bytes.length));
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  @Override
  AnswerReader.@Nullable Answer next() {
    for (byte[] frame = nextFrame(); frame != null; frame = nextFrame()) {
      Expected due = expected.poll();
      if (due == null) {
        throw new Finding("an answer to nothing, of " + frame.length + " bytes");
      }
      if (due.again) {
        compare(due.sent, frame);
      } else {
        due.sent.answer = frame;
        return answer(due.sent, frame);
      }
    }
    return null;
  }

  private byte @Nullable [] nextFrame() {
    if (length < HEADER) {
      return null;
    }
    Memory.copy(bytes, 0, memory, HEADER);
    long size = ReplyHeader.size(memory);
    if (size < HEADER || size > LONGEST) {
      throw new Finding("an answer of " + size + " bytes, its header included");
    }
    if (length < size) {
      return null;
    }
    byte[] frame = Arrays.copyOf(bytes, (int) size);
    System.arraycopy(bytes, frame.length, bytes, 0, length - frame.length);
    length -= frame.length;
    return frame;
  }

  /** Sent once more: answered as before, or as one whose answer is not kept. */
  private void compare(Sent sent, byte[] frame) {
    boolean kept = sent.number > request - KEPT;
    Memory.copy(frame, 0, memory, HEADER);
    boolean right =
        kept
            ? Arrays.equals(frame, sent.answer)
            : ReplyHeader.command(memory) == ReplyHeader.COMMAND
                && ReplyHeader.status(memory) == Status.REQUEST_ALREADY_APPLIED;
    if (!right) {
      throw new Finding(
          "request "
              + sent.number
              + " (command "
              + sent.code
              + ") of "
              + request
              + " came again and was answered with "
              + Arrays.toString(Arrays.copyOf(frame, HEADER + 24))
              + " after "
              + Arrays.toString(Arrays.copyOf(sent.answer, HEADER + 24)));
    }
  }

  private AnswerReader.Answer answer(Sent sent, byte[] frame) {
    Memory.copy(frame, 0, memory, HEADER);
    if (ReplyHeader.command(memory) == Eviction.COMMAND) {
      return new AnswerReader.Answer(status(Eviction.reason(memory)), new byte[0]);
    }
    if (ReplyHeader.command(memory) != ReplyHeader.COMMAND
        || ReplyHeader.operation(memory) != sent.operation
        || ReplyHeader.request(memory) != sent.number) {
      throw new Finding("the answer to command " + sent.code + " is that of another request");
    }
    int status = ReplyHeader.status(memory);
    if (status != Status.OK) {
      if (frame.length > HEADER || status == Status.DISCONNECTED) {
        throw new Finding("status " + status + " came in " + frame.length + " bytes");
      }
      return new AnswerReader.Answer(
          isNothing(sent.code, status) ? Status.OK : status, new byte[0]);
    }
    byte[] body = Arrays.copyOfRange(frame, HEADER, frame.length);
    if (Operation.hasResultSection(sent.operation)) {
      ByteBuffer section = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
      if (body.length < RESULT_SECTION || section.getInt(0) != 0) {
        throw new Finding("no result section of a success in " + body.length + " bytes");
      }
      body = Arrays.copyOfRange(body, RESULT_SECTION, body.length);
    }
    if (sent.operation == Operation.REGISTER) {
      Payload login = new Payload(body);
      login.skip(Integer.BYTES);
      session = login.u64();
      return new AnswerReader.Answer(status, Arrays.copyOf(body, Integer.BYTES));
    }
    return new AnswerReader.Answer(status, answers.classic(sent.code, body));
  }

  /** Asked for a group of what is missing, the classic protocol answers with nothing. */
  private static boolean isNothing(int code, int status) {
    return code == CommandCode.GET_CONSUMER_GROUP
        && (status == Status.STREAM_ID_NOT_FOUND || status == Status.TOPIC_ID_NOT_FOUND);
  }

  /** The status that clients make of an eviction. */
  private static int status(int reason) {
    return switch (reason) {
      case Eviction.NO_SESSION, Eviction.SESSION_TOO_LOW -> Status.UNAUTHENTICATED;
      case Eviction.INVALID_CREDENTIALS -> Status.INVALID_CREDENTIALS;
      case Eviction.INVALID_TOKEN -> Status.INVALID_PERSONAL_ACCESS_TOKEN;
      case Eviction.STALE_CLIENT -> Status.STALE_CLIENT;
      default -> throw new Finding("an eviction for reason " + reason);
    };
  }
}
