package galgo.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one shard that found the end of their log and wait a moment for what comes next. All
 * wait equally long, so that they stand in the order in which they began to, for the shard and for
 * each partition.
 */
final class TailWaits {
  /**
   * Long enough that clients which ask again and again leave the processor to others, short enough
   * that one which then turns to something else does not notice.
   */
  static final long NANOS = 500_000;

  private final ArrayDeque<PartitionReader> awake = new ArrayDeque<>();
  private @Nullable Read first;
  private @Nullable Read last;

  void add(Read read, long nowNanos) {
    read.waitsUntil = nowNanos + NANOS;
    Read before = last;
    read.waitsAfter = before;
    read.waitsBefore = null;
    if (before == null) {
      first = read;
    } else {
      before.waitsBefore = read;
    }
    last = read;
  }

  /** A partition for which reads wait has got messages. */
  void wake(PartitionReader reader) {
    awake.add(reader);
  }

  /** Ends the reads for which something has come, and those that have waited long enough. */
  void turn(long nowNanos) {
    for (PartitionReader reader = awake.poll(); reader != null; reader = awake.poll()) {
      reader.endWaits();
    }
    for (Read read = first; read != null && read.waitsUntil <= nowNanos; read = first) {
      PartitionReader.of(read).endFirstWait();
    }
  }

  /** When the next read has waited long enough; {@link Long#MAX_VALUE} when none waits. */
  long nextDeadlineNanos() {
    if (!awake.isEmpty()) {
      return 0;
    }
    Read next = first;
    return next == null ? Long.MAX_VALUE : next.waitsUntil;
  }

  void remove(Read read) {
    Read before = read.waitsAfter;
    Read after = read.waitsBefore;
    if (before == null) {
      first = after;
    } else {
      before.waitsBefore = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.waitsAfter = before;
    }
    read.waitsAfter = null;
    read.waitsBefore = null;
  }
}
