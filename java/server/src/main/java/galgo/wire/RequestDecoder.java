package galgo.wire;

import galgo.io.Memory;
import galgo.wire.TopicRequest.TopicSettings;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the payloads of all commands but those on the produce and consume ways, which have views
 * of their own. May allocate. Bytes after the layout are accepted; bytes past the payload are never
 * read. Reused; not for two threads.
 */
public final class RequestDecoder {
  private final Cursor cursor = new Cursor();
  private final IdentifierView view = new IdentifierView();

  /**
   * Decodes; never throws for what a client sends.
   *
   * @param code the code of the frame; one of the hot commands (100–102, 120–122) is an
   *     IllegalArgumentException
   * @param payload address of the payload's first byte
   * @param length bytes of the payload
   */
  public Decoded decode(int code, long payload, int length) {
    cursor.reset(payload, length);
    Request request =
        switch (code / 100) {
          case 0 -> code < CommandCode.GET_USER ? system(code) : user(code);
          case 1 -> refuseHot(code);
          case 2 -> stream(code);
          case 3, 4, 5 -> topic(code);
          case 6 -> group(code);
          default -> null;
        };
    if (request == null) {
      return new Decoded.Malformed(Status.INVALID_COMMAND);
    }
    return cursor.failed() ? new Decoded.Malformed(cursor.status()) : request;
  }

  /** Where the layout of the request decoded last ended. */
  public long end() {
    return cursor.position();
  }

  private static @Nullable Request refuseHot(int code) {
    return switch (code) {
      case CommandCode.POLL_MESSAGES,
          CommandCode.SEND_MESSAGES,
          CommandCode.FLUSH_UNSAVED_BUFFER,
          CommandCode.GET_CONSUMER_OFFSET,
          CommandCode.STORE_CONSUMER_OFFSET,
          CommandCode.DELETE_CONSUMER_OFFSET ->
          throw new IllegalArgumentException(CommandCode.name(code) + " is decoded by its view");
      default -> null;
    };
  }

  private @Nullable Request system(int code) {
    return switch (code) {
      case CommandCode.PING -> new SystemRequest.Ping();
      case CommandCode.GET_STATS -> new SystemRequest.GetStats();
      case CommandCode.GET_SNAPSHOT ->
          new SystemRequest.GetSnapshot(cursor.u8(), bytes(cursor.u8()));
      case CommandCode.GET_CLUSTER_METADATA -> new SystemRequest.GetClusterMetadata();
      case CommandCode.GET_ME -> new SystemRequest.GetMe();
      case CommandCode.GET_CLIENT -> new SystemRequest.GetClient(cursor.u32());
      case CommandCode.GET_CLIENTS -> new SystemRequest.GetClients();
      default -> null;
    };
  }

  private @Nullable Request user(int code) {
    return switch (code) {
      case CommandCode.GET_USER -> new UserRequest.GetUser(id());
      case CommandCode.GET_USERS -> new UserRequest.GetUsers();
      case CommandCode.CREATE_USER ->
          new UserRequest.CreateUser(cursor.name8(), cursor.text8(), cursor.u8(), permissions());
      case CommandCode.DELETE_USER -> new UserRequest.DeleteUser(id());
      case CommandCode.UPDATE_USER ->
          new UserRequest.UpdateUser(id(), optionalName(), optionalStatus());
      case CommandCode.UPDATE_PERMISSIONS -> new UserRequest.UpdatePermissions(id(), permissions());
      case CommandCode.CHANGE_PASSWORD ->
          new UserRequest.ChangePassword(id(), cursor.text8(), cursor.text8());
      case CommandCode.LOGIN_USER ->
          new UserRequest.LoginUser(
              cursor.name8(), cursor.text8(), cursor.text32(), cursor.text32());
      case CommandCode.LOGOUT_USER -> new UserRequest.LogoutUser();
      case CommandCode.GET_PERSONAL_ACCESS_TOKENS -> new UserRequest.GetPersonalAccessTokens();
      case CommandCode.CREATE_PERSONAL_ACCESS_TOKEN ->
          new UserRequest.CreatePersonalAccessToken(cursor.name8(), cursor.u64());
      case CommandCode.DELETE_PERSONAL_ACCESS_TOKEN ->
          new UserRequest.DeletePersonalAccessToken(cursor.name8());
      case CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN ->
          new UserRequest.LoginWithPersonalAccessToken(cursor.name8());
      default -> null;
    };
  }

