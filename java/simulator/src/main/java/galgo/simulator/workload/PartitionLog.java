package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one partition's messages: which batch was seen at which offset, which batches
 * must be there, and when all of them may have been removed.
 */
final class PartitionLog {
  /** A batch at the place where it was seen. */
  private static final class Placement {
    final Batch batch;
    final long timestamp;

    /** When the latest poll that brought messages of it was sent. */
    long seenSent;

    /** And when it was answered. */
    long seenAnswered;

    Placement(Batch batch, long timestamp, long seenSent, long seenAnswered) {
      this.batch = batch;
      this.timestamp = timestamp;
      this.seenSent = seenSent;
      this.seenAnswered = seenAnswered;
    }
  }

  /** Messages of one batch that a poll brought, one after the other. */
  record Run(Batch batch, long base, long timestamp) {}

  private final TopicModel topic;
  private final int partition;
  private final TreeMap<Long, Placement> placed = new TreeMap<>();
  private final List<Batch> batches = new ArrayList<>();

  /** Whatever makes the partition begin anew at offset 0. */
  private final List<Span> resets = new ArrayList<>();

  /**
   * A crash that could take what was acknowledged.
   *
   * @param flushed whether even what a flush had brought to stable storage
   */
  private record Loss(long at, boolean flushed) {}

  private final List<Loss> losses = new ArrayList<>();

  private final List<Span> flushes = new ArrayList<>();

  private boolean trimmed;
  private boolean onDemand;
  private long certainMessages;
  private int resetsBegun;

