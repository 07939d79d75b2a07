package galgo.server.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the layers together: defaults, then the TOML file, then the environment, then the command
 * line.
 */
public final class SettingsLoader {
  private static final String DEFAULT_FILE = "galgo.toml";

  /** Iggy has no limit there; here is one to everything. */
  private static final int MOST_REMEMBERED = 1_000_000;

  private static final int MAX_USERNAME = 50;
  private static final int MAX_PASSWORD = 100;

  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Map<String, String> options = new LinkedHashMap<>();
  private @Nullable Path file;

  public SettingsLoader(Map<String, String> environment, Path workingDirectory) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
  }

  /**
   * The file to read instead of the one the environment names or {@code galgo.toml} of the working
   * directory.
   */
  public SettingsLoader file(Path path) {
    file = path;
    return this;
  }

  /** A key given on the command line; wins over all else. */
  public SettingsLoader option(String key, String value) {
    options.put(key, value);
    return this;
  }

  /**
   * @throws ConfigurationException about the first thing that is wrong, in one or two sentences
   */
  public Settings load() throws ConfigurationException {
    Layers layers = new Layers();
    List<String> notices = new ArrayList<>();
    @Nullable Path path = configurationFile();
    if (path == null) {
      notices.add("No configuration file; defaults and environment hold.");
    } else {
      TomlLayer.read(path, layers);
      notices.add("Configuration file " + path + ".");
    }
    EnvironmentLayer.read(environment, layers);
    for (Map.Entry<String, String> option : options.entrySet()) {
      layers.set(option.getKey(), option.getValue(), "command line");
    }
    if (!layers.withoutEffect().isEmpty()) {
      notices.add(
          "These settings have no effect yet: "
              + KeysWithoutEffect.describe(layers.withoutEffect())
              + ".");
    }
    return settings(layers, notices);
  }

  private @Nullable Path configurationFile() {
    if (file != null) {
      return workingDirectory.resolve(file);
    }
    for (String variable :
        List.of(EnvironmentLayer.GALGO_CONFIG_PATH, EnvironmentLayer.IGGY_CONFIG_PATH)) {
      String path = environment.getOrDefault(variable, "");
      if (!path.isEmpty()) {
        return workingDirectory.resolve(path);
      }
    }
    Path fallback = workingDirectory.resolve(DEFAULT_FILE);
    return Files.exists(fallback) ? fallback : null;
  }

  private Settings settings(Layers layers, List<String> notices) throws ConfigurationException {
    return new Settings(
        layers.get(Keys.DRIVER),
        layers.get(Keys.PATH),
        layers.get(Keys.LOG_LEVEL),
        layers.get(Keys.CPUS),
        new Settings.Limits(
            layers.get(Keys.FRAME_SIZE).intValue(),
            layers.get(Keys.CONNECTIONS),
            layers.get(Keys.CONNECTIONS_BY_ADDRESS),
            layers.get(Keys.SESSIONS_BY_USER),
            layers.get(Keys.REQUESTS),
            layers.get(Keys.CONSUMER_OFFSETS),
            layers.get(Keys.POLL_BYTES).intValue(),
            layers.get(Keys.UNSENT_BYTES).intValue(),
            layers.get(Keys.LOGIN_DELAY),
            layers.get(Keys.STALL)),
        new Settings.Tcp(
            layers.get(Keys.TCP_ENABLED),
            layers.get(Keys.TCP_ADDRESS),
            !layers.get(Keys.TCP_OVERRIDE) || layers.get(Keys.TCP_NO_DELAY)),
        new Settings.Heartbeat(
            layers.get(Keys.HEARTBEAT_ENABLED), layers.get(Keys.HEARTBEAT_INTERVAL)),
        new Settings.ConsumerGroup(
            layers.get(Keys.REBALANCING_TIMEOUT), layers.get(Keys.REBALANCING_CHECK)),
        new Settings.Cleaner(layers.get(Keys.CLEANER_ENABLED), layers.get(Keys.CLEANER_INTERVAL)),
        new Settings.Scrub(layers.get(Keys.SCRUB_RATE), layers.get(Keys.SCRUB_INTERVAL)),
        new Settings.Tokens(
            layers.get(Keys.TOKENS_PER_USER),
            new Settings.Cleaner(
                layers.get(Keys.TOKEN_CLEANER_ENABLED), layers.get(Keys.TOKEN_CLEANER_INTERVAL))),
        topic(layers),
        partition(layers),
        deduplication(layers),
        encryption(layers),
        root(),
        List.copyOf(notices),
        layers.text());
  }

  private static Settings.Deduplication deduplication(Layers layers) throws ConfigurationException {
    int entries = layers.get(Keys.DEDUPLICATION_ENTRIES);
    long expiry = layers.get(Keys.DEDUPLICATION_EXPIRY).toNanos() / 1000;
    return new Settings.Deduplication(
        layers.get(Keys.DEDUPLICATION_ENABLED),
        entries == 0 ? MOST_REMEMBERED : entries,
        expiry == 0 ? Long.MAX_VALUE : expiry);
  }

  private static Settings.Topic topic(Layers layers) throws ConfigurationException {
    long size = layers.get(Keys.TOPIC_SIZE);
    if (size != Settings.UNLIMITED && size < layers.get(Keys.SEGMENT_SIZE)) {
      throw layers.refusal(
          Keys.TOPIC_SIZE,
          "it is below system.segment.size",
          "Write at least one segment, or make segments smaller.");
    }
    return new Settings.Topic(size, layers.get(Keys.TOPIC_EXPIRY));
  }

  private static Settings.Encryption encryption(Layers layers) throws ConfigurationException {
    boolean enabled = layers.get(Keys.ENCRYPTION_ENABLED);
    String key = layers.get(Keys.ENCRYPTION_KEY);
    if (enabled && key.equals("none")) {
      throw layers.refusal(
          Keys.ENCRYPTION_ENABLED,
          "there is no system.encryption.key",
          "Set it to " + Keys.ENCRYPTION_KEY.kind().syntax() + ".");
    }
    return new Settings.Encryption(enabled, key);
  }

  private static Settings.Partition partition(Layers layers) throws ConfigurationException {
    Durability durability = layers.get(Keys.DURABILITY);
    if (layers.get(Keys.ENFORCE_FSYNC)) {
      if (layers.isSet(Keys.DURABILITY) && durability != Durability.SYNCED) {
        throw layers.refusal(
            Keys.DURABILITY,
            "system.partition.enforce_fsync = true asks for synced",
            "Remove one of the two.");
      }
      durability = Durability.SYNCED;
    }
    return new Settings.Partition(
        durability,
        layers.get(Keys.SEGMENT_SIZE),
        layers.get(Keys.MEMORY_POOL),
        layers.get(Keys.JOURNAL_SIZE),
        layers.get(Keys.SAVER_ENABLED) ? layers.get(Keys.SAVER_INTERVAL) : Duration.ZERO);
  }

  private Settings.@Nullable RootCredentials root() throws ConfigurationException {
    String username = environment.getOrDefault(EnvironmentLayer.ROOT_USERNAME, "");
    String password = environment.getOrDefault(EnvironmentLayer.ROOT_PASSWORD, "");
    if (username.isEmpty() && password.isEmpty()) {
      return null;
    }
    if (username.isEmpty() || password.isEmpty()) {
      throw new ConfigurationException(
          "Only one of IGGY_ROOT_USERNAME and IGGY_ROOT_PASSWORD is set; set both or none.");
    }
    checkLength("IGGY_ROOT_USERNAME", username, MAX_USERNAME);
    checkLength("IGGY_ROOT_PASSWORD", password, MAX_PASSWORD);
    return new Settings.RootCredentials(username, password);
  }

  private static void checkLength(String variable, String value, int max)
      throws ConfigurationException {
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    if (length < 3 || length > max) {
      throw new ConfigurationException(
          String.format(
              "%s has %d bytes; it must have 3 to %d. Choose another value.",
              variable, length, max));
    }
  }
}
