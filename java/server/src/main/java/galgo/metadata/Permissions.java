package galgo.metadata;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do: on the whole server, on single streams, and on single topics of them. Flags
 * only grant, and one that fits is enough. Immutable; the checks allocate nothing.
 *
 * <p>Bits are in the order of the wire's flags, the first one lowest. Which command needs which is
 * Iggy 0.8's table.
 */
public final class Permissions {
  public static final int MANAGE_SERVERS = 1;
  public static final int READ_SERVERS = 1 << 1;
  public static final int MANAGE_USERS = 1 << 2;
  public static final int READ_USERS = 1 << 3;
  public static final int MANAGE_STREAMS = 1 << 4;
  public static final int READ_STREAMS = 1 << 5;
  public static final int MANAGE_TOPICS = 1 << 6;
  public static final int READ_TOPICS = 1 << 7;
  public static final int POLL_MESSAGES = 1 << 8;
  public static final int SEND_MESSAGES = 1 << 9;
  static final int GLOBAL_FLAGS = 10;

  /** Nothing. */
  public static final Permissions NONE = new Permissions(0, List.of());

  /** Everything: what the root user has. */
  public static final Permissions ALL = new Permissions((1 << GLOBAL_FLAGS) - 1, List.of());

  /**
   * On one stream.
   *
   * @param id 0..2³²−1
   * @param flags bits of the constants here
   * @param topics by ascending id, each id once
   */
  public record StreamGrant(long id, int flags, List<TopicGrant> topics) {
    public static final int MANAGE_STREAM = 1;
    public static final int READ_STREAM = 1 << 1;
    public static final int MANAGE_TOPICS = 1 << 2;
    public static final int READ_TOPICS = 1 << 3;
    public static final int POLL_MESSAGES = 1 << 4;
    public static final int SEND_MESSAGES = 1 << 5;
    static final int FLAGS = 6;

    public StreamGrant {
      requireId(id);
      requireFlags(flags, FLAGS);
      topics = List.copyOf(topics);
      requireAscending(topics.stream().mapToLong(TopicGrant::id));
    }
  }

  /**
   * On one topic of a stream.
   *
   * @param id 0..2³²−1
   * @param flags bits of the constants here
   */
  public record TopicGrant(long id, int flags) {
    public static final int MANAGE_TOPIC = 1;
    public static final int READ_TOPIC = 1 << 1;
    public static final int POLL_MESSAGES = 1 << 2;
    public static final int SEND_MESSAGES = 1 << 3;
    static final int FLAGS = 4;

    public TopicGrant {
      requireId(id);
      requireFlags(flags, FLAGS);
    }
  }

  private static final int STREAM_MANAGE_TOPICS =
      StreamGrant.MANAGE_STREAM | StreamGrant.MANAGE_TOPICS;
  private static final int STREAM_READ_TOPICS =
      STREAM_MANAGE_TOPICS | StreamGrant.READ_STREAM | StreamGrant.READ_TOPICS;

  private final int global;
  private final List<StreamGrant> streams;
  private final long[] streamIds;
  private final long[][] topicIds;
  private final int entries;

  /**
   * Takes the flags as they are.
   *
   * @param global bits of the constants here
   * @param streams by ascending id, each id once
   */
  public Permissions(int global, List<StreamGrant> streams) {
    requireFlags(global, GLOBAL_FLAGS);
    this.global = global;
    this.streams = List.copyOf(streams);
    this.streamIds = streams.stream().mapToLong(StreamGrant::id).toArray();
    requireAscending(Arrays.stream(streamIds));
    this.topicIds =
        streams.stream()
            .map(stream -> stream.topics().stream().mapToLong(TopicGrant::id).toArray())
            .toArray(long[][]::new);
    this.entries = streams.size() + Arrays.stream(topicIds).mapToInt(ids -> ids.length).sum();
  }

  public int global() {
    return global;
  }

  /** By ascending id. */
  public List<StreamGrant> streams() {
    return streams;
  }

  /** Stream and topic entries together. */
  public int entries() {
    return entries;
  }

  /** Stats, get client, get clients. */
  public boolean canReadServers() {
    return (global & (MANAGE_SERVERS | READ_SERVERS)) != 0;
  }

  /** Get a user who is not oneself, get users. */
  public boolean canReadUsers() {
    return (global & (MANAGE_USERS | READ_USERS)) != 0;
  }

