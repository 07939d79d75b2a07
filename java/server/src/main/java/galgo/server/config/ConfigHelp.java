package galgo.server.config;

/**
 * The table of keys as text, for {@code galgo server --help-config} and for a check of the
 * documentation.
 */
public final class ConfigHelp {
  private ConfigHelp() {}

  /**
   * Every key with an effect: name, default, meaning, what may be written, environment variables.
   */
  public static String text() {
    StringBuilder text = new StringBuilder();
    for (Key<?> key : Keys.ALL) {
      text.append(String.format("%s = \"%s\"%n", key.name(), key.initial()));
      text.append(String.format("    %s%n", key.meaning()));
      if (!key.meaning().contains(key.kind().syntax())) {
        text.append(String.format("    value: %s%n", key.kind().syntax()));
      }
      text.append(String.format("    environment: %s%n", String.join(" or ", key.variables())));
    }
    return text.toString();
  }
}
