package galgo.importer;

/**
 * What an import is to do.
 *
 * @param from data directory of Apache Iggy; nothing in it is changed
 * @param to data directory of Galgo, to be made
 * @param segmentBytes size at which a partition of the target goes on in a new file
 * @param messageExpiry of topics that have the server's default: microseconds, −1 for never
 * @param maxTopicSize likewise: bytes, −1 for no limit
 * @param skipDamaged of a partition with damage, whether to take the messages after it; else the
 *     import stops there
 */
public record ImportSettings(
    String from,
    String to,
    long segmentBytes,
    long messageExpiry,
    long maxTopicSize,
    boolean skipDamaged) {}
