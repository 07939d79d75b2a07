package galgo.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units on the command line. */
final class Quantity {
  private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([a-z/]*)");

  private Quantity() {}

  /** Bytes: {@code 500}, {@code 64KB}, {@code 2GB}, by powers of ten. */
  static long bytes(String text) {
    Matcher parts = parse(text);
    return (long) (Double.parseDouble(parts.group(1)) * factor(parts.group(2), text));
  }

  /**
   * Requests per second of a rate such as {@code 50MB/s} (of payload) or {@code 20000msg/s}; a bare
   * number is MB/s, 0 or {@code max} is as fast as possible.
   */
  static double requestsPerSecond(String text, int messageSize, int batch) {
    if (text.equalsIgnoreCase("max")) {
      return 0;
    }
    Matcher parts = parse(text.replaceFirst("/s$", ""));
    double number = Double.parseDouble(parts.group(1));
    String unit = parts.group(2);
    return switch (unit) {
      case "msg", "msgs" -> number / batch;
      case "" -> number * 1e6 / messageSize / batch;
      default -> number * factor(unit, text) / messageSize / batch;
    };
  }

  private static double factor(String unit, String text) {
    return switch (unit) {
      case "", "b" -> 1;
      case "kb" -> 1e3;
      case "mb" -> 1e6;
      case "gb" -> 1e9;
      default -> throw new IllegalArgumentException("unknown unit in " + text);
    };
  }

  private static Matcher parse(String text) {
    Matcher matcher = NUMBER.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a quantity: " + text);
    }
    return matcher;
  }
}
