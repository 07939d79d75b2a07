package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * Which of a shard's partitions have something for the disk: those that are ready to submit, those
 * whose tail is not written, the one that became so first in front, and those that want a sync in
 * the background. Linked through the {@link Flusher}s.
 */
final class FlushQueues {
  /** How many tails are written at once when memory is short. */
  private static final int RELIEF = 8;

  private final long flushAgeNanos;

  /** The time of the last turn. */
  private long now;

  private @Nullable Flusher ready;
  private @Nullable Flusher lastReady;
  private @Nullable Flusher dirty;
  private @Nullable Flusher lastDirty;
  private @Nullable Flusher sync;
  private @Nullable Flusher lastSync;
  private @Nullable Flusher syncing;

  FlushQueues(long flushAgeNanos, long nowNanos) {
    this.now = nowNanos;
    this.flushAgeNanos = flushAgeNanos;
  }

  boolean anyReady() {
    return ready != null;
  }

  boolean empty() {
    return ready == null && dirty == null;
  }

  /** Whether the disk was full for the partition whose tail waits longest. */
  boolean oldestHasNoSpace() {
    Flusher oldest = dirty;
    return oldest != null && oldest.noSpace();
  }

  /** When the next tail is old enough to be written, or the disk is tried again. */
  long deadline() {
    long deadline = Long.MAX_VALUE;
    for (Flusher flusher = dirty; flusher != null; flusher = flusher.dirtyAfter) {
      if (!flusher.noSpace()) {
        return Math.min(deadline, flusher.dirtySince + flushAgeNanos);
      }
      deadline = Math.min(deadline, flusher.retryAt());
    }
    return deadline;
  }

  /** Makes those ready whose tail is old enough. */
  void flushAged(long nowNanos) {
    now = nowNanos;
    for (Flusher flusher = dirty; flusher != null; ) {
      Flusher following = flusher.dirtyAfter;
      if (flusher.noSpace()) {
        if (flusher.retryAt() <= now) {
          flusher.retry();
        }
      } else if (flusher.dirtySince + flushAgeNanos <= now) {
        clean(flusher);
        flusher.force();
      } else {
        return;
      }
      flusher = following;
    }
  }

  /** Appends wait for memory: the oldest tails are written although their chunks are not full. */
  void relieve() {
    int most = RELIEF;
    for (Flusher flusher = dirty; flusher != null && most > 0; most--) {
      Flusher following = flusher.dirtyAfter;
      if (!flusher.noSpace()) {
        clean(flusher);
        flusher.force();
      }
      flusher = following;
    }
  }

  /** Lets those that had something to do at the beginning do it. */
  void advance() {
    Flusher flusher = ready;
    ready = null;
    lastReady = null;
    while (flusher != null) {
      Flusher following = flusher.nextReady;
      flusher.nextReady = null;
      flusher.ready = false;
      flusher.advance();
      flusher = following;
    }
  }

  void ready(Flusher flusher) {
    if (flusher.ready) {
      return;
    }
    flusher.ready = true;
    Flusher end = lastReady;
    if (end == null) {
      ready = flusher;
    } else {
      end.nextReady = flusher;
    }
    lastReady = flusher;
  }

  void dirty(Flusher flusher) {
    if (flusher.dirty) {
      return;
    }
    flusher.dirty = true;
    flusher.dirtySince = now;
    flusher.dirtyBefore = lastDirty;
    flusher.dirtyAfter = null;
    Flusher end = lastDirty;
    if (end == null) {
      dirty = flusher;
    } else {
      end.dirtyAfter = flusher;
    }
    lastDirty = flusher;
  }

  void clean(Flusher flusher) {
    if (!flusher.dirty) {
      return;
    }
    flusher.dirty = false;
    Flusher before = flusher.dirtyBefore;
    Flusher after = flusher.dirtyAfter;
    if (before == null) {
      dirty = after;
    } else {
      before.dirtyAfter = after;
    }
    if (after == null) {
      lastDirty = before;
    } else {
      after.dirtyBefore = before;
    }
    flusher.dirtyBefore = null;
    flusher.dirtyAfter = null;
  }

  void wantSync(Flusher flusher) {
    if (flusher.wantsSync) {
      return;
    }
    flusher.wantsSync = true;
    flusher.nextSync = null;
    Flusher end = lastSync;
    if (end == null) {
      sync = flusher;
    } else {
      end.nextSync = flusher;
    }
    lastSync = flusher;
  }

  /** One at a time, so that syncs nobody waits for leave the disk to the others. */
  void startSyncs() {
    for (Flusher flusher = sync; flusher != null && syncing == null; flusher = sync) {
      sync = flusher.nextSync;
      if (sync == null) {
        lastSync = null;
      }
      flusher.nextSync = null;
      flusher.wantsSync = false;
      if (flusher.startSync()) {
        syncing = flusher;
      }
    }
  }

  void syncDone(Flusher flusher) {
    if (syncing == flusher) {
      syncing = null;
    }
  }
}