  private @Nullable Request stream(int code) {
    return switch (code) {
      case CommandCode.GET_STREAM -> new StreamRequest.GetStream(id());
      case CommandCode.GET_STREAMS -> new StreamRequest.GetStreams();
      case CommandCode.CREATE_STREAM -> new StreamRequest.CreateStream(cursor.name8());
      case CommandCode.DELETE_STREAM -> new StreamRequest.DeleteStream(id());
      case CommandCode.UPDATE_STREAM -> new StreamRequest.UpdateStream(id(), cursor.name8());
      case CommandCode.PURGE_STREAM -> new StreamRequest.PurgeStream(id());
      default -> null;
    };
  }

  private @Nullable Request topic(int code) {
    return switch (code) {
      case CommandCode.GET_TOPIC -> new TopicRequest.GetTopic(id(), id());
      case CommandCode.GET_TOPICS -> new TopicRequest.GetTopics(id());
      case CommandCode.CREATE_TOPIC -> new TopicRequest.CreateTopic(id(), cursor.u32(), settings());
      case CommandCode.DELETE_TOPIC -> new TopicRequest.DeleteTopic(id(), id());
      case CommandCode.UPDATE_TOPIC -> new TopicRequest.UpdateTopic(id(), id(), settings());
      case CommandCode.PURGE_TOPIC -> new TopicRequest.PurgeTopic(id(), id());
      case CommandCode.CREATE_PARTITIONS ->
          new TopicRequest.CreatePartitions(id(), id(), cursor.u32());
      case CommandCode.DELETE_PARTITIONS ->
          new TopicRequest.DeletePartitions(id(), id(), cursor.u32());
      case CommandCode.DELETE_SEGMENTS ->
          new TopicRequest.DeleteSegments(id(), id(), cursor.u32(), cursor.u32());
      default -> null;
    };
  }

  private @Nullable Request group(int code) {
    return switch (code) {
      case CommandCode.GET_CONSUMER_GROUP -> new GroupRequest.GetConsumerGroup(id(), id(), id());
      case CommandCode.GET_CONSUMER_GROUPS -> new GroupRequest.GetConsumerGroups(id(), id());
      case CommandCode.CREATE_CONSUMER_GROUP ->
          new GroupRequest.CreateConsumerGroup(id(), id(), cursor.name8());
      case CommandCode.DELETE_CONSUMER_GROUP ->
          new GroupRequest.DeleteConsumerGroup(id(), id(), id());
      case CommandCode.JOIN_CONSUMER_GROUP -> new GroupRequest.JoinConsumerGroup(id(), id(), id());
      case CommandCode.LEAVE_CONSUMER_GROUP ->
          new GroupRequest.LeaveConsumerGroup(id(), id(), id());
      default -> null;
    };
  }

  /** The next identifier; some number when the cursor has failed. */
  private Identifier id() {
    view.read(cursor);
    return cursor.failed() ? new Identifier.Numeric(0) : view.toIdentifier();
  }

  private byte[] bytes(int length) {
    long address = cursor.take(length);
    return cursor.failed() ? new byte[0] : Memory.bytes(address, length);
  }

  private byte @Nullable [] optionalName() {
    return isPresent() ? cursor.name8() : null;
  }

  private OptionalInt optionalStatus() {
    return isPresent() ? OptionalInt.of(cursor.u8()) : OptionalInt.empty();
  }

  private @Nullable WirePermissions permissions() {
    return isPresent() ? PermissionsCodec.read(cursor) : null;
  }

  /** Of what may be left out; only exactly 1 says it is there. */
  private boolean isPresent() {
    return cursor.u8() == 1;
  }

  private TopicSettings settings() {
    return new TopicSettings(cursor.u8(), cursor.u64(), cursor.u64(), cursor.u8(), cursor.name8());
  }
}
