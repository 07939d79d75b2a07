package galgo.wire;

/**
 * Codes of the 47 commands of the classic protocol, and of those that the newer one adds. Any other
 * code is answered with status 3.
 */
public final class CommandCode {
  public static final int PING = 1;
  public static final int GET_STATS = 10;
  public static final int GET_SNAPSHOT = 11;
  public static final int GET_CLUSTER_METADATA = 12;
  public static final int GET_ME = 20;
  public static final int GET_CLIENT = 21;
  public static final int GET_CLIENTS = 22;
  public static final int GET_USER = 31;
  public static final int GET_USERS = 32;
  public static final int CREATE_USER = 33;
  public static final int DELETE_USER = 34;
  public static final int UPDATE_USER = 35;
  public static final int UPDATE_PERMISSIONS = 36;
  public static final int CHANGE_PASSWORD = 37;
  public static final int LOGIN_USER = 38;
  public static final int LOGOUT_USER = 39;
  public static final int GET_PERSONAL_ACCESS_TOKENS = 41;
  public static final int CREATE_PERSONAL_ACCESS_TOKEN = 42;
  public static final int DELETE_PERSONAL_ACCESS_TOKEN = 43;
  public static final int LOGIN_WITH_PERSONAL_ACCESS_TOKEN = 44;
  public static final int POLL_MESSAGES = 100;
  public static final int SEND_MESSAGES = 101;
  public static final int FLUSH_UNSAVED_BUFFER = 102;
  public static final int GET_CONSUMER_OFFSET = 120;
  public static final int STORE_CONSUMER_OFFSET = 121;
  public static final int DELETE_CONSUMER_OFFSET = 122;
  public static final int GET_STREAM = 200;
  public static final int GET_STREAMS = 201;
  public static final int CREATE_STREAM = 202;
  public static final int DELETE_STREAM = 203;
  public static final int UPDATE_STREAM = 204;
  public static final int PURGE_STREAM = 205;
  public static final int GET_TOPIC = 300;
  public static final int GET_TOPICS = 301;
  public static final int CREATE_TOPIC = 302;
  public static final int DELETE_TOPIC = 303;
  public static final int UPDATE_TOPIC = 304;
  public static final int PURGE_TOPIC = 305;
  public static final int CREATE_PARTITIONS = 402;
  public static final int DELETE_PARTITIONS = 403;
  public static final int DELETE_SEGMENTS = 503;
  public static final int GET_CONSUMER_GROUP = 600;
  public static final int GET_CONSUMER_GROUPS = 601;
  public static final int CREATE_CONSUMER_GROUP = 602;
  public static final int DELETE_CONSUMER_GROUP = 603;
  public static final int JOIN_CONSUMER_GROUP = 604;
  public static final int LEAVE_CONSUMER_GROUP = 605;

  // Of the newer protocol only.
  public static final int DESCRIBE_OPTIONS = 13;
  public static final int ATTACH_CONSUMER_SESSION = 14;
  public static final int GET_POLL_ROUTING = 103;
  public static final int POLL_ON_PRIMARY = 104;
  public static final int GET_OFFSET_ROUTING = 123;
  public static final int SYNC_CONSUMER_GROUP = 606;

  private CommandCode() {}

  /** Whether only the newer protocol has the command. */
  public static boolean isNewer(int code) {
    return switch (code) {
      case DESCRIBE_OPTIONS,
          ATTACH_CONSUMER_SESSION,
          GET_POLL_ROUTING,
          POLL_ON_PRIMARY,
          GET_OFFSET_ROUTING,
          SYNC_CONSUMER_GROUP ->
          true;
      default -> false;
    };
  }

  /** The command in words; {@code "unknown command N"} for a code of no command. */
  public static String name(int code) {
    return switch (code) {
      case PING -> "ping";
      case GET_STATS -> "get stats";
      case GET_SNAPSHOT -> "get snapshot";
      case GET_CLUSTER_METADATA -> "get cluster metadata";
      case GET_ME -> "get me";
      case GET_CLIENT -> "get client";
      case GET_CLIENTS -> "get clients";
      case GET_USER -> "get user";
      case GET_USERS -> "get users";
      case CREATE_USER -> "create user";
      case DELETE_USER -> "delete user";
      case UPDATE_USER -> "update user";
      case UPDATE_PERMISSIONS -> "update permissions";
      case CHANGE_PASSWORD -> "change password";
      case LOGIN_USER -> "login user";
      case LOGOUT_USER -> "logout user";
      case GET_PERSONAL_ACCESS_TOKENS -> "get personal access tokens";
      case CREATE_PERSONAL_ACCESS_TOKEN -> "create personal access token";
      case DELETE_PERSONAL_ACCESS_TOKEN -> "delete personal access token";
      case LOGIN_WITH_PERSONAL_ACCESS_TOKEN -> "login with personal access token";
      case POLL_MESSAGES -> "poll messages";
      case SEND_MESSAGES -> "send messages";
      case FLUSH_UNSAVED_BUFFER -> "flush unsaved buffer";
      case GET_CONSUMER_OFFSET -> "get consumer offset";
      case STORE_CONSUMER_OFFSET -> "store consumer offset";
      case DELETE_CONSUMER_OFFSET -> "delete consumer offset";
      case GET_STREAM -> "get stream";
      case GET_STREAMS -> "get streams";
      case CREATE_STREAM -> "create stream";
      case DELETE_STREAM -> "delete stream";
      case UPDATE_STREAM -> "update stream";
      case PURGE_STREAM -> "purge stream";
      case GET_TOPIC -> "get topic";
      case GET_TOPICS -> "get topics";
      case CREATE_TOPIC -> "create topic";
      case DELETE_TOPIC -> "delete topic";
      case UPDATE_TOPIC -> "update topic";
      case PURGE_TOPIC -> "purge topic";
      case CREATE_PARTITIONS -> "create partitions";
      case DELETE_PARTITIONS -> "delete partitions";
      case DELETE_SEGMENTS -> "delete segments";
      case GET_CONSUMER_GROUP -> "get consumer group";
      case GET_CONSUMER_GROUPS -> "get consumer groups";
      case CREATE_CONSUMER_GROUP -> "create consumer group";
      case DELETE_CONSUMER_GROUP -> "delete consumer group";
      case JOIN_CONSUMER_GROUP -> "join consumer group";
      case LEAVE_CONSUMER_GROUP -> "leave consumer group";
      case DESCRIBE_OPTIONS -> "describe options";
      case ATTACH_CONSUMER_SESSION -> "attach consumer session";
      case GET_POLL_ROUTING -> "get poll routing";
      case POLL_ON_PRIMARY -> "poll on primary";
      case GET_OFFSET_ROUTING -> "get offset routing";
      case SYNC_CONSUMER_GROUP -> "sync consumer group";
      default -> "unknown command " + Integer.toUnsignedString(code);
    };
  }
}
