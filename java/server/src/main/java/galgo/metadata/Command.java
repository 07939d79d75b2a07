package galgo.metadata;

/**
 * A change of the metadata. It carries all that chance and time decide (times, hashes), so that
 * applying it gives the same everywhere. Ids are those of the state it is checked against; where
 * they were looked up before, {@link State#check(Command, long)} finds those that mean something
 * else now.
 */
public sealed interface Command
    permits CatalogCommand, GroupCommand, MembershipCommand, RestoreCommand, UserCommand {}
