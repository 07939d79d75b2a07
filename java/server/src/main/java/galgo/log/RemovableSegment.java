package galgo.log;

/**
 * An old segment of a partition that may be removed.
 *
 * @param end the offset after its last message
 * @param firstTimestamp of its first message, in microseconds since 1970; never below that of the
 *     segment before
 * @param lastTimestamp of its newest message
 * @param bytes of messages
 */
public record RemovableSegment(long end, long firstTimestamp, long lastTimestamp, long bytes) {}
