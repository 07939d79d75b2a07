package galgo.server.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Function;

/**
 * A syntax of values.
 *
 * @param syntax what may be written, for an error's way out
 * @param parser throws IllegalArgumentException saying what is wrong
 */
record Kind<T>(String name, String syntax, Function<String, T> parser) {
  /** What an expiry of "never" and a size of "unlimited" are on the wire and here: all bits set. */
  static final long UNLIMITED = -1;

  static final Kind<Boolean> BOOLEAN =
      new Kind<>("true/false", "true or false", Kind::parseBoolean);

  static final Kind<Duration> DURATION = new Kind<>("duration", Durations.SYNTAX, Durations::parse);

  static final Kind<Long> SIZE = new Kind<>("size", ByteSizes.SYNTAX, ByteSizes::parse);

  /** Bytes, or {@link #UNLIMITED}. */
  static final Kind<Long> TOPIC_SIZE =
      new Kind<>(
          "size or \"unlimited\"", ByteSizes.SYNTAX + ", or \"unlimited\"", Kind::parseTopicSize);

  /** Microseconds, or {@link #UNLIMITED}. */
  static final Kind<Long> EXPIRY =
      new Kind<>(
          "duration or \"none\"",
          "numbers with units such as \"7 days\" or \"12h\", or \"none\" to keep messages for ever",
          Kind::parseExpiry);

  static final Kind<String> TEXT = new Kind<>("text", "text that is not empty", Kind::parseText);

  static final Kind<InetSocketAddress> ADDRESS =
      new Kind<>(
          "host:port", "HOST:PORT, such as 127.0.0.1:8090 or [::1]:8090", Kind::parseAddress);

  static final Kind<CpuAllocation> CPUS =
      new Kind<>(
          "cpus",
          "\"all\", a count, a range such as \"0..4\", \"numa:auto\" or"
              + " \"numa:nodes=0,1;cores=4;no_ht=true\"",
          CpuAllocation::parse);

  /** 32 bytes in Base64, or "none". */
  static final Kind<String> ENCRYPTION_KEY =
      new Kind<>("key", "32 random bytes in Base64, or \"none\"", Kind::parseKey);

  /** A logback level name. */
  static final Kind<String> LEVEL =
      new Kind<>("level", "one of trace, debug, info, warn, error, off or none", Kind::parseLevel);

  static final Kind<Durability> DURABILITY = choice(Durability.values());

  static final Kind<DriverChoice> DRIVER = choice(DriverChoice.values());

  /** A whole number from {@code low} to {@code high}. */
  static Kind<Integer> number(int low, int high) {
    return new Kind<>(
        "number",
        "a whole number from " + low + " to " + high,
        text -> {
          if (!text.strip().matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("it is not a whole number");
          }
          long value = Long.parseLong(text.strip());
          if (value < low || value > high) {
            throw new IllegalArgumentException("it is out of range");
          }
          return (int) value;
        });
  }

  /** A size of {@code low} to {@code high} bytes that is a multiple of {@code unit}. */
  static Kind<Long> sizeWithin(long low, long high, long unit) {
    String syntax =
        String.format(
            "a size from %s to %s, a multiple of %d bytes",
            ByteSizes.text(low), ByteSizes.text(high), unit);
    return new Kind<>(
        "size",
        syntax,
        text -> {
          long value = ByteSizes.parse(text);
          if (value < low || value > high) {
            throw new IllegalArgumentException("it is out of range");
          }
          if (value % unit != 0) {
            throw new IllegalArgumentException("it is not a multiple of " + unit);
          }
          return value;
        });
  }

  /** A duration that is not zero. */
  static Kind<Duration> positiveDuration() {
    return new Kind<>(
        "duration",
        "a duration above zero, such as \"500 ms\", \"30s\" or \"1h 30m\"",
        text -> {
          Duration value = Durations.parse(text);
          if (value.isZero()) {
            throw new IllegalArgumentException("it must not be zero");
          }
          return value;
        });
  }

  private static <E extends Enum<E>> Kind<E> choice(E[] values) {
    String names = String.join(", ", Arrays.stream(values).map(Kind::lower).toList());
    return new Kind<>(
        names.replace(", ", "/"),
        "one of " + names,
        text ->
            Arrays.stream(values)
                .filter(value -> lower(value).equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is none of the choices")));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it is neither true nor false");
    };
  }

  private static String parseText(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    return text;
  }

  private static String parseKey(String text) {
    String key = text.strip();
    if (key.isEmpty() || key.equalsIgnoreCase("none")) {
      return "none";
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("it is not Base64", refused);
    }
    if (bytes.length != 32) {
      throw new IllegalArgumentException("it has " + bytes.length + " bytes instead of 32");
    }
    return key;
  }

  private static String parseLevel(String text) {
    String level = "info";
    for (String part : text.strip().toLowerCase(Locale.ROOT).split(",", -1)) {
      // Of what Iggy's filter says of its own modules nothing is here.
      level = part.contains("=") ? level : part.strip();
    }
    return switch (level) {
      case "trace", "debug", "info", "warn", "error", "off" -> level;
      case "none" -> "off";
      default -> throw new IllegalArgumentException("it is no level");
    };
  }

  private static Long parseTopicSize(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "unlimited" -> UNLIMITED;
      case "0", "server_default" ->
          throw new IllegalArgumentException("this key is what the server's default is");
      default -> ByteSizes.parse(text);
    };
  }

  private static Long parseExpiry(String text) {
    String value = text.strip();
    switch (value.toLowerCase(Locale.ROOT)) {
      case "none", "unlimited", "never_expire" -> {
        return UNLIMITED;
      }
      case "default", "server_default" ->
          throw new IllegalArgumentException("this key is what the server's default is");
      default -> {}
    }
    Duration duration = Durations.parseCaseKept(value);
    if (duration.toSeconds() > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("it is more than 4294967295 seconds");
    }
    if (duration.compareTo(Duration.ofNanos(1_000)) < 0) {
      throw new IllegalArgumentException("it is below one microsecond");
    }
    return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
  }

  private static InetSocketAddress parseAddress(String text) {
    String value = text.strip();
    int colon = value.lastIndexOf(':');
    String port = colon < 0 ? "" : value.substring(colon + 1);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException("a port from 0 to 65535 is missing");
    }
    String host = value.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a host is missing");
    }
    InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("the host \"" + host + "\" is not known");
    }
    return address;
  }
}
