package galgo.metadata;

/**
 * How many there may be of each thing. Large enough not to be met, small enough that all fit in
 * memory and that each part of a snapshot fits in an entry of the log.
 */
final class Limits {
  static final int STREAMS = 1 << 16;
  static final int TOPICS = 1 << 16;
  static final int GROUPS = 1 << 16;
  static final int MEMBERS = 1 << 16;
  static final int USERS = 1 << 16;
  static final int PARTITIONS = 1 << 16;

  /** Of one request. */
  static final int PARTITIONS_AT_ONCE = 1000;

  static final int NAME_LENGTH = 255;
  static final int USERNAME_SHORTEST = 3;
  static final int USERNAME_LONGEST = 50;
  static final int TOKEN_NAME_SHORTEST = 3;
  static final int TOKEN_NAME_LONGEST = 30;
  static final int PASSWORD_HASH_LENGTH = 1024;

  /** Streams and topics in the permissions of one user. */
  static final int PERMISSION_ENTRIES = 1 << 15;

  private Limits() {}
}
