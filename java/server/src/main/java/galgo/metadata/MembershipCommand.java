package galgo.metadata;

/**
 * About who is in which consumer group. One server does not log these: members are connections, and
 * end with it.
 */
public sealed interface MembershipCommand extends Command {

  /**
   * A client joins, followed by a cooperative rebalance; one that is a member stays what it is. The
   * outcome has the member's id.
   *
   * @param at microseconds since 1970, for the age of revocations
   */
  record JoinGroup(int stream, int topic, int group, long client, long at)
      implements MembershipCommand {}

  /** A member leaves, followed by a full rebalance. */
  record LeaveGroup(int stream, int topic, int group, long client) implements MembershipCommand {}

  /** A client leaves all its groups. Never refused. */
  record ClientGone(long client) implements MembershipCommand {}

  /** All clients leave all groups: what a restart means. Never refused. */
  record AllClientsGone() implements MembershipCommand {}

  /**
   * A partition that is being handed over goes to its new member, because the old one has committed
   * all it was given, or its time is up. Refused when that handing over is not pending any more.
   *
   * @param member id of the member that gives it up
   */
  record CompleteRevocation(int stream, int topic, int group, int partition, int member)
      implements MembershipCommand {}
}
