package galgo.wire.vsr;

import galgo.wire.CommandCode;
import galgo.wire.Cursor;
import galgo.wire.Decoded;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.IdentifierView;
import galgo.wire.Option;
import galgo.wire.RequestDecoder;
import galgo.wire.Status;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import java.util.List;

/**
 * Decodes the bodies of all requests but logins and those on the produce and consume ways, into the
 * records of {@link RequestDecoder}, which reads the many that are as they were. May allocate.
 * Reused; not for two threads.
 */
public final class BodyDecoder {
  private final RequestDecoder classic = new RequestDecoder();
  private final Cursor cursor = new Cursor();
  private final IdentifierView view = new IdentifierView();

  /**
   * Decodes; never throws for what a client sends.
   *
   * @param code the command, as {@link #code} says
   */
  public Decoded decode(int code, long body, int length) {
    return switch (code) {
      case CommandCode.LOGIN_USER, CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN ->
          new Decoded.Malformed(Status.INVALID_COMMAND);
      case CommandCode.ATTACH_CONSUMER_SESSION,
          CommandCode.GET_POLL_ROUTING,
          CommandCode.POLL_ON_PRIMARY,
          CommandCode.GET_OFFSET_ROUTING ->
          // of clusters of several nodes
          new Decoded.Malformed(Status.FEATURE_UNAVAILABLE);
      case CommandCode.CREATE_TOPIC, CommandCode.UPDATE_TOPIC -> topic(code, body, length);
      case CommandCode.CREATE_STREAM,
          CommandCode.UPDATE_STREAM,
          CommandCode.CREATE_USER,
          CommandCode.UPDATE_USER ->
          withoutOptions(code, body, length);
      case CommandCode.DESCRIBE_OPTIONS -> {
        cursor.reset(body, length);
        yield checked(new SystemRequest.DescribeOptions(cursor.u8()));
      }
      case CommandCode.SYNC_CONSUMER_GROUP -> {
        cursor.reset(body, length);
        yield checked(new GroupRequest.SyncConsumerGroup(id(), id(), id()));
      }
      default -> classic.decode(code, body, length);
    };
  }

  private Decoded topic(int code, long body, int length) {
    cursor.reset(body, length);
    return code == CommandCode.CREATE_TOPIC
        ? checked(
            new TopicRequest.CreateTopicWithOptions(
                id(), cursor.u32(), cursor.name8(), OptionBlock.read(cursor)))
        : checked(
            new TopicRequest.UpdateTopicWithOptions(
                id(), id(), cursor.name8(), OptionBlock.read(cursor)));
  }

  /** Streams and users have room for options, and none that is known. */
  private Decoded withoutOptions(int code, long body, int length) {
    Decoded decoded = classic.decode(code, body, length);
    if (decoded instanceof Decoded.Malformed) {
      return decoded;
    }
    cursor.reset(classic.end(), body + length - classic.end());
    List<Option> options = OptionBlock.read(cursor);
    if (!options.isEmpty() && !cursor.failed()) {
      return new Decoded.Malformed(Status.UNSUPPORTED_OPTION_KEY);
    }
    return checked(decoded);
  }

  private Decoded checked(Decoded request) {
    return cursor.failed() ? new Decoded.Malformed(cursor.status()) : request;
  }

  private Identifier id() {
    view.read(cursor);
    return cursor.failed() ? new Identifier.Numeric(0) : view.toIdentifier();
  }

  /**
   * The command that a request is for; 0, which is none, where it names a command that has an
   * operation of its own.
   */
  public static int code(RequestHeader header) {
    if (header.operation() != Operation.NON_REPLICATED) {
      return Operation.code(header.operation());
    }
    int code = header.code();
    return Operation.of(code) == Operation.NON_REPLICATED ? code : 0;
  }
}