  /** Create, delete, update users, their permissions, another's password. */
  public boolean canManageUsers() {
    return (global & MANAGE_USERS) != 0;
  }

  /** Get streams. */
  public boolean canListStreams() {
    return (global & (MANAGE_STREAMS | READ_STREAMS)) != 0;
  }

  /** Get stream. */
  public boolean canReadStream(int stream) {
    return canListStreams()
        || (onStream(stream) & (StreamGrant.MANAGE_STREAM | StreamGrant.READ_STREAM)) != 0;
  }

  /** Create stream. */
  public boolean canCreateStream() {
    return (global & MANAGE_STREAMS) != 0;
  }

  /** Update, delete, purge stream. */
  public boolean canManageStream(int stream) {
    return (global & MANAGE_STREAMS) != 0 || (onStream(stream) & StreamGrant.MANAGE_STREAM) != 0;
  }

  /** Get topics. */
  public boolean canListTopics(int stream) {
    return (global & (MANAGE_STREAMS | READ_STREAMS | MANAGE_TOPICS | READ_TOPICS)) != 0
        || (onStream(stream) & STREAM_READ_TOPICS) != 0;
  }

  /** Get topic; get, list, create, delete, join, leave consumer groups. */
  public boolean canReadTopic(int stream, int topic) {
    return canListTopics(stream)
        || (onTopic(stream, topic) & (TopicGrant.MANAGE_TOPIC | TopicGrant.READ_TOPIC)) != 0;
  }

  /** Create topic. */
  public boolean canCreateTopic(int stream) {
    return (global & (MANAGE_STREAMS | MANAGE_TOPICS)) != 0
        || (onStream(stream) & STREAM_MANAGE_TOPICS) != 0;
  }

  /** Update, delete, purge topic; create, delete partitions; delete segments. */
  public boolean canManageTopic(int stream, int topic) {
    return canCreateTopic(stream) || (onTopic(stream, topic) & TopicGrant.MANAGE_TOPIC) != 0;
  }

  /** Poll; get, store, delete consumer offsets. */
  public boolean canPoll(int stream, int topic) {
    return (global & POLL_MESSAGES) != 0
        || (onStream(stream) & StreamGrant.POLL_MESSAGES) != 0
        || (onTopic(stream, topic) & TopicGrant.POLL_MESSAGES) != 0
        || canReadTopic(stream, topic);
  }

  /** Send, flush. */
  public boolean canSend(int stream, int topic) {
    return (global & SEND_MESSAGES) != 0
        || (onStream(stream) & StreamGrant.SEND_MESSAGES) != 0
        || (onTopic(stream, topic) & TopicGrant.SEND_MESSAGES) != 0
        || canManageTopic(stream, topic);
  }

  /** Whether there is an entry for the stream. */
  boolean mentions(int stream) {
    return Arrays.binarySearch(streamIds, stream) >= 0;
  }

  /** Without what it grants on one stream. */
  Permissions without(int stream) {
    return new Permissions(global, streams.stream().filter(grant -> grant.id() != stream).toList());
  }

  private int onStream(int stream) {
    int at = Arrays.binarySearch(streamIds, stream);
    return at < 0 ? 0 : streams.get(at).flags();
  }

  private int onTopic(int stream, int topic) {
    int at = Arrays.binarySearch(streamIds, stream);
    if (at < 0) {
      return 0;
    }
    int topicAt = Arrays.binarySearch(topicIds[at], topic);
    return topicAt < 0 ? 0 : streams.get(at).topics().get(topicAt).flags();
  }

  private static void requireId(long id) {
    if (id < 0 || id > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("id " + id + " is not of 32 bits");
    }
  }

  private static void requireFlags(int flags, int count) {
    if (flags >>> count != 0) {
      throw new IllegalArgumentException(
          "flags " + Integer.toBinaryString(flags) + " where there are " + count);
    }
  }

  private static void requireAscending(LongStream ids) {
    long[] array = ids.toArray();
    for (int i = 1; i < array.length; i++) {
      if (array[i - 1] >= array[i]) {
        throw new IllegalArgumentException("id " + array[i] + " after " + array[i - 1]);
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Permissions that
        && global == that.global
        && streams.equals(that.streams);
  }

  @Override
  public int hashCode() {
    return 31 * global + streams.hashCode();
  }

  @Override
  public String toString() {
    return "Permissions[" + Integer.toBinaryString(global) + ", " + streams + "]";
  }
}
