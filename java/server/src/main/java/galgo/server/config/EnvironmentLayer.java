package galgo.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code IGGY_…} and {@code GALGO_…} variables into {@link Layers}. */
final class EnvironmentLayer {
  static final String IGGY_CONFIG_PATH = "IGGY_CONFIG_PATH";
  static final String GALGO_CONFIG_PATH = "GALGO_CONFIG_PATH";
  static final String ROOT_USERNAME = "IGGY_ROOT_USERNAME";
  static final String ROOT_PASSWORD = "IGGY_ROOT_PASSWORD";

  /**
   * Variables with Iggy's prefix that set no key: the server's own, its clients', its CLI's, its
   * connectors'.
   */
  private static final Set<String> OTHERS =
      Set.of(
          IGGY_CONFIG_PATH,
          GALGO_CONFIG_PATH,
          ROOT_USERNAME,
          ROOT_PASSWORD,
          "IGGY_ENV_PATH",
          "IGGY_DISPLAY_CONFIG",
          "IGGY_CI_BUILD",
          "IGGY_USERNAME",
          "IGGY_PASSWORD",
          "IGGY_HOME",
          "GALGO_JAVA_OPTIONS");

  private static final List<String> OTHER_PREFIXES = List.of("IGGY_CONNECTORS_", "IGGY_MCP_");

  private EnvironmentLayer() {}

  /**
   * Empty variables count as not set; of an Iggy and a Galgo name of one key the latter wins.
   *
   * @throws ConfigurationException if a variable with one of the prefixes names no key
   */
  static void read(Map<String, String> environment, Layers layers) throws ConfigurationException {
    Map<String, String> keys = keysByVariable();
    // Sorted, GALGO_ comes before IGGY_; the last one set wins, so in reverse.
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).descendingMap().entrySet()) {
      String variable = entry.getKey();
      boolean ours = variable.startsWith("IGGY_") || variable.startsWith("GALGO_");
      if (!ours || entry.getValue().isEmpty() || isOther(variable)) {
        continue;
      }
      @Nullable String key = key(variable, keys);
      if (key == null) {
        throw new ConfigurationException(
            String.format(
                "Environment variable %s sets no key; the nearest is %s. See galgo server"
                    + " --help-config, or unset it.",
                variable, NearestName.of(variable, keys.keySet())));
      }
      layers.set(key, entry.getValue(), "environment variable " + variable);
    }
  }

  private static boolean isOther(String variable) {
    return OTHERS.contains(variable) || OTHER_PREFIXES.stream().anyMatch(variable::startsWith);
  }

  private static @Nullable String key(String variable, Map<String, String> keys) {
    @Nullable String key = keys.get(variable);
    if (key != null) {
      return key;
    }
    for (String array : KeysWithoutEffect.TABLE_ARRAYS) {
      for (String prefix : Key.variables(array)) {
        if (variable.matches(prefix + "_[0-9]_[A-Z_]+")) {
          return array;
        }
      }
    }
    return null;
  }

  private static Map<String, String> keysByVariable() {
    Map<String, String> keys = new HashMap<>();
    for (String name : Layers.names()) {
      Key.variables(name).forEach(variable -> keys.put(variable, name));
    }
    return keys;
  }
}
