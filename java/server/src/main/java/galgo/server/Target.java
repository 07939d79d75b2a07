package galgo.server;

/**
 * The partition a request is for, as metadata had it when the request was looked at, and who asks.
 * Reused; travels with its exchange.
 */
final class Target {
  static final int NOT_REVOKED = -1;

  private int owner;
  private long id;
  private int group;
  private int stream;
  private int topic;
  private int partition;
  private boolean byGroup;
  private int consumer;
  private long key;
  private int revokedMember;

  /**
   * Sets the partition: its owner's shard, its id, its data group and where it stands in metadata.
   */
  void set(int owner, long id, int group, int stream, int topic, int partition) {
    this.owner = owner;
    this.id = id;
    this.group = group;
    this.stream = stream;
    this.topic = topic;
    this.partition = partition;
    this.byGroup = false;
    this.consumer = 0;
    this.key = 0;
    this.revokedMember = NOT_REVOKED;
  }

  /** Sets that a single consumer consumes, by its key. */
  void consumer(int number) {
    byGroup = false;
    consumer = number;
    key = Integer.toUnsignedLong(number);
    revokedMember = NOT_REVOKED;
  }

  /**
   * Sets that a group consumes.
   *
   * @param id of the group in its topic
   * @param incarnation of the group
   * @param revoked the id of the member that is about to give the partition up, or {@link
   *     #NOT_REVOKED}
   */
  void group(int id, long incarnation, int revoked) {
    byGroup = true;
    consumer = id;
    key = incarnation;
    revokedMember = revoked;
  }

  int owner() {
    return owner;
  }

  /** The partition's incarnation, never used again. */
  long id() {
    return id;
  }

  int group() {
    return group;
  }

  int stream() {
    return stream;
  }

  int topic() {
    return topic;
  }

  /** Number of the partition in its topic. */
  int partition() {
    return partition;
  }

  boolean byGroup() {
    return byGroup;
  }

  /** A consumer's key, or a group's id in its topic. */
  int consumer() {
    return consumer;
  }

  /** What its offsets are stored under: a consumer's key, or a group's incarnation. */
  long key() {
    return key;
  }

  /**
   * The member that gives the partition up once all it was given is committed, or {@link
   * #NOT_REVOKED}.
   */
  int revokedMember() {
    return revokedMember;
  }
}
