package galgo.server;

/**
 * The server cannot start; the message is one sentence for the operator that says what and how to
 * mend it.
 */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1;

  public StartupException(String message) {
    super(message);
  }

  /** With the sentence of the cause. */
  StartupException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