  PartitionLog(TopicModel topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  void sent(Batch batch) {
    batches.add(batch);
  }

  void acknowledged(Batch batch) {
    for (Loss loss : losses) {
      if (loss.at > batch.span.sent) {
        // The answer came after the crash.
        batch.mayBeLost();
        return;
      }
    }
    if (!mayBeReset(batch.span.sent)) {
      certainMessages += batch.count;
    }
  }

  /** It may begin anew from now on. */
  void resetting(Span span) {
    resets.add(span);
    certainMessages = 0;
    resetsBegun++;
  }

  /** Old segments may go from now on. */
  void trimming() {
    trimmed = true;
  }

  /** Somebody has asked for it. */
  void trimmingOnDemand() {
    trimmed = true;
    onDemand = true;
  }

  boolean isTrimmed() {
    return trimmed;
  }

  /** A flush to stable storage is on its way: it covers what was acknowledged before. */
  Span flushing(long now) {
    Span span = new Span(now);
    flushes.add(span);
    return span;
  }

  /**
   * The fewest messages that it holds now, counted from offset 0: no offset below was not given.
   */
  long certainEnd() {
    return certainMessages;
  }

  /** Changes when {@link #certainEnd} stops to be true. */
  int resetsBegun() {
    return resetsBegun;
  }

  /** The server died. */
  void crashed(long now, Crash crash) {
    resets.forEach(span -> span.settle(now));
    for (Batch batch : batches) {
      batch.span.settle(now);
    }
    if (!crash.losesMessages()) {
      return;
    }
    Loss loss = new Loss(now, crash.losesFlushed());
    losses.add(loss);
    resetsBegun++;
    certainMessages = 0;
    for (Batch batch : batches) {
      if (batch.isAcknowledged() && !batch.canBeLost() && !mayBeReset(batch.span.sent)) {
        if (isSafe(batch, loss)) {
          certainMessages += batch.count;
        } else {
          batch.mayBeLost();
        }
      }
    }
  }

  /** A flush that was sent before has made the batch durable. */
  private boolean isSafe(Batch batch, Loss loss) {
    if (loss.flushed) {
      return false;
    }
    long before = loss.at;
    for (Span flush : flushes) {
      if (flush.certain() != Span.NEVER
          && flush.sent < before
          && batch.span.certainBefore(flush.sent)) {
        return batch.isAcknowledged();
      }
    }
    return false;
  }

  /** Whether a reset can have taken effect after the moment. */
  private boolean mayBeReset(long moment) {
    for (Span reset : resets) {
      if (reset.last() > moment) {
        return true;
      }
    }
    return false;
  }

  /** Judges what a poll brought, and learns from it. */
  void polled(List<Run> runs, long from, long to) {
    for (Run run : runs) {
      refuseRemoved(run.batch, from);
      Placement known = placed.get(run.base);
      if (known != null && known.batch == run.batch) {
        if (known.timestamp != run.timestamp) {
          throw new Finding(
              run.batch + " had time " + known.timestamp + " and has " + run.timestamp);
        }
        if (from > known.seenSent) {
          known.seenSent = from;
          known.seenAnswered = to;
        }
      } else {
        place(run, from, to);
      }
    }
  }

  private void place(Run run, long from, long to) {
    long end = run.base + run.batch.count;
    Placement first = null;
    for (Map.Entry<Long, Placement> entry = placed.lowerEntry(end);
        entry != null && entry.getKey() + entry.getValue().batch.count > run.base;
        entry = placed.lowerEntry(end)) {
      first = entry.getValue();
      if (from < first.seenAnswered && mayBeGone(from, run.batch, first.seenAnswered)) {
        // The poll may have looked before something removed what it saw.
        return;
      }
      if (!mayBeGone(first, to)) {
        throw new Finding(
            this
                + " had "
                + first.batch
                + " at "
                + entry.getKey()
                + " and has "
                + run.batch
                + " at "
                + run.base);
      }
      placed.remove(entry.getKey());
      first.batch.gone(to);
    }
    if (first != null) {
      // What was seen before it at the latest has gone the same way.
      long seen = first.seenSent;
      long base = first.batch.base();
      placed
          .tailMap(base)
          .values()
          .removeIf(other -> {
            boolean goes = other.seenSent <= seen && mayBeGone(other, to);
            if (goes) {
              other.batch.gone(to);
            }
            return goes;
          });
    }
    if (run.batch.isGone()) {
      if (run.batch.goneBefore(from)) {
        throw new Finding(this + ": " + run.batch + " is there again after it was gone");
      }
      return;
    }
    run.batch.place(partition, run.base, to);
    placed.put(run.base, new Placement(run.batch, run.timestamp, from, to));
  }

  private boolean mayBeGone(Placement placement, long to) {
    return mayBeGone(placement.seenSent, placement.batch, to);
  }

  /** Whether a batch seen by a poll sent at the moment can have been removed by another moment. */
  private boolean mayBeGone(long seenSent, Batch batch, long to) {
    for (Span reset : resets) {
      if (reset.sent < to && reset.last() > seenSent) {
        return true;
      }
    }
    for (Loss loss : losses) {
      if (loss.at > seenSent && loss.at < to && !isSafe(batch, loss)) {
        return true;
      }
    }
    return false;
  }

  /** What was there before a reset was sent is not there after it was acknowledged. */
  private void refuseRemoved(Batch batch, long from) {
    for (Span reset : resets) {
      if (batch.span.certainBefore(reset.sent) && reset.certainBefore(from)) {
        throw new Finding(this + " still has " + batch + ", which was removed");
      }
    }
  }

  /**
   * Messages before an offset are not there any more.
   *
   * @param from the first of them that would have been polled
   */
  void removed(long from, long first, long to, long wallMicros) {
    TopicRules rules = topic.rules;
    if (onDemand || rules.expiryMicros() == 0 || rules.mostBytes() != 0) {
      return;
    }
    for (Placement each : placed.subMap(from, first).values()) {
      if (each.timestamp + rules.expiryMicros() > wallMicros && !mayBeGone(each, to)) {
        throw new Finding(
            this
                + " begins at "
                + first
                + " without "
                + each.batch
                + ", which was to go at "
                + (each.timestamp + rules.expiryMicros())
                + " and it is "
                + wallMicros);
      }
    }
  }

  /** The time of the message at the offset, where a poll has seen it and it is certainly there. */
  @Nullable Long timestampAt(long offset, long to) {
    Map.Entry<Long, Placement> entry = placed.floorEntry(offset);
    if (entry == null
        || entry.getKey() + entry.getValue().batch.count <= offset
        || mayBeGone(entry.getValue(), to)) {
      return null;
    }
    return entry.getValue().timestamp;
  }

  /**
   * The latest time of a message that was there when a poll was sent and still is when it is
   * answered, or -1.
   */
  long latestTimestamp(long from, long to) {
    for (Placement last : placed.descendingMap().values()) {
      if (last.seenAnswered < from) {
        return mayBeGone(last, to) ? -1 : last.timestamp;
      }
    }
    return -1;
  }

  /** The next offset after this one at which a batch was seen, or -1. */
  long nextPlace(long offset) {
    Long next = placed.higherKey(offset);
    return next == null ? -1 : next;
  }

  /**
   * Judges the whole of it, read when nothing else happened.
   *
   * @param runs every batch from the front on
   * @param damaged whether parts could not be read for damage that was injected
   */
  void complete(List<Run> runs, boolean damaged) {
    long latestSent = -1;
    long time = 0;
    long missing = 0;
    for (Batch batch : batches) {
      if (mustBeThere(batch) && runs.stream().noneMatch(run -> run.batch == batch)) {
        if (!damaged && !trimmed) {
          throw new Finding(this + " has lost " + batch);
        }
        missing += batch.count;
        if (!damaged) {
          latestSent = Math.max(latestSent, batch.span.sent);
        }
      }
    }
    long first = runs.isEmpty() ? Long.MAX_VALUE : runs.getFirst().base;
    if (!damaged && missing > first) {
      throw new Finding(
          this + " begins at " + first + ", but " + missing + " messages before are missing");
    }
    for (Run run : runs) {
      Batch batch = run.batch;
      if (batch.isAcknowledged() && batch.span.certain() < latestSent) {
        throw new Finding(
            this + ": " + batch + " was acknowledged before another was sent that is before it");
      }
      latestSent = Math.max(latestSent, batch.span.sent);
      if (run.timestamp < time) {
        throw new Finding(this + ": time goes back at offset " + run.base);
      }
      time = run.timestamp;
    }
  }

  TopicModel topic() {
    return topic;
  }

  private boolean mustBeThere(Batch batch) {
    return batch.isAcknowledged() && !batch.canBeLost() && !mayBeReset(batch.span.sent);
  }

  @Override
  public String toString() {
    return "partition " + partition + " of " + topic;
  }
}
