package galgo.journal;

/**
 * The data directory cannot be used as it is: one sentence on what was found and one on the way
 * out. The server prints it and ends; nothing was changed.
 */
public final class DataDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataDirectoryException(String message) {
    super(message);
  }
}
