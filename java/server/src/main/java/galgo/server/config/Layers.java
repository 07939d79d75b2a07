package galgo.server.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Values as text by key, the later set replacing the earlier, each with the place it was set at.
 */
final class Layers {
  /**
   * Where a value stands, for a message: {@code galgo.toml line 3}, {@code environment variable
   * IGGY_SYSTEM_PATH}.
   */
  private record Entry(String text, String place) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> withoutEffect = new TreeSet<>();

  /**
   * Sets a key.
   *
   * @throws ConfigurationException if no such key is known; the message names the nearest
   */
  void set(String name, String text, String place) throws ConfigurationException {
    if (Keys.ALL.stream().anyMatch(key -> key.name().equals(name))) {
      entries.put(name, new Entry(text, place));
      return;
    }
    if (!KeysWithoutEffect.ALL.contains(name)) {
      throw new ConfigurationException(
          String.format(
              "%s: there is no key \"%s\"; the nearest is \"%s\". See galgo server --help-config.",
              place, name, NearestName.of(name, names())));
    }
    if (KeysWithoutEffect.MUST_STAY_OFF.contains(name) && text.equalsIgnoreCase("true")) {
      throw new ConfigurationException(
          String.format(
              "%s: %s = true: Galgo does not have this yet and will not pretend to protect you;"
                  + " set it to false or remove it.",
              place, name));
    }
    withoutEffect.add(name);
  }

  boolean isSet(Key<?> key) {
    return entries.containsKey(key.name());
  }

  /** The value of a key, or its default. */
  <T> T get(Key<T> key) throws ConfigurationException {
    @Nullable Entry entry = entries.get(key.name());
    if (entry == null) {
      return key.initialValue();
    }
    try {
      return key.kind().parser().apply(entry.text);
    } catch (IllegalArgumentException refused) {
      throw refusal(key, refused.getMessage(), "Write " + key.kind().syntax() + ".");
    }
  }

  /** Every key with its value and where that was set. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Key<?> key : Keys.ALL) {
      @Nullable Entry entry = entries.get(key.name());
      text.append(
          entry == null
              ? String.format("%s = \"%s\"%n", key.name(), key.initial())
              : String.format("%s = \"%s\"  # %s%n", key.name(), told(key, entry), entry.place));
    }
    return text.toString();
  }

  /** An error about a key's value. */
  ConfigurationException refusal(Key<?> key, @Nullable String reason, String wayOut) {
    @Nullable Entry entry = entries.get(key.name());
    String place = entry == null ? "default" : entry.place;
    String text = entry == null ? key.initial() : told(key, entry);
    return new ConfigurationException(
        String.format("%s: %s = \"%s\": %s. %s", place, key.name(), text, reason, wayOut));
  }

  private static String told(Key<?> key, Entry entry) {
    return Keys.SECRET.contains(key) ? "***" : entry.text;
  }

  /** Keys that were set and have no effect, sorted. */
  Collection<String> withoutEffect() {
    return withoutEffect;
  }

  static Set<String> names() {
    Set<String> names = new TreeSet<>();
    Keys.ALL.forEach(key -> names.add(key.name()));
    names.addAll(KeysWithoutEffect.ALL);
    return names;
  }
}
