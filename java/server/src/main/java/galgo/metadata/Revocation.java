package galgo.metadata;

/**
 * A partition that is to go from the member that has it to another.
 *
 * @param targetSlot slot of the member that shall get it
 * @param targetMember id of that member, in case the slot is used again
 * @param since microseconds since 1970
 */
public record Revocation(int partition, int targetSlot, int targetMember, long since) {}
