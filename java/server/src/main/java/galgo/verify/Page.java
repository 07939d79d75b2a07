package galgo.verify;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is shown of something: named values and lists of rows, as text for people or as JSON. */
public final class Page {
  private final StringBuilder out;
  private final boolean json;
  private boolean first = true;
  private boolean inRows;

  /** Writes to {@code out}, which the caller prints and empties whenever it likes. */
  public Page(StringBuilder out, boolean json) {
    this.out = out;
    this.json = json;
    if (json) {
      out.append('{');
    }
  }

  /** A time for people: microseconds since 1970 in UTC. */
  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** 32 hexadecimal digits, the high half first. */
  static String hex(long low, long high) {
    return "%016x%016x".formatted(high, low);
  }

  public Page put(String name, Object value) {
    if (json) {
      comma();
      quoted(name).append(':');
      value(value);
    } else {
      out.append(name).append(": ").append(value).append('\n');
    }
    return this;
  }

  /** Begins a list. */
  public Page rows(String name) {
    if (json) {
      comma();
      quoted(name).append(":[");
    } else {
      out.append(name).append(':');
    }
    inRows = true;
    first = true;
    return this;
  }

  /** One line of the list: names and values in turn. */
  public Page row(Object... namesAndValues) {
    if (!inRows) {
      throw new IllegalStateException("a row outside of a list");
    }
    if (json) {
      comma();
      out.append("\n{");
    } else {
      out.append(first ? "\n " : " ");
      first = false;
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (json) {
        out.append(i > 0 ? "," : "");
        quoted(namesAndValues[i].toString()).append(':');
        value(namesAndValues[i + 1]);
      } else {
        out.append(' ').append(namesAndValues[i]).append(' ').append(namesAndValues[i + 1]);
        out.append(i + 2 < namesAndValues.length ? "," : "");
      }
    }
    out.append(json ? "}" : "\n");
    return this;
  }

  public Page endRows() {
    if (json) {
      out.append(']');
    } else if (first) {
      out.append(" none\n");
    }
    inRows = false;
    first = false;
    return this;
  }

  /** Nothing follows. */
  public void end() {
    if (json) {
      out.append("}\n");
    }
  }

  private void comma() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void value(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      quoted(value.toString());
    }
  }

  private StringBuilder quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"');
  }
}
