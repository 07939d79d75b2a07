package galgo.metadata;

import org.jspecify.annotations.Nullable;

/** Makes commands of what {@link CommandEncoder} wrote. Arguments are evaluated left to right. */
final class CommandDecoder {
  private CommandDecoder() {}

  static Command decode(int type, ByteReader in) {
    return switch (type) {
      case CommandCodec.FOUND_CLUSTER -> new CatalogCommand.FoundCluster(clusterSettings(in));
      case CommandCodec.CREATE_STREAM -> new CatalogCommand.CreateStream(in.bytes(), in.i64());
      case CommandCodec.UPDATE_STREAM -> new CatalogCommand.UpdateStream(in.i32(), in.bytes());
      case CommandCodec.DELETE_STREAM -> new CatalogCommand.DeleteStream(in.i32());
      case CommandCodec.CREATE_TOPIC ->
          new CatalogCommand.CreateTopic(
              in.i32(), in.bytes(), topicSettings(in), in.i32(), in.i64());
      case CommandCodec.UPDATE_TOPIC ->
          new CatalogCommand.UpdateTopic(in.i32(), in.i32(), in.bytes(), topicSettings(in));
      case CommandCodec.DELETE_TOPIC -> new CatalogCommand.DeleteTopic(in.i32(), in.i32());
      case CommandCodec.CREATE_PARTITIONS ->
          new CatalogCommand.CreatePartitions(in.i32(), in.i32(), in.i32(), in.i64());
      case CommandCodec.DELETE_PARTITIONS ->
          new CatalogCommand.DeletePartitions(in.i32(), in.i32(), in.i32());
      case CommandCodec.CREATE_GROUP ->
          new GroupCommand.CreateGroup(in.i32(), in.i32(), in.bytes());
      case CommandCodec.DELETE_GROUP -> new GroupCommand.DeleteGroup(in.i32(), in.i32(), in.i32());
      case CommandCodec.JOIN_GROUP ->
          new MembershipCommand.JoinGroup(in.i32(), in.i32(), in.i32(), in.i64(), in.i64());
      case CommandCodec.LEAVE_GROUP ->
          new MembershipCommand.LeaveGroup(in.i32(), in.i32(), in.i32(), in.i64());
      case CommandCodec.CLIENT_GONE -> new MembershipCommand.ClientGone(in.i64());
      case CommandCodec.ALL_CLIENTS_GONE -> new MembershipCommand.AllClientsGone();
      case CommandCodec.COMPLETE_REVOCATION ->
          new MembershipCommand.CompleteRevocation(
              in.i32(), in.i32(), in.i32(), in.i32(), in.i32());
      case CommandCodec.CREATE_USER ->
          new UserCommand.CreateUser(
              in.bytes(), in.bytes().toString(), in.i32(), permissions(in), in.i64());
      case CommandCodec.DELETE_USER -> new UserCommand.DeleteUser(in.i32());
      case CommandCodec.UPDATE_USER ->
          new UserCommand.UpdateUser(in.i32(), in.flag() ? in.bytes() : null, in.i32());
      case CommandCodec.UPDATE_PERMISSIONS ->
          new UserCommand.UpdatePermissions(in.i32(), permissions(in));
      case CommandCodec.CHANGE_PASSWORD ->
          new UserCommand.ChangePassword(in.i32(), in.bytes().toString());
      case CommandCodec.CREATE_TOKEN -> new UserCommand.CreateToken(in.i32(), token(in), in.i32());
      case CommandCodec.DELETE_TOKEN -> new UserCommand.DeleteToken(in.i32(), in.bytes());
      case CommandCodec.EXPIRE_TOKENS -> new UserCommand.ExpireTokens(in.i64());
      default -> throw new IllegalArgumentException("metadata command of unknown type " + type);
    };
  }

  static RestoreCommand decodeRestore(int type, ByteReader in) {
    return switch (type) {
      case CommandCodec.RESTORE_CLUSTER ->
          new RestoreCommand.RestoreCluster(
              in.flag() ? clusterSettings(in) : null, in.i64(), ids(in), ids(in));
      case CommandCodec.RESTORE_USER -> new RestoreCommand.RestoreUser(user(in));
      case CommandCodec.RESTORE_STREAM ->
          new RestoreCommand.RestoreStream(in.i32(), in.i64(), in.bytes(), in.i64(), ids(in));
      case CommandCodec.RESTORE_TOPIC ->
          new RestoreCommand.RestoreTopic(
              in.i32(), in.i32(), in.bytes(), topicSettings(in), in.i64(), in.i64(), ids(in));
      case CommandCodec.RESTORE_PARTITIONS ->
          new RestoreCommand.RestorePartitions(
              in.i32(),
              in.i32(),
              in.list(24, each -> new Partition(each.i32(), each.i64(), each.i32(), each.i64())));
      case CommandCodec.RESTORE_GROUP ->
          new RestoreCommand.RestoreGroup(
              in.i32(), in.i32(), in.i32(), in.bytes(), in.i64(), in.i64(), ids(in));
      case CommandCodec.RESTORE_MEMBER ->
          new RestoreCommand.RestoreMember(
              in.i32(),
              in.i32(),
              in.i32(),
              in.i32(),
              in.i32(),
              in.i64(),
              in.list(Integer.BYTES, ByteReader::i32));
      case CommandCodec.RESTORE_REVOCATION ->
          new RestoreCommand.RestoreRevocation(
              in.i32(),
              in.i32(),
              in.i32(),
              in.i32(),
              new Revocation(in.i32(), in.i32(), in.i32(), in.i64()));
      case CommandCodec.RESTORE_MEMBERSHIP ->
          new RestoreCommand.RestoreMembership(
              in.i64(), new Membership(in.i32(), in.i32(), in.i32()));
      default -> throw new IllegalArgumentException("metadata command of unknown type " + type);
    };
  }

  private static User user(ByteReader in) {
    int id = in.i32();
    long incarnation = in.i64();
    Bytes name = in.bytes();
    int status = in.u8();
    String passwordHash = in.bytes().toString();
    Permissions granted = permissions(in);
    Permissions holds = permissions(in);
    if (holds == null) {
      throw new IllegalArgumentException("user " + name + " without permissions that hold");
    }
    return new User(
        id,
        incarnation,
        name,
        status,
        passwordHash,
        granted,
        holds,
        in.list(12, CommandDecoder::token),
        in.i64());
  }

  private static ClusterSettings clusterSettings(ByteReader in) {
    return new ClusterSettings(in.i32(), in.i64());
  }

  private static TopicSettings topicSettings(ByteReader in) {
    int first = in.u8();
    return new TopicSettings(
        first & CommandCodec.COMPRESSION,
        in.i64(),
        in.i64(),
        in.u8(),
        (first & CommandCodec.PERSISTED) != 0,
        (first & CommandCodec.OFFSETS_PERSISTED) != 0);
  }

  private static AccessToken token(ByteReader in) {
    return new AccessToken(in.bytes(), in.bytes(), in.i64());
  }

  private static @Nullable Permissions permissions(ByteReader in) {
    return in.flag() ? new Permissions(in.u16(), in.list(9, CommandDecoder::streamGrant)) : null;
  }

  private static Permissions.StreamGrant streamGrant(ByteReader in) {
    return new Permissions.StreamGrant(
        in.u32(), in.u8(), in.list(5, each -> new Permissions.TopicGrant(each.u32(), each.u8())));
  }

  private static RestoreCommand.Ids ids(ByteReader in) {
    return new RestoreCommand.Ids(in.i32(), in.list(Integer.BYTES, ByteReader::i32));
  }
}
