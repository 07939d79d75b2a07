package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * Which of a shard's partitions have something for the disk: those that are ready to submit, those
 * whose tail is not written, and those that want a sync in the background. Linked through the
 * {@link Flusher}s.
 */
final class FlushQueues {
  /** How many tails are written at once when memory is short. */
  private static final int RELIEF = 8;

  private final long flushAgeNanos;

  /** The time of the last turn. */
  private long now;

  private @Nullable Flusher ready;
  private @Nullable Flusher lastReady;

  /** Their tails are written when they are old enough. */
  private final FlusherList aging = new FlusherList();

  /** Their tails are in the journal, too: written for a checkpoint, or when memory is short. */
  private final FlusherList journalled = new FlusherList();

  /** The disk was full: tried again from time to time. */
  private final FlusherList full = new FlusherList();

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

  /** Whether the disk is full, and there is no tail that was not tried. */
  boolean onlyFull() {
    return full.first() != null && aging.first() == null && journalled.first() == null;
  }

  /** When the next tail is old enough to be written, or the disk is tried again. */
  long deadline() {
    Flusher oldest = aging.first();
    long deadline = oldest == null ? Long.MAX_VALUE : oldest.dirtySince + flushAgeNanos;
    for (Flusher flusher = full.first(); flusher != null; flusher = flusher.dirtyAfter) {
      deadline = Math.min(deadline, flusher.retryAt());
    }
    return deadline;
  }

  /** Makes those ready whose tail is old enough. */
  void flushAged(long nowNanos) {
    now = nowNanos;
    for (Flusher flusher = full.first(); flusher != null; ) {
      Flusher following = flusher.dirtyAfter;
      if (flusher.retryAt() <= now) {
        flusher.retry();
      }
      flusher = following;
    }
    for (Flusher flusher = aging.first();
        flusher != null && flusher.dirtySince + flushAgeNanos <= now;
        flusher = aging.first()) {
      clean(flusher);
      flusher.force();
    }
  }

  /** Appends wait for memory: the oldest tails are written although their chunks are not full. */
  void relieve() {
    relieve(journalled);
    relieve(aging);
  }

  private void relieve(FlusherList tails) {
    for (int most = RELIEF; most > 0; most--) {
      Flusher flusher = tails.first();
      if (flusher == null) {
        return;
      }
      clean(flusher);
      flusher.force();
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

  /** Its tail is not written. */
  void dirty(Flusher flusher) {
    if (flusher.dirty == null) {
      flusher.dirtySince = now;
      put(flusher, flusher.journalled() ? journalled : aging);
    }
  }

  /** The disk has no room for its tail. */
  void full(Flusher flusher) {
    clean(flusher);
    put(flusher, full);
  }

  private static void put(Flusher flusher, FlusherList list) {
    flusher.dirty = list;
    list.add(flusher);
  }

  /** Its tail is written, or about to be. */
  void clean(Flusher flusher) {
    FlusherList list = flusher.dirty;
    if (list != null) {
      list.remove(flusher);
      flusher.dirty = null;
    }
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
