package galgo.metadata;

/**
 * What a topic is created or updated with. Who proposes the command has put in the server's
 * defaults.
 *
 * @param compression 1 none, 2 gzip
 * @param messageExpiry microseconds; {@link #NEVER} when messages do not expire
 * @param maxTopicSize bytes; {@link #UNLIMITED} when there is no limit
 * @param replicationFactor 1..255; a 0 becomes 1
 * @param persisted whether messages are on stable storage when their producer is answered, whatever
 *     the server's durability
 * @param offsetsPersisted likewise, what consumers have stored; a server does so always
 */
public record TopicSettings(
    int compression,
    long messageExpiry,
    long maxTopicSize,
    int replicationFactor,
    boolean persisted,
    boolean offsetsPersisted) {
  /** The message expiry of messages that stay: all bits set, the largest unsigned number. */
  public static final long NEVER = -1;

  /** The size limit of a topic without one: all bits set, the largest unsigned number. */
  public static final long UNLIMITED = -1;

  /** Settings of a topic as durable as the server makes it. */
  public TopicSettings(
      int compression, long messageExpiry, long maxTopicSize, int replicationFactor) {
    this(compression, messageExpiry, maxTopicSize, replicationFactor, false, false);
  }

  public TopicSettings {
    if (compression < 1 || compression > 2) {
      throw new IllegalArgumentException("compression " + compression);
    }
    if (replicationFactor < 0 || replicationFactor > 255) {
      throw new IllegalArgumentException("replication factor " + replicationFactor);
    }
    replicationFactor = Math.max(1, replicationFactor);
  }
}
