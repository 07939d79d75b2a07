package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * Partitions whose tail is not written, the one that became so first in front. Linked through the
 * {@link Flusher}s, each of which is in one list at most.
 */
final class FlusherList {
  private @Nullable Flusher first;
  private @Nullable Flusher last;

  @Nullable Flusher first() {
    return first;
  }

  void add(Flusher flusher) {
    flusher.dirtyBefore = last;
    flusher.dirtyAfter = null;
    Flusher end = last;
    if (end == null) {
      first = flusher;
    } else {
      end.dirtyAfter = flusher;
    }
    last = flusher;
  }

  void remove(Flusher flusher) {
    Flusher before = flusher.dirtyBefore;
    Flusher after = flusher.dirtyAfter;
    if (before == null) {
      first = after;
    } else {
      before.dirtyAfter = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.dirtyBefore = before;
    }
    flusher.dirtyBefore = null;
    flusher.dirtyAfter = null;
  }
}
