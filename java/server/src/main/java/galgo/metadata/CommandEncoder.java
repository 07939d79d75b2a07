package galgo.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of each command as bytes; {@link CommandDecoder} reads them in the same order. */
final class CommandEncoder {
  private CommandEncoder() {}

  static void encode(CatalogCommand command, ByteWriter out) {
    switch (command) {
      case CatalogCommand.FoundCluster(ClusterSettings settings) -> {
        out.u8(CommandCodec.FOUND_CLUSTER);
        settings(settings, out);
      }
      case CatalogCommand.CreateStream(Bytes name, long createdAt) ->
          out.u8(CommandCodec.CREATE_STREAM).bytes(name).i64(createdAt);
      case CatalogCommand.UpdateStream(int stream, Bytes name) ->
          out.u8(CommandCodec.UPDATE_STREAM).i32(stream).bytes(name);
      case CatalogCommand.DeleteStream(int stream) ->
          out.u8(CommandCodec.DELETE_STREAM).i32(stream);
      case CatalogCommand.CreateTopic create -> {
        out.u8(CommandCodec.CREATE_TOPIC).i32(create.stream()).bytes(create.name());
        settings(create.settings(), out);
        out.i32(create.partitions()).i64(create.createdAt());
      }
      case CatalogCommand.UpdateTopic(
              int stream,
              int topic,
              Bytes name,
              TopicSettings settings) -> {
        out.u8(CommandCodec.UPDATE_TOPIC).i32(stream).i32(topic).bytes(name);
        settings(settings, out);
      }
      case CatalogCommand.DeleteTopic(int stream, int topic) ->
          out.u8(CommandCodec.DELETE_TOPIC).i32(stream).i32(topic);
      case CatalogCommand.CreatePartitions(int stream, int topic, int count, long createdAt) ->
          out.u8(CommandCodec.CREATE_PARTITIONS).i32(stream).i32(topic).i32(count).i64(createdAt);
      case CatalogCommand.DeletePartitions(int stream, int topic, int count) ->
          out.u8(CommandCodec.DELETE_PARTITIONS).i32(stream).i32(topic).i32(count);
    }
  }

  static void encode(GroupCommand command, ByteWriter out) {
    switch (command) {
      case GroupCommand.CreateGroup(int stream, int topic, Bytes name) ->
          out.u8(CommandCodec.CREATE_GROUP).i32(stream).i32(topic).bytes(name);
      case GroupCommand.DeleteGroup(int stream, int topic, int group) ->
          out.u8(CommandCodec.DELETE_GROUP).i32(stream).i32(topic).i32(group);
    }
  }

  static void encode(MembershipCommand command, ByteWriter out) {
    switch (command) {
      case MembershipCommand.JoinGroup(int stream, int topic, int group, long client, long at) -> {
        out.u8(CommandCodec.JOIN_GROUP).i32(stream).i32(topic).i32(group);
        out.i64(client).i64(at);
      }
      case MembershipCommand.LeaveGroup(int stream, int topic, int group, long client) ->
          out.u8(CommandCodec.LEAVE_GROUP).i32(stream).i32(topic).i32(group).i64(client);
      case MembershipCommand.ClientGone(long client) ->
          out.u8(CommandCodec.CLIENT_GONE).i64(client);
      case MembershipCommand.AllClientsGone gone -> out.u8(CommandCodec.ALL_CLIENTS_GONE);
      case MembershipCommand.CompleteRevocation complete -> {
        out.u8(CommandCodec.COMPLETE_REVOCATION).i32(complete.stream()).i32(complete.topic());
        out.i32(complete.group()).i32(complete.partition()).i32(complete.member());
      }
    }
  }

  static void encode(UserCommand command, ByteWriter out) {
    switch (command) {
      case UserCommand.CreateUser create -> {
        out.u8(CommandCodec.CREATE_USER).bytes(create.name());
        out.bytes(Bytes.of(create.passwordHash())).i32(create.status());
        permissions(create.permissions(), out);
        out.i64(create.createdAt());
      }
      case UserCommand.DeleteUser(int user) -> out.u8(CommandCodec.DELETE_USER).i32(user);
      case UserCommand.UpdateUser(int user, Bytes name, int status) -> {
        out.u8(CommandCodec.UPDATE_USER).i32(user).u8(name == null ? 0 : 1);
        if (name != null) {
          out.bytes(name);
        }
        out.i32(status);
      }
      case UserCommand.UpdatePermissions(int user, Permissions permissions) -> {
        out.u8(CommandCodec.UPDATE_PERMISSIONS).i32(user);
        permissions(permissions, out);
      }
      case UserCommand.ChangePassword(int user, String hash) ->
          out.u8(CommandCodec.CHANGE_PASSWORD).i32(user).bytes(Bytes.of(hash));
      case UserCommand.CreateToken(int user, AccessToken token, int limit) -> {
        out.u8(CommandCodec.CREATE_TOKEN).i32(user);
        token(token, out);
        out.i32(limit);
      }
      case UserCommand.DeleteToken(int user, Bytes name) ->
          out.u8(CommandCodec.DELETE_TOKEN).i32(user).bytes(name);
      case UserCommand.ExpireTokens(long now) -> out.u8(CommandCodec.EXPIRE_TOKENS).i64(now);
    }
  }

