package galgo.bench;

/**
 * A consumer group that a run made, by the numeric ids the server gave.
 *
 * @param partitions of its topic
 */
record Group(int streamId, int topicId, int groupId, int partitions) {}
