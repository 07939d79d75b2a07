package galgo.metadata;

/** About consumer groups as such; who is in them is {@link MembershipCommand}'s. */
public sealed interface GroupCommand extends Command {

  /** Creates a group without members; the outcome has its id. */
  record CreateGroup(int stream, int topic, Bytes name) implements GroupCommand {}

  record DeleteGroup(int stream, int topic, int group) implements GroupCommand {}
}
