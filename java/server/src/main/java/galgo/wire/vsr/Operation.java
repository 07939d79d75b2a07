package galgo.wire.vsr;

import galgo.wire.CommandCode;

/**
 * What a request of the newer protocol does. Most changes have a number of their own; everything
 * else is {@link #NON_REPLICATED} and says by a {@link CommandCode} which command it is.
 */
public final class Operation {
  /** Login by password or by token: its body says which. */
  public static final int REGISTER = 1;

  public static final int NON_REPLICATED = 2;
  public static final int LOGOUT = 3;
  public static final int CREATE_STREAM = 128;
  public static final int UPDATE_STREAM = 129;
  public static final int DELETE_STREAM = 130;
  public static final int PURGE_STREAM = 131;
  public static final int CREATE_TOPIC = 132;
  public static final int UPDATE_TOPIC = 133;
  public static final int DELETE_TOPIC = 134;
  public static final int PURGE_TOPIC = 135;
  public static final int CREATE_PARTITIONS = 136;
  public static final int DELETE_PARTITIONS = 137;
  public static final int DELETE_SEGMENTS = 138;
  public static final int CREATE_CONSUMER_GROUP = 139;
  public static final int DELETE_CONSUMER_GROUP = 140;
  public static final int CREATE_USER = 141;
  public static final int UPDATE_USER = 142;
  public static final int DELETE_USER = 143;
  public static final int CHANGE_PASSWORD = 144;
  public static final int UPDATE_PERMISSIONS = 145;
  public static final int CREATE_PERSONAL_ACCESS_TOKEN = 146;
  public static final int DELETE_PERSONAL_ACCESS_TOKEN = 147;
  public static final int JOIN_CONSUMER_GROUP = 148;
  public static final int LEAVE_CONSUMER_GROUP = 149;
  public static final int SEND_MESSAGES = 160;
  public static final int STORE_CONSUMER_OFFSET = 161;
  public static final int DELETE_CONSUMER_OFFSET = 162;

  /** What {@link #code} returns for a number that a client must not send. */
  public static final int NOT_ALLOWED = -1;

  private Operation() {}

  /**
   * The command that an operation other than {@link #REGISTER} and {@link #NON_REPLICATED} stands
   * for, or {@link #NOT_ALLOWED}.
   */
  public static int code(int operation) {
    return switch (operation) {
      case LOGOUT -> CommandCode.LOGOUT_USER;
      case CREATE_STREAM -> CommandCode.CREATE_STREAM;
      case UPDATE_STREAM -> CommandCode.UPDATE_STREAM;
      case DELETE_STREAM -> CommandCode.DELETE_STREAM;
      case PURGE_STREAM -> CommandCode.PURGE_STREAM;
      case CREATE_TOPIC -> CommandCode.CREATE_TOPIC;
      case UPDATE_TOPIC -> CommandCode.UPDATE_TOPIC;
      case DELETE_TOPIC -> CommandCode.DELETE_TOPIC;
      case PURGE_TOPIC -> CommandCode.PURGE_TOPIC;
      case CREATE_PARTITIONS -> CommandCode.CREATE_PARTITIONS;
      case DELETE_PARTITIONS -> CommandCode.DELETE_PARTITIONS;
      case DELETE_SEGMENTS -> CommandCode.DELETE_SEGMENTS;
      case CREATE_CONSUMER_GROUP -> CommandCode.CREATE_CONSUMER_GROUP;
      case DELETE_CONSUMER_GROUP -> CommandCode.DELETE_CONSUMER_GROUP;
      case CREATE_USER -> CommandCode.CREATE_USER;
      case UPDATE_USER -> CommandCode.UPDATE_USER;
      case DELETE_USER -> CommandCode.DELETE_USER;
      case CHANGE_PASSWORD -> CommandCode.CHANGE_PASSWORD;
      case UPDATE_PERMISSIONS -> CommandCode.UPDATE_PERMISSIONS;
      case CREATE_PERSONAL_ACCESS_TOKEN -> CommandCode.CREATE_PERSONAL_ACCESS_TOKEN;
      case DELETE_PERSONAL_ACCESS_TOKEN -> CommandCode.DELETE_PERSONAL_ACCESS_TOKEN;
      case JOIN_CONSUMER_GROUP -> CommandCode.JOIN_CONSUMER_GROUP;
      case LEAVE_CONSUMER_GROUP -> CommandCode.LEAVE_CONSUMER_GROUP;
      case SEND_MESSAGES -> CommandCode.SEND_MESSAGES;
      case STORE_CONSUMER_OFFSET -> CommandCode.STORE_CONSUMER_OFFSET;
      case DELETE_CONSUMER_OFFSET -> CommandCode.DELETE_CONSUMER_OFFSET;
      default -> NOT_ALLOWED;
    };
  }

  /** The operation by which a client sends the command. */
  public static int of(int code) {
    if (code == CommandCode.LOGIN_USER || code == CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN) {
      return REGISTER;
    }
    for (int operation = LOGOUT; operation <= DELETE_CONSUMER_OFFSET; operation++) {
      if (code(operation) == code) {
        return operation;
      }
    }
    return NON_REPLICATED;
  }

  /** Whether requests of it are numbered, from 1 on within a session. */
  public static boolean isNumbered(int operation) {
    return operation != REGISTER && operation != NON_REPLICATED;
  }

  /** Whether it is about one partition, and so is not the metadata's. */
  public static boolean isOfPartition(int operation) {
    return operation >= SEND_MESSAGES;
  }

  /** Whether a successful answer begins with a result section. */
  public static boolean hasResultSection(int operation) {
    return switch (operation) {
      case NON_REPLICATED, LOGOUT, DELETE_SEGMENTS, SEND_MESSAGES -> false;
      default -> true;
    };
  }
}
