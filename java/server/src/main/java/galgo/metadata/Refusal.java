package galgo.metadata;

/** Why a command is refused: Iggy's error numbers; {@link #NONE} when it is not. */
public final class Refusal {
  public static final int NONE = 0;
  public static final int INVALID_COMMAND = 3;
  public static final int INVALID_FORMAT = 4;
  public static final int RESOURCE_NOT_FOUND = 20;
  public static final int INVALID_USERNAME = 43;
  public static final int USER_ALREADY_EXISTS = 46;
  public static final int CANNOT_DELETE_USER = 48;
  public static final int CANNOT_CHANGE_PERMISSIONS = 49;
  public static final int INVALID_TOKEN_NAME = 50;
  public static final int TOKEN_ALREADY_EXISTS = 51;
  public static final int TOKENS_LIMIT_REACHED = 52;
  public static final int USERS_LIMIT_REACHED = 55;
  public static final int CANNOT_CREATE_STREAM = 1006;
  public static final int STREAM_NOT_FOUND = 1009;
  public static final int STREAM_NAME_ALREADY_EXISTS = 1012;
  public static final int INVALID_TOPIC_SIZE = 1019;
  public static final int CANNOT_CREATE_TOPIC = 2006;
  public static final int TOPIC_NOT_FOUND = 2010;
  public static final int TOPIC_NAME_ALREADY_EXISTS = 2013;
  public static final int TOO_MANY_PARTITIONS = 2015;
  public static final int INVALID_PARTITIONS_COUNT = 2019;
  public static final int CANNOT_CREATE_PARTITION = 3000;
  public static final int NOT_RESOLVED_CONSUMER = 3022;
  public static final int GROUP_NOT_FOUND = 5000;
  public static final int GROUP_NAME_ALREADY_EXISTS = 5004;
  public static final int MEMBER_NOT_FOUND = 5006;
  public static final int CANNOT_CREATE_GROUP = 5007;

  private Refusal() {}
}
