package galgo.server;

import galgo.io.Memory;
import galgo.log.BatchRecord;
import galgo.wire.Status;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.Replies;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;

/**
 * Answers of the protocol of Iggy 0.9: a header of 256 bytes, which repeats much of the request's,
 * and on changes a result section. Belongs to its connection.
 */
final class VsrForm implements AnswerForm {
  private final RequestHeader request;
  private final Session session = new Session();

  /**
   * @param request the header of the request in progress, always the same object
   */
  VsrForm(RequestHeader request) {
    this.request = request;
  }

  RequestHeader request() {
    return request;
  }

  Session session() {
    return session;
  }

  @Override
  public int headBytes() {
    return RequestHeader.SIZE + section();
  }

  private int section() {
    return Operation.hasResultSection(request.operation()) ? Replies.RESULT_SECTION : 0;
  }

  @Override
  public int writeHead(long address, long payloadLength) {
    int section = section();
    ReplyHeader.write(address, request, session.number(), Status.OK, section + payloadLength);
    if (section > 0) {
      Memory.putInt(address + RequestHeader.SIZE, 0);
    }
    return RequestHeader.SIZE + section;
  }

  @Override
  public int writeError(long address, int status) {
    int told =
        request.operation() == Operation.REGISTER ? refusedLogin(status) : fullWhenFull(status);
    ReplyHeader.write(address, request, session.number(), told, 0);
    return RequestHeader.SIZE;
  }

  /** This protocol tells less of why a login failed. */
  private static int refusedLogin(int status) {
    return switch (status) {
      case Status.INVALID_USERNAME, Status.INVALID_PASSWORD, Status.USER_INACTIVE ->
          Status.INVALID_CREDENTIALS;
      case Status.RESOURCE_NOT_FOUND, Status.PERSONAL_ACCESS_TOKEN_EXPIRED ->
          Status.INVALID_PERSONAL_ACCESS_TOKEN;
      default -> status;
    };
  }

  /** What the classic protocol says of what cannot be made, this one says of what is full. */
  private static int fullWhenFull(int status) {
    return switch (status) {
      case Status.CANNOT_CREATE_STREAM -> Status.TOO_MANY_STREAMS;
      case Status.CANNOT_CREATE_TOPIC -> Status.TOO_MANY_TOPICS;
      case Status.CANNOT_CREATE_PARTITION -> Status.PARTITION_ID_SPACE_EXHAUSTED;
      default -> status;
    };
  }

  @Override
  public int batchFormat() {
    return BatchRecord.FORMAT;
  }
}
