package galgo.metadata;

import org.jspecify.annotations.Nullable;

/**
 * Whether the things a command names by id are those that were there when the ids were looked up:
 * an id that was freed and given out again since names something else, and what was meant is gone.
 */
final class Freshness {
  private final Slots<Stream> streams;
  private final Slots<User> users;

  Freshness(Slots<Stream> streams, Slots<User> users) {
    this.streams = streams;
    this.users = users;
  }

  /** 0, or as {@link State#check(Command)} says that something is missing. */
  int check(Command command, long mark) {
    return switch (command) {
      case CatalogCommand catalog -> check(catalog, mark);
      case GroupCommand.CreateGroup c -> topic(c.stream(), c.topic(), mark);
      case GroupCommand.DeleteGroup c -> group(c.stream(), c.topic(), c.group(), mark);
      case MembershipCommand.JoinGroup c -> group(c.stream(), c.topic(), c.group(), mark);
      case MembershipCommand.LeaveGroup c -> group(c.stream(), c.topic(), c.group(), mark);
      case MembershipCommand.CompleteRevocation c -> group(c.stream(), c.topic(), c.group(), mark);
      case MembershipCommand.ClientGone c -> Refusal.NONE;
      case MembershipCommand.AllClientsGone c -> Refusal.NONE;
      case UserCommand.CreateUser c -> Refusal.NONE;
      case UserCommand.DeleteUser c -> user(c.user(), mark);
      case UserCommand.UpdateUser c -> user(c.user(), mark);
      case UserCommand.UpdatePermissions c -> user(c.user(), mark);
      case UserCommand.ChangePassword c -> user(c.user(), mark);
      case UserCommand.CreateToken c -> user(c.user(), mark);
      case UserCommand.DeleteToken c -> user(c.user(), mark);
      case UserCommand.ExpireTokens c -> Refusal.NONE;
      case RestoreCommand c -> Refusal.NONE;
    };
  }

  private int check(CatalogCommand command, long mark) {
    return switch (command) {
      case CatalogCommand.FoundCluster c -> Refusal.NONE;
      case CatalogCommand.CreateStream c -> Refusal.NONE;
      case CatalogCommand.UpdateStream c -> stream(c.stream(), mark);
      case CatalogCommand.DeleteStream c -> stream(c.stream(), mark);
      case CatalogCommand.CreateTopic c -> stream(c.stream(), mark);
      case CatalogCommand.UpdateTopic c -> topic(c.stream(), c.topic(), mark);
      case CatalogCommand.DeleteTopic c -> topic(c.stream(), c.topic(), mark);
      case CatalogCommand.CreatePartitions c -> topic(c.stream(), c.topic(), mark);
      case CatalogCommand.DeletePartitions c -> topic(c.stream(), c.topic(), mark);
    };
  }

  private int stream(int id, long mark) {
    Stream stream = streams.get(id);
    return stream != null && stream.incarnation() >= mark ? Refusal.STREAM_NOT_FOUND : Refusal.NONE;
  }

  private int topic(int stream, int id, long mark) {
    Topic topic = topic(stream, id);
    int status = stream(stream, mark);
    return status == Refusal.NONE && topic != null && topic.incarnation() >= mark
        ? Refusal.TOPIC_NOT_FOUND
        : status;
  }

  private int group(int stream, int topic, int id, long mark) {
    Topic of = topic(stream, topic);
    ConsumerGroup group = of == null ? null : of.group(id);
    int status = topic(stream, topic, mark);
    return status == Refusal.NONE && group != null && group.incarnation() >= mark
        ? Refusal.GROUP_NOT_FOUND
        : status;
  }

  private @Nullable Topic topic(int stream, int topic) {
    Stream of = streams.get(stream);
    return of == null ? null : of.topic(topic);
  }

  private int user(int id, long mark) {
    User user = users.get(id);
    return user != null && user.incarnation() >= mark ? Refusal.RESOURCE_NOT_FOUND : Refusal.NONE;
  }
}
