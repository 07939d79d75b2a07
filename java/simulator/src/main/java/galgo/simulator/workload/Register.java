package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A number that is written as a whole, by several clients, each of which may never learn whether it
 * was. Says which values a reading may have seen.
 */
final class Register {
  /** In the place of a value: some value that nobody but the server knows. */
  static final long ANYTHING = Long.MIN_VALUE;

  /** One write, from the moment it was sent. */
  static final class Write {
    final Span span;
    private final boolean durable;
    private long value;

    private Write(long value, Span span, boolean durable) {
      this.value = value;
      this.span = span;
      this.durable = durable;
    }

    @Override
    public String toString() {
      return value + " " + span;
    }

    /** It turned out what is written, if it is. */
    void value(long known) {
      value = known;
    }
  }

  private final List<Write> writes = new ArrayList<>();

  /** Has held {@code initial} since {@code since}. */
  Register(long initial, long since) {
    Span span = new Span(since);
    span.happened(since);
    write(initial, span);
  }

  /**
   * A write is on its way.
   *
   * @param durable whether an acknowledgement says that it is on stable storage
   */
  Write write(long value, long now, boolean durable) {
    Write write = new Write(value, new Span(now), durable);
    writes.add(write);
    return write;
  }

  /** A write that is the consequence of something else. */
  void write(long value, Span span) {
    writes.add(new Write(value, span, true));
  }

  /** It was refused: nothing was or will be written. */
  void refused(Write write) {
    writes.remove(write);
  }

  /** Likewise, of the write that takes effect then. */
  void refused(Span span) {
    writes.removeIf(write -> write.span == span);
  }

  /**
   * The server died: writes that were on their way have happened or never will.
   *
   * @param clean whether it made everything durable before
   */
  void crashed(long now, boolean clean) {
    for (Write write : writes) {
      write.span.settle(now);
      if (!write.durable && !clean) {
        write.span.forgettable();
      }
    }
  }

  /** What a reading sent at {@code from} and answered at {@code to} may have seen. */
  Set<Long> candidates(long from, long to) {
    long overwritten = 0;
    for (Write write : writes) {
      if (write.span.certainBefore(from)) {
        overwritten = Math.max(overwritten, write.span.sent);
      }
    }
    Set<Long> values = new LinkedHashSet<>();
    for (Write write : writes) {
      if (write.span.sent < to && write.span.last() >= overwritten) {
        values.add(write.value);
      }
    }
    return values;
  }

  /** Checks what a reading saw. */
  void seen(String what, long value, long from, long to) {
    Set<Long> allowed = candidates(from, to);
    if (!allowed.contains(value) && !allowed.contains(ANYTHING)) {
      throw new Finding(
          what
              + " is "
              + value
              + " from "
              + from
              + " to "
              + to
              + ", and can only be one of "
              + allowed
              + "; written: "
              + writes);
    }
  }
}
