package galgo.log;

import galgo.io.Memory;
import galgo.journal.Checkpoint;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.journal.Recovered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What journals and checkpoints say about the partitions of a shard at the start: first what was
 * removed, so that no file comes back that a crash left behind; then, when the partitions were
 * opened from their segments, the entries that never got there.
 *
 * <p>Blocking. Entries go the way of every append, into the tail; when there is no memory for them
 * the shard's own turns make some.
 */
final class JournalReplay {
  /** Turns without getting anywhere, each a millisecond of waiting for the disk. */
  private static final int PATIENCE = 60_000;

  private static final long WAIT_NANOS = 1_000_000;

  /** What is known of a partition before its files are looked at. */
  static final class Known {
    static final Known NOTHING = new Known();

    /** Below this all is in segments. */
    long settled;

    /** Below this nothing is left. */
    long start;

    /** Op of the last purge, 0 for none, and its time, 0 when only the op is known. */
    long purgedOp;

    long purgedTime;

    /** Where the journal ended a segment last, 0 for none. */
    long ended;

    /** What an earlier run could not write to segments. */
    final List<UnwrittenTails.Tail> unwritten = new ArrayList<>();
  }

  private final LogShard shard;
  private final Recovered recovered;
  private final Map<Long, Known> known = new HashMap<>();

  JournalReplay(LogShard shard, Recovered recovered) {
    this.shard = shard;
    this.recovered = recovered;
  }

  void take(Checkpoint checkpoint) {
    for (CheckpointBody.Section section : CheckpointBody.parse(checkpoint)) {
      if (section.tag() == CheckpointSection.PARTITIONS) {
        takeRecords(section.address(), section.length());
      } else if (section.tag() == CheckpointSection.UNWRITTEN) {
        for (UnwrittenTails.Tail tail : UnwrittenTails.parse(section.address(), section.length())) {
          of(tail.partition(), true).unwritten.add(tail);
        }
      }
    }
  }

  private void takeRecords(long source, int length) {
    if (length % OpenPartitions.RECORD != 0) {
      throw new DataDirectoryException(
          "A checkpoint holds " + length + " bytes about partitions, no multiple of 40.");
    }
    for (long at = source; at < source + length; at += OpenPartitions.RECORD) {
      Known of = of(Memory.getLong(at), true);
      of.settled = Memory.getLong(at + 8);
      of.start = Memory.getLong(at + 16);
      of.purgedOp = Memory.getLong(at + 24);
      of.ended = Memory.getLong(at + 32);
    }
  }

  Known of(long partition) {
    return of(partition, false);
  }

  private Known of(long partition, boolean make) {
    return make
        ? known.computeIfAbsent(partition, id -> new Known())
        : known.getOrDefault(partition, Known.NOTHING);
  }

  /** Ops of a group up to here are proven; what segments hold beyond never came to be. */
  long head(int group) {
    return recovered.head(group);
  }

  String damage(int group) {
    return recovered.damage(group);
  }

  void prepare(int[] groups) {
    recovered.replay(shard.loop.driver(), groups, this::note);
  }

  private void note(long op, long header, long body) {
    if (EntryHeader.kind(header) == EntryHeader.KIND_APPEND && body == 0) {
      notePlaced(op, header);
      return;
    }
    if (EntryHeader.kind(header) != EntryHeader.KIND_TRUNCATE) {
      return;
    }
    Known of = of(Truncation.partition(body), true);
    if (op <= of.purgedOp) {
      return;
    }
    switch (Truncation.kind(body)) {
      case Truncation.BEFORE -> of.start = Math.max(of.start, Truncation.offset(body));
      case Truncation.PURGE -> {
        of.settled = 0;
        of.start = 0;
        of.ended = 0;
        of.unwritten.clear();
        of.purgedOp = op;
        of.purgedTime = EntryHeader.timestamp(header);
      }
      default ->
          throw new DataDirectoryException(
              "The journal removes messages in a way ("
                  + Truncation.kind(body)
                  + ") of another release.");
    }
  }

  /** The body of a placed entry, and all before it, were in the segment before it was proposed. */
  private void notePlaced(long op, long header) {
    Known of = of(EntryHeader.partition(header), true);
    if (op > of.purgedOp) {
      of.settled = Math.max(of.settled, EntryHeader.baseOffset(header) + EntryHeader.count(header));
    }
  }

  void run(int[] groups) {
    recovered.replay(shard.loop.driver(), groups, this::apply);
    known.clear();
  }

  private void apply(long op, long header, long body) {
    int kind = EntryHeader.kind(header);
    if (kind != EntryHeader.KIND_APPEND && kind != EntryHeader.KIND_SEGMENT_CLOSE) {
      return;
    }
    Partition partition = shard.partitions().find(EntryHeader.partition(header));
    if (partition == null || !partition.failure().isEmpty() || op <= partition.purgedOp) {
      return;
    }
    if (kind == EntryHeader.KIND_SEGMENT_CLOSE) {
      partition.segmentEnd.replay(Truncation.offset(body));
      return;
    }
    long offset = EntryHeader.baseOffset(header);
    long next = partition.committedOffset();
    if (Long.compareUnsigned(offset, next) < 0) {
      return;
    }
    if (offset != next || body == 0) {
      partition.damaged(next);
      partition.shard.damage.foundByRecovery();
      // The next start has to know it, too, when the journal is gone.
      partition.settledOffset = Math.max(partition.settledOffset, next + 1);
      partition.fail(
          partition.directory
              + ": message "
              + next
              + " was durable and is not in its segment any more");
      return;
    }
    for (int i = 0; !partition.appender.restore(header, body); i++) {
      if (i == PATIENCE || !partition.failure().isEmpty()) {
        throw new DataDirectoryException(
            partition.directory
                + ": the disk does not take what the journal holds of it. Give it room and start again.");
      }
      shard.turn(shard.loop.driver().monotonicNanos());
      shard.loop.turn(WAIT_NANOS);
    }
  }
}
