package galgo.server.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in words: a number, perhaps with a fraction, and a unit. {@code KB} counts in thousands,
 * {@code KiB} in 1024; a small {@code b} or {@code bit} means bits, as in Iggy.
 */
public final class ByteSizes {
  static final String SYNTAX = "a number with a unit such as \"64 KiB\", \"100 MB\" or \"1 GiB\"";

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{1,19}(?:\\.[0-9]{1,9})?)\\s*(?:([KMGTPEkmgtpe])(i?))?(B|b|bit|bits)?");
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private ByteSizes() {}

  /**
   * Bytes, 0 or more; fractions of a byte are rounded up.
   *
   * @throws IllegalArgumentException if the text is no size or too large for 63 bits
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches() || matcher.group(2) != null && matcher.group(4) == null) {
      throw new IllegalArgumentException("it is not a size");
    }
    BigDecimal value = new BigDecimal(matcher.group(1));
    String prefix = matcher.group(2);
    if (prefix != null) {
      int power = "KMGTPE".indexOf(prefix.toUpperCase(Locale.ROOT)) + 1;
      int base = "i".equals(matcher.group(3)) ? 1024 : 1000;
      value = value.multiply(BigDecimal.valueOf(base).pow(power));
    }
    String unit = matcher.group(4);
    if (unit != null && !unit.equals("B")) {
      value = value.divide(BigDecimal.valueOf(8));
    }
    BigDecimal bytes = value.setScale(0, RoundingMode.CEILING);
    if (bytes.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("it is more than 2^63 - 1 bytes");
    }
    return bytes.longValueExact();
  }

  /** The size as text that {@link #parse} reads, exact, in the largest fitting unit. */
  static String text(long bytes) {
    String[] names = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    int unit = bytes == 0 ? 0 : Math.min(6, Long.numberOfTrailingZeros(bytes) / 10);
    return (bytes >> (10 * unit)) + " " + names[unit];
  }
}
