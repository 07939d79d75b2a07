package galgo.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A stream with its topics. Readable inside {@link Metadata#enter}; changed by {@link State} only.
 */
public final class Stream {
  private final int id;
  private final long incarnation;
  private final long createdAt;
  private final Slots<Topic> topics = new Slots<>(Limits.TOPICS);
  private final NameIndex topicNames = new NameIndex();
  private Bytes name;

  Stream(int id, long incarnation, Bytes name, long createdAt) {
    this.id = id;
    this.incarnation = incarnation;
    this.name = name;
    this.createdAt = createdAt;
  }

  public int id() {
    return id;
  }

  /** Never given to another stream, nor to a topic, partition, group or user. */
  public long incarnation() {
    return incarnation;
  }

  public Bytes name() {
    return name;
  }

  /** Microseconds since 1970. */
  public long createdAt() {
    return createdAt;
  }

  public Slots<Topic> topics() {
    return topics;
  }

  /**
   * The topic with this id, or null.
   *
   * @param topic any number
   */
  public @Nullable Topic topic(long topic) {
    return topics.get(topic);
  }

  /** The topic with this name, or null. */
  public @Nullable Topic topic(byte[] topicName) {
    return topics.get(topicNames.get(topicName));
  }

  /** The topic whose name lies at the address, or null. Allocates nothing. */
  public @Nullable Topic topic(long nameAddress, int nameLength) {
    return topics.get(topicNames.get(nameAddress, nameLength));
  }

  /** The topic with this name, or null. */
  @Nullable Topic topic(Bytes topicName) {
    return topics.get(topicNames.get(topicName));
  }

  void rename(Bytes newName) {
    name = newName;
  }

  void add(Topic topic) {
    topicNames.add(topic.name(), topics.add(topic));
  }

  void update(Topic topic, Bytes newName, TopicSettings settings) {
    topicNames.remove(topic.name());
    topicNames.add(newName, topic.id());
    topic.update(newName, settings);
  }

  void delete(Topic topic) {
    topics.remove(topic.id());
    topicNames.remove(topic.name());
  }

  void restoreIds(RestoreCommand.Ids ids) {
    topics.restore(ids.end(), ids.freeIds());
  }

  void restore(Topic topic) {
    topics.restore(topic.id(), topic);
    topicNames.add(topic.name(), topic.id());
  }
}
