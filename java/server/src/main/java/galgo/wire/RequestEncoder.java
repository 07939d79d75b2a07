package galgo.wire;

import galgo.wire.TopicRequest.TopicSettings;
import org.jspecify.annotations.Nullable;

/** Writes whole frames of requests, header and payload, as a client does. */
public final class RequestEncoder {
  private RequestEncoder() {}

  /** Appends the frame of the request. */
  public static void encode(AnswerBuffer out, Request request) {
    int start = begin(out);
    int code = body(out, request);
    end(out, start, code);
  }

  /** Appends what follows the header, and returns the command's code. */
  public static int body(AnswerBuffer out, Request request) {
    return switch (request) {
      case SystemRequest system -> system(out, system);
      case UserRequest user -> user(out, user);
      case StreamRequest stream -> stream(out, stream);
      case TopicRequest topic -> topic(out, topic);
      case GroupRequest group -> group(out, group);
    };
  }

  /** Appends the frame of the request. */
  public static void encode(AnswerBuffer out, DataRequest request) {
    int start = begin(out);
    int code = DataRequestEncoder.write(out, request);
    end(out, start, code);
  }

  /** Appends what follows the header, and returns the command's code. */
  public static int body(AnswerBuffer out, DataRequest request) {
    return DataRequestEncoder.write(out, request);
  }

  private static int begin(AnswerBuffer out) {
    int start = out.length();
    out.u64(0);
    return start;
  }

  private static void end(AnswerBuffer out, int start, int code) {
    out.setU32(start, out.length() - start - Integer.BYTES);
    out.setU32(start + Integer.BYTES, code);
  }

  // Each of these writes the payload and returns the code.

  private static int system(AnswerBuffer out, SystemRequest request) {
    return switch (request) {
      case SystemRequest.Ping _ -> CommandCode.PING;
      case SystemRequest.GetStats _ -> CommandCode.GET_STATS;
      case SystemRequest.GetSnapshot r -> {
        out.u8(r.compression());
        out.text8(r.types());
        yield CommandCode.GET_SNAPSHOT;
      }
      case SystemRequest.GetClusterMetadata _ -> CommandCode.GET_CLUSTER_METADATA;
      case SystemRequest.GetMe _ -> CommandCode.GET_ME;
      case SystemRequest.GetClient r -> {
        out.u32(r.client());
        yield CommandCode.GET_CLIENT;
      }
      case SystemRequest.GetClients _ -> CommandCode.GET_CLIENTS;
      case SystemRequest.DescribeOptions r -> {
        out.u8(r.scope());
        yield CommandCode.DESCRIBE_OPTIONS;
      }
    };
  }

  private static int user(AnswerBuffer out, UserRequest request) {
    return switch (request) {
      case UserRequest.GetUser r -> ids(out, CommandCode.GET_USER, r.user());
      case UserRequest.GetUsers _ -> CommandCode.GET_USERS;
      case UserRequest.CreateUser r -> createUser(out, r);
      case UserRequest.DeleteUser r -> ids(out, CommandCode.DELETE_USER, r.user());
      case UserRequest.UpdateUser r -> updateUser(out, r);
      case UserRequest.UpdatePermissions r -> {
        identifier(out, r.user());
        permissions(out, r.permissions());
        yield CommandCode.UPDATE_PERMISSIONS;
      }
      case UserRequest.ChangePassword r -> {
        identifier(out, r.user());
        out.text8(r.currentPassword());
        out.text8(r.newPassword());
        yield CommandCode.CHANGE_PASSWORD;
      }
      case UserRequest.LoginUser r -> {
        out.text8(r.username());
        out.text8(r.password());
        out.text32(r.version());
        out.text32(r.context());
        yield CommandCode.LOGIN_USER;
      }
      case UserRequest.LogoutUser _ -> CommandCode.LOGOUT_USER;
      case UserRequest.GetPersonalAccessTokens _ -> CommandCode.GET_PERSONAL_ACCESS_TOKENS;
      case UserRequest.CreatePersonalAccessToken r -> {
        out.text8(r.name());
        out.u64(r.expiry());
        yield CommandCode.CREATE_PERSONAL_ACCESS_TOKEN;
      }
      case UserRequest.DeletePersonalAccessToken r ->
          name(out, CommandCode.DELETE_PERSONAL_ACCESS_TOKEN, r.name());
      case UserRequest.LoginWithPersonalAccessToken r ->
          name(out, CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN, r.token());
    };
  }

  private static int createUser(AnswerBuffer out, UserRequest.CreateUser request) {
    out.text8(request.username());
    out.text8(request.password());
    out.u8(request.status());
    permissions(out, request.permissions());
    return CommandCode.CREATE_USER;
  }

  private static int updateUser(AnswerBuffer out, UserRequest.UpdateUser request) {
    identifier(out, request.user());
    byte[] username = request.username();
    out.flag(username != null);
    if (username != null) {
      out.text8(username);
    }
    out.flag(request.status().isPresent());
    request.status().ifPresent(out::u8);
    return CommandCode.UPDATE_USER;
  }

