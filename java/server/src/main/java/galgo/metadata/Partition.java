package galgo.metadata;

/**
 * One partition of a topic.
 *
 * @param id its index in the topic, from 0
 * @param incarnation never given to another partition, nor to a stream, topic, group or user; ≥ 1
 * @param dataGroup the data group that holds its log, 1..{@link ClusterSettings#dataGroups}
 * @param createdAt microseconds since 1970
 */
public record Partition(int id, long incarnation, int dataGroup, long createdAt) {}
