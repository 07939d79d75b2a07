package galgo.server.config;

import java.time.Duration;
import java.util.Locale;

/**
 * Durations in words: one or more pairs of number and unit, {@code 30s}, {@code 2 days 4 hours}.
 *
 * <p>Units as in Iggy's configuration (and the humantime notation it follows): a month is 30.44
 * days, a year 365.25 days.
 */
public final class Durations {
  static final String SYNTAX =
      "numbers with units such as \"500 ms\", \"30s\" or \"1h 30m\"; \"0\" or \"none\" for zero";

  private static final long MONTH_SECONDS = 2_630_016;
  private static final long YEAR_SECONDS = 31_557_600;

  private Durations() {}

  /**
   * As {@link #parseCaseKept}, but in any case (so {@code 1M} is a minute) and with words for zero.
   */
  public static Duration parse(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    return switch (value) {
      case "0", "unlimited", "disabled", "none" -> Duration.ZERO;
      default -> parseCaseKept(value);
    };
  }

  /**
   * Reads pairs of number and unit; {@code M} is a month, {@code m} a minute.
   *
   * @throws IllegalArgumentException if there is anything else in the text, or nothing
   */
  static Duration parseCaseKept(String text) {
    String rest = text.strip();
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    Duration sum = Duration.ZERO;
    while (!rest.isEmpty()) {
      int digits = span(rest, 0, true);
      int unitStart = skipSpaces(rest, digits);
      int unitEnd = span(rest, unitStart, false);
      if (digits == 0 || digits > 18) {
        throw new IllegalArgumentException("a number is expected at \"" + rest + "\"");
      }
      long number = Long.parseLong(rest.substring(0, digits));
      try {
        sum = sum.plus(unit(rest.substring(unitStart, unitEnd)).multipliedBy(number));
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException("it is too long", overflow);
      }
      rest = rest.substring(unitEnd).strip();
    }
    return sum;
  }

  private static int span(String text, int from, boolean digits) {
    int end = from;
    while (end < text.length()
        && (digits ? isDigit(text.charAt(end)) : Character.isLetter(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int skipSpaces(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) == ' ') {
      end++;
    }
    return end;
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "nanos", "nsec", "ns" -> Duration.ofNanos(1);
      case "usec", "us" -> Duration.ofNanos(1_000);
      case "millis", "msec", "ms" -> Duration.ofMillis(1);
      case "seconds", "second", "secs", "sec", "s" -> Duration.ofSeconds(1);
      case "minutes", "minute", "mins", "min", "m" -> Duration.ofMinutes(1);
      case "hours", "hour", "hrs", "hr", "h" -> Duration.ofHours(1);
      case "days", "day", "d" -> Duration.ofDays(1);
      case "weeks", "week", "wk", "wks", "w" -> Duration.ofDays(7);
      case "months", "month", "M" -> Duration.ofSeconds(MONTH_SECONDS);
      case "years", "year", "yr", "yrs", "y" -> Duration.ofSeconds(YEAR_SECONDS);
      case "" -> throw new IllegalArgumentException("a unit is missing");
      default -> throw new IllegalArgumentException("\"" + name + "\" is not a unit of time");
    };
  }
}