  private static int stream(AnswerBuffer out, StreamRequest request) {
    return switch (request) {
      case StreamRequest.GetStream r -> ids(out, CommandCode.GET_STREAM, r.stream());
      case StreamRequest.GetStreams _ -> CommandCode.GET_STREAMS;
      case StreamRequest.CreateStream r -> name(out, CommandCode.CREATE_STREAM, r.name());
      case StreamRequest.DeleteStream r -> ids(out, CommandCode.DELETE_STREAM, r.stream());
      case StreamRequest.UpdateStream r -> {
        identifier(out, r.stream());
        yield name(out, CommandCode.UPDATE_STREAM, r.name());
      }
      case StreamRequest.PurgeStream r -> ids(out, CommandCode.PURGE_STREAM, r.stream());
    };
  }

  private static int topic(AnswerBuffer out, TopicRequest request) {
    return switch (request) {
      case TopicRequest.GetTopic r -> ids(out, CommandCode.GET_TOPIC, r.stream(), r.topic());
      case TopicRequest.GetTopics r -> ids(out, CommandCode.GET_TOPICS, r.stream());
      case TopicRequest.CreateTopic r -> {
        identifier(out, r.stream());
        out.u32(r.partitionsCount());
        settings(out, r.settings());
        yield CommandCode.CREATE_TOPIC;
      }
      case TopicRequest.DeleteTopic r -> ids(out, CommandCode.DELETE_TOPIC, r.stream(), r.topic());
      case TopicRequest.UpdateTopic r -> {
        ids(out, CommandCode.UPDATE_TOPIC, r.stream(), r.topic());
        settings(out, r.settings());
        yield CommandCode.UPDATE_TOPIC;
      }
      case TopicRequest.PurgeTopic r -> ids(out, CommandCode.PURGE_TOPIC, r.stream(), r.topic());
      case TopicRequest.CreatePartitions r -> {
        ids(out, CommandCode.CREATE_PARTITIONS, r.stream(), r.topic());
        out.u32(r.partitionsCount());
        yield CommandCode.CREATE_PARTITIONS;
      }
      case TopicRequest.DeletePartitions r -> {
        ids(out, CommandCode.DELETE_PARTITIONS, r.stream(), r.topic());
        out.u32(r.partitionsCount());
        yield CommandCode.DELETE_PARTITIONS;
      }
      case TopicRequest.DeleteSegments r -> {
        ids(out, CommandCode.DELETE_SEGMENTS, r.stream(), r.topic());
        out.u32(r.partition());
        out.u32(r.segmentsCount());
        yield CommandCode.DELETE_SEGMENTS;
      }
      case TopicRequest.CreateTopicWithOptions _, TopicRequest.UpdateTopicWithOptions _ ->
          throw new IllegalArgumentException("the classic protocol has no options");
    };
  }

  private static int group(AnswerBuffer out, GroupRequest request) {
    return switch (request) {
      case GroupRequest.GetConsumerGroup r ->
          ids(out, CommandCode.GET_CONSUMER_GROUP, r.stream(), r.topic(), r.group());
      case GroupRequest.GetConsumerGroups r ->
          ids(out, CommandCode.GET_CONSUMER_GROUPS, r.stream(), r.topic());
      case GroupRequest.CreateConsumerGroup r -> {
        ids(out, CommandCode.CREATE_CONSUMER_GROUP, r.stream(), r.topic());
        yield name(out, CommandCode.CREATE_CONSUMER_GROUP, r.name());
      }
      case GroupRequest.DeleteConsumerGroup r ->
          ids(out, CommandCode.DELETE_CONSUMER_GROUP, r.stream(), r.topic(), r.group());
      case GroupRequest.JoinConsumerGroup r ->
          ids(out, CommandCode.JOIN_CONSUMER_GROUP, r.stream(), r.topic(), r.group());
      case GroupRequest.LeaveConsumerGroup r ->
          ids(out, CommandCode.LEAVE_CONSUMER_GROUP, r.stream(), r.topic(), r.group());
      case GroupRequest.SyncConsumerGroup r ->
          ids(out, CommandCode.SYNC_CONSUMER_GROUP, r.stream(), r.topic(), r.group());
    };
  }

  private static int ids(AnswerBuffer out, int code, Identifier... identifiers) {
    for (Identifier identifier : identifiers) {
      identifier(out, identifier);
    }
    return code;
  }

  private static int name(AnswerBuffer out, int code, byte[] name) {
    out.text8(name);
    return code;
  }

  private static void settings(AnswerBuffer out, TopicSettings settings) {
    out.u8(settings.compression());
    out.u64(settings.messageExpiry());
    out.u64(settings.maxTopicSize());
    out.u8(settings.replicationFactor());
    out.text8(settings.name());
  }

  private static void permissions(AnswerBuffer out, @Nullable WirePermissions permissions) {
    out.flag(permissions != null);
    if (permissions != null) {
      PermissionsCodec.write(out, permissions);
    }
  }

  /** Appends how messages are spread alone. */
  public static void partitioning(AnswerBuffer out, DataRequest.Partitioning partitioning) {
    DataRequestEncoder.partitioning(out, partitioning);
  }

  /** Appends an identifier alone. */
  public static void identifier(AnswerBuffer out, Identifier identifier) {
    switch (identifier) {
      case Identifier.Numeric(long id) -> {
        out.u8(IdentifierView.NUMERIC);
        out.u8(Integer.BYTES);
        out.u32(id);
      }
      case Identifier.Named(byte[] utf8) -> {
        out.u8(IdentifierView.NAME);
        out.text8(utf8);
      }
    }
  }
}