  static void encode(RestoreCommand command, ByteWriter out) {
    switch (command) {
      case RestoreCommand.RestoreCluster cluster -> restoreCluster(cluster, out);
      case RestoreCommand.RestoreUser(User user) -> restoreUser(user, out);
      case RestoreCommand.RestoreStream stream -> {
        out.u8(CommandCodec.RESTORE_STREAM).i32(stream.id()).i64(stream.incarnation());
        out.bytes(stream.name()).i64(stream.createdAt());
        ids(stream.topics(), out);
      }
      case RestoreCommand.RestoreTopic topic -> {
        out.u8(CommandCodec.RESTORE_TOPIC).i32(topic.stream()).i32(topic.id());
        settings(topic.settings(), out.bytes(topic.name()));
        ids(topic.groups(), out.i64(topic.incarnation()).i64(topic.createdAt()));
      }
      case RestoreCommand.RestorePartitions partitions -> {
        out.u8(CommandCodec.RESTORE_PARTITIONS).i32(partitions.stream()).i32(partitions.topic());
        out.i32(partitions.partitions().size());
        for (Partition partition : partitions.partitions()) {
          out.i32(partition.id()).i64(partition.incarnation());
          out.i32(partition.dataGroup()).i64(partition.createdAt());
        }
      }
      case RestoreCommand.RestoreGroup group -> {
        out.u8(CommandCodec.RESTORE_GROUP).i32(group.stream()).i32(group.topic()).i32(group.id());
        out.bytes(group.name()).i64(group.incarnation()).i64(group.generation());
        ids(group.members(), out);
      }
      case RestoreCommand.RestoreMember member -> {
        out.u8(CommandCodec.RESTORE_MEMBER).i32(member.stream()).i32(member.topic());
        out.i32(member.group()).i32(member.slot()).i32(member.id()).i64(member.client());
        numbers(member.partitions(), out);
      }
      case RestoreCommand.RestoreRevocation restored -> {
        Revocation revocation = restored.revocation();
        out.u8(CommandCodec.RESTORE_REVOCATION).i32(restored.stream()).i32(restored.topic());
        out.i32(restored.group()).i32(restored.slot()).i32(revocation.partition());
        out.i32(revocation.targetSlot()).i32(revocation.targetMember()).i64(revocation.since());
      }
      case RestoreCommand.RestoreMembership(long client, Membership membership) -> {
        out.u8(CommandCodec.RESTORE_MEMBERSHIP).i64(client);
        out.i32(membership.stream()).i32(membership.topic()).i32(membership.group());
      }
    }
  }

  private static void restoreCluster(RestoreCommand.RestoreCluster cluster, ByteWriter out) {
    ClusterSettings settings = cluster.settings();
    out.u8(CommandCodec.RESTORE_CLUSTER).u8(settings == null ? 0 : 1);
    if (settings != null) {
      settings(settings, out);
    }
    out.i64(cluster.nextIncarnation());
    ids(cluster.streams(), out);
    ids(cluster.users(), out);
  }

  private static void restoreUser(User user, ByteWriter out) {
    out.u8(CommandCodec.RESTORE_USER).i32(user.id()).i64(user.incarnation());
    out.bytes(user.name()).u8(user.status()).bytes(Bytes.of(user.passwordHash()));
    permissions(user.granted(), out);
    permissions(user.permissions(), out);
    out.i32(user.tokens().size());
    user.tokens().forEach(token -> token(token, out));
    out.i64(user.createdAt());
  }

  private static void settings(ClusterSettings settings, ByteWriter out) {
    out.i32(settings.dataGroups()).i64(settings.segmentSize());
  }

  /** Flags share a byte with the compression, so that topics without them are as they were. */
  private static void settings(TopicSettings settings, ByteWriter out) {
    int flags = settings.persisted() ? CommandCodec.PERSISTED : 0;
    flags |= settings.offsetsPersisted() ? CommandCodec.OFFSETS_PERSISTED : 0;
    out.u8(settings.compression() | flags).i64(settings.messageExpiry());
    out.i64(settings.maxTopicSize()).u8(settings.replicationFactor());
  }

  private static void token(AccessToken token, ByteWriter out) {
    out.bytes(token.name()).bytes(token.hash()).i64(token.expiresAt());
  }

  private static void permissions(@Nullable Permissions permissions, ByteWriter out) {
    out.u8(permissions == null ? 0 : 1);
    if (permissions == null) {
      return;
    }
    out.u16(permissions.global()).i32(permissions.streams().size());
    for (Permissions.StreamGrant stream : permissions.streams()) {
      out.i32((int) stream.id()).u8(stream.flags()).i32(stream.topics().size());
      for (Permissions.TopicGrant topic : stream.topics()) {
        out.i32((int) topic.id()).u8(topic.flags());
      }
    }
  }

  private static void ids(RestoreCommand.Ids ids, ByteWriter out) {
    out.i32(ids.end());
    numbers(ids.free(), out);
  }

  private static void numbers(List<Integer> numbers, ByteWriter out) {
    out.i32(numbers.size());
    numbers.forEach(out::i32);
  }
}
