package galgo.server.config;

/**
 * A setting that cannot be used; the message names where it was set, its value, the limit, and the
 * way out.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }
}
