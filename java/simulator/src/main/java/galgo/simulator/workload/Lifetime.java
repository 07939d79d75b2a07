package galgo.simulator.workload;

import galgo.simulator.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Whether something exists, as far as clients can know. It is made once, under a name that nothing
 * else ever has, and removed at most once; it cannot outlive what it is part of.
 */
final class Lifetime {
  private final String what;
  private final @Nullable Lifetime whole;
  private @Nullable Span made;
  private @Nullable Span removed;

  Lifetime(String what, @Nullable Lifetime whole) {
    this.what = what;
    this.whole = whole;
  }

  Span making(long now) {
    if (made != null) {
      throw new IllegalStateException(what + " is made a second time");
    }
    made = new Span(now);
    return made;
  }

  /** A second attempt, after one of which nobody knows what became of it, counts from the first. */
  Span removing(long now) {
    if (removed == null) {
      removed = new Span(now);
    }
    return removed;
  }

  boolean isUnmade() {
    return made == null;
  }

  boolean isBeingRemoved() {
    return removed != null || whole != null && whole.isBeingRemoved();
  }

  /** It was there through all of the time. */
  boolean certain(long from, long to) {
    return made != null
        && made.certainBefore(from)
        && (removed == null || removed.sent > to)
        && (whole == null || whole.certain(from, to));
  }

  /** It was there at no moment of the time. */
  boolean impossible(long from, long to) {
    return made == null
        || made.sent > to
        || removed != null && removed.certainBefore(from)
        || whole != null && whole.impossible(from, to);
  }

  /** Checks what a reading found. */
  void seen(boolean present, long from, long to) {
    if (present) {
      if (impossible(from, to)) {
        throw new Finding(what + " is there, and was " + (made == null ? "never made" : "removed"));
      }
      if (made != null) {
        made.happened(to);
      }
    } else if (certain(from, to)) {
      throw new Finding(what + " is gone, and nobody removed it");
    } else if (made != null && removed != null && made.certainBefore(from)) {
      if (whole == null || whole.certain(from, to)) {
        removed.happened(to);
      }
    }
  }

  /** The server died: what was on its way has happened or never will. */
  void crashed(long now) {
    if (made != null) {
      made.settle(now);
    }
    if (removed != null) {
      removed.settle(now);
    }
  }

  @Override
  public String toString() {
    return what;
  }
}
