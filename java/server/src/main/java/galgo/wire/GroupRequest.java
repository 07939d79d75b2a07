package galgo.wire;

/** About consumer groups. */
@SuppressWarnings("ArrayRecordComponent") // requests are handled once, never compared
public sealed interface GroupRequest extends Request {

  record GetConsumerGroup(Identifier stream, Identifier topic, Identifier group)
      implements GroupRequest {}

  record GetConsumerGroups(Identifier stream, Identifier topic) implements GroupRequest {}

  record CreateConsumerGroup(Identifier stream, Identifier topic, byte[] name)
      implements GroupRequest {}

  record DeleteConsumerGroup(Identifier stream, Identifier topic, Identifier group)
      implements GroupRequest {}

  record JoinConsumerGroup(Identifier stream, Identifier topic, Identifier group)
      implements GroupRequest {}

  record LeaveConsumerGroup(Identifier stream, Identifier topic, Identifier group)
      implements GroupRequest {}

  /** Which partitions the client itself has as a member; of the newer protocol only. */
  record SyncConsumerGroup(Identifier stream, Identifier topic, Identifier group)
      implements GroupRequest {}
}
