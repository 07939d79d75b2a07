package galgo.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last events of a world, put into words only when somebody reads them. */
public final class Trace {
  private static final int LINES = 400;

  private final String[] texts = new String[LINES];
  private final long[] times = new long[LINES];
  private final long[] first = new long[LINES];
  private final long[] second = new long[LINES];
  private long count;
  private @Nullable Consumer<String> listener;

  /** Hears every line from now on, as {@link #last} gives it. */
  public void listen(Consumer<String> hears) {
    listener = hears;
  }

  /**
   * @param text with {@code #} where the numbers go, at most two
   */
  void add(long nanos, String text, long one, long two) {
    int slot = (int) (count++ % LINES);
    texts[slot] = text;
    times[slot] = nanos;
    first[slot] = one;
    second[slot] = two;
    if (listener != null) {
      listener.accept(last(1).getFirst());
    }
  }

  /** At most so many of the last lines, oldest first: {@code 12.345678ms text}. */
  public List<String> last(int lines) {
    List<String> out = new ArrayList<>();
    for (long i = Math.max(0, count - Math.min(lines, LINES)); i < count; i++) {
      int slot = (int) (i % LINES);
      out.add(
          "%14.6fms %s"
              .formatted(times[slot] / 1e6, words(texts[slot], first[slot], second[slot])));
    }
    return out;
  }

  private static String words(String text, long one, long two) {
    int at = text.indexOf('#');
    if (at < 0) {
      return text;
    }
    String rest = text.substring(at + 1);
    int next = rest.indexOf('#');
    String tail = next < 0 ? rest : rest.substring(0, next) + two + rest.substring(next + 1);
    return text.substring(0, at) + one + tail;
  }
}
