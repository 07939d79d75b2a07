package galgo.server;

import java.util.ArrayDeque;

/** The last lines that were logged, kept for the diagnostic archive. Bounded; any thread. */
public final class RecentLines {
  private static final int LINES = 2_000;
  private static final int LONGEST = 4_000;

  private final ArrayDeque<String> lines = new ArrayDeque<>();

  /** Adds a line, its end included; of a very long one only the beginning. */
  public synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.remove();
    }
    lines.add(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…\n");
  }

  /** All of them, oldest first. */
  public synchronized String text() {
    return String.join("", lines);
  }
}
