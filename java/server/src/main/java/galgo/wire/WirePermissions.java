package galgo.wire;

import java.util.List;

/**
 * The permissions block: what a user may do on the whole server, on single streams, and on single
 * topics of them. Flags are bits of an int, the first flag on the wire the lowest bit.
 *
 * @param global bits of the constants here
 * @param streams by ascending id, each id once
 */
public record WirePermissions(int global, List<Stream> streams) {
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

  public WirePermissions {
    requireFlags(global, GLOBAL_FLAGS);
    streams = List.copyOf(streams);
  }

  /**
   * On one stream.
   *
   * @param id 0..2³²−1
   * @param flags bits of the constants here
   * @param topics by ascending id, each id once
   */
  public record Stream(long id, int flags, List<Topic> topics) {
    public static final int MANAGE_STREAM = 1;
    public static final int READ_STREAM = 1 << 1;
    public static final int MANAGE_TOPICS = 1 << 2;
    public static final int READ_TOPICS = 1 << 3;
    public static final int POLL_MESSAGES = 1 << 4;
    public static final int SEND_MESSAGES = 1 << 5;
    static final int FLAGS = 6;

    public Stream {
      requireFlags(flags, FLAGS);
      topics = List.copyOf(topics);
    }
  }

  /**
   * On one topic of a stream.
   *
   * @param id 0..2³²−1
   * @param flags bits of the constants here
   */
  public record Topic(long id, int flags) {
    public static final int MANAGE_TOPIC = 1;
    public static final int READ_TOPIC = 1 << 1;
    public static final int POLL_MESSAGES = 1 << 2;
    public static final int SEND_MESSAGES = 1 << 3;
    static final int FLAGS = 4;

    public Topic {
      requireFlags(flags, FLAGS);
    }
  }

  private static void requireFlags(int flags, int count) {
    if (flags >>> count != 0) {
      throw new IllegalArgumentException(
          "flags " + Integer.toBinaryString(flags) + " where there are " + count);
    }
  }
}
