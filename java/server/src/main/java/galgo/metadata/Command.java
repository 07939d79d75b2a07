package galgo.metadata;

/**
 * A change of the metadata. It carries all that chance and time decide (times, hashes), so that
 * applying it gives the same everywhere. Ids are those of the state it is checked against: who
 * proposes resolves names in the writer, not in a reader that may be behind.
 */
public sealed interface Command
    permits CatalogCommand, GroupCommand, MembershipCommand, RestoreCommand, UserCommand {}
