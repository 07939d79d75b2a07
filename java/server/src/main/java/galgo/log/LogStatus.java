package galgo.log;

/** How an append, a read or another request to a partition ended. */
public final class LogStatus {
  public static final int OK = 0;

  /** The disk is full. Nothing was appended; later appends may succeed. */
  public static final int NO_SPACE = 1;

  /** The partition takes no writes any more, for the reason in {@link Partition#failure}. */
  public static final int FAILED = 2;

  /** Stored bytes are not what was written; file and position stand in the server's log. */
  public static final int DAMAGED = 3;

  /** The partition is closed or deleted. */
  public static final int CLOSED = 4;

  /** More than {@link LogShard#largestBatch}, or a message in more pieces than a read's vector. */
  public static final int TOO_LARGE = 5;

  /** The disk did not give the messages; the reason stands in the server's log. */
  public static final int UNREADABLE = 6;

  private LogStatus() {}

  public static String text(int status) {
    return switch (status) {
      case OK -> "done";
      case NO_SPACE -> "no space left on the device";
      case FAILED -> "the partition takes no writes after an error of its disk";
      case DAMAGED -> "stored messages are damaged";
      case CLOSED -> "the partition is closed";
      case TOO_LARGE -> "larger than the memory set aside for it";
      case UNREADABLE -> "stored messages cannot be read";
      default -> throw new IllegalArgumentException("status " + status);
    };
  }
}
