package galgo.simulator;

/**
 * What a simulation exists for: the server did what it must not. An error, so that nothing in the
 * server takes it for one of its own exceptions.
 */
public final class Finding extends AssertionError {
  private static final long serialVersionUID = 1;

  public Finding(String message) {
    super(message);
  }

  public Finding(String message, Throwable cause) {
    super(message, cause);
  }
}
