package galgo.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A setting that has an effect.
 *
 * @param name its path in the TOML file, parts joined by dots
 * @param initial its default, in the key's own syntax
 * @param meaning half a sentence for the help
 */
record Key<T>(String name, Kind<T> kind, String initial, String meaning) {
  private static final String OWN = "galgo.";

  /** The default's value; a default that its own syntax refuses is a fault of the table. */
  T initialValue() {
    return kind.parser().apply(initial);
  }

  /** Environment variables that set this key; the last that is set wins. */
  List<String> variables() {
    return variables(name);
  }

  /**
   * Iggy's keys go by {@code IGGY_…} and {@code GALGO_…}, those under {@code galgo.} by {@code
   * GALGO_…} alone.
   */
  static List<String> variables(String name) {
    List<String> variables = new ArrayList<>();
    String path = name.startsWith(OWN) ? name.substring(OWN.length()) : name;
    String upper = path.toUpperCase(Locale.ROOT).replace('.', '_');
    if (path.equals(name)) {
      variables.add("IGGY_" + upper);
    }
    variables.add("GALGO_" + upper);
    return variables;
  }
}
