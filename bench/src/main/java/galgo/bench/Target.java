package galgo.bench;

/** One partition to produce to or consume from, by the numeric ids the server gave. */
record Target(int streamId, int topicId, int partitionId) {
  boolean sameTopic(Target other) {
    return streamId == other.streamId && topicId == other.topicId;
  }
}
