package galgo.log;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.journal.Checkpoint;
import galgo.journal.EntryHeader;
import galgo.journal.Recovered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What checkpoints and journals prove of one partition's messages, for a check without a server:
 * what must be in its segments, and what the journal still holds beside them.
 */
public final class PartitionProof {
  /** Messages that the journal holds, headers of placed ones included: [from, to). */
  private record Run(long from, long to) {}

  private final List<Run> runs = new ArrayList<>();
  private long settled;
  private long start;
  private long purgedOp;

  PartitionProof() {}

  /** Nothing is proven. */
  public static PartitionProof none() {
    return new PartitionProof();
  }

  /**
   * Of all partitions that checkpoints or journals name, by number. Blocking.
   *
   * @param checkpoints by group number from 0, whole or without a body
   */
  public static Map<Long, PartitionProof> read(
      Driver driver, Recovered recovered, List<Checkpoint> checkpoints) {
    Map<Long, PartitionProof> proofs = new HashMap<>();
    for (Checkpoint checkpoint : checkpoints.subList(1, checkpoints.size())) {
      if (!checkpoint.damage().isEmpty()) {
        continue;
      }
      for (CheckpointBody.Section section : CheckpointBody.parse(checkpoint)) {
        if (section.tag() == CheckpointSection.PARTITIONS) {
          records(section, proofs);
        } else if (section.tag() == CheckpointSection.UNWRITTEN) {
          unwritten(section, proofs);
        }
      }
      recovered.replay(
          driver,
          checkpoint.group(),
          checkpoint.op(),
          (op, header, body) -> entry(op, header, body, proofs));
    }
    return proofs;
  }

  private static void records(CheckpointBody.Section section, Map<Long, PartitionProof> proofs) {
    long end = section.address() + section.length();
    for (long at = section.address();
        at + OpenPartitions.RECORD <= end;
        at += OpenPartitions.RECORD) {
      PartitionProof of = of(Memory.getLong(at), proofs);
      of.settled = Memory.getLong(at + 8);
      of.start = Memory.getLong(at + 16);
      of.purgedOp = Memory.getLong(at + 24);
    }
  }

  /** What segments lack a start takes from here, as it does from the journal. */
  private static void unwritten(CheckpointBody.Section section, Map<Long, PartitionProof> proofs) {
    for (UnwrittenTails.Tail tail : UnwrittenTails.parse(section.address(), section.length())) {
      PartitionProof of = of(tail.partition(), proofs);
      of.runs.add(new Run(of.settled, tail.nextOffset()));
    }
  }

  private static PartitionProof of(long partition, Map<Long, PartitionProof> proofs) {
    return proofs.computeIfAbsent(partition, id -> new PartitionProof());
  }

  private static void entry(long op, long header, long body, Map<Long, PartitionProof> proofs) {
    if (EntryHeader.kind(header) == EntryHeader.KIND_TRUNCATE && body != 0) {
      PartitionProof of = of(Truncation.partition(body), proofs);
      if (Truncation.kind(body) == Truncation.BEFORE) {
        of.start = Math.max(of.start, Truncation.offset(body));
      } else if (op > of.purgedOp) {
        of.purged(op);
      }
    } else if (EntryHeader.kind(header) == EntryHeader.KIND_APPEND) {
      PartitionProof of = of(EntryHeader.partition(header), proofs);
      if (op > of.purgedOp) {
        of.append(header, body == 0);
      }
    }
  }

  private void purged(long op) {
    purgedOp = op;
    settled = 0;
    start = 0;
    runs.clear();
  }

  private void append(long header, boolean placed) {
    long from = EntryHeader.baseOffset(header);
    long to = from + EntryHeader.count(header);
    if (placed) {
      // Its header went to the journal when its segment, up to it, was on stable storage.
      settled = Math.max(settled, to);
    }
    Run last = runs.isEmpty() ? null : runs.getLast();
    if (last != null && last.to == from) {
      runs.set(runs.size() - 1, new Run(last.from, to));
    } else {
      runs.add(new Run(from, to));
    }
  }

  /** Messages below this that were not removed are in segments, on stable storage. */
  public long settled() {
    return settled;
  }

  /** Nothing below this is left. */
  public long start() {
    return start;
  }

  /** What segments hold of operations before this was removed; 0: nothing was. */
  public long purgedOp() {
    return purgedOp;
  }

  /**
   * The first message from {@code next} on that neither segments nor journal hold, though the
   * journal holds later ones; −1 when there is none.
   *
   * @param next the offset after the last one in the segments
   */
  public long missing(long next) {
    long held = next;
    for (Run run : runs) {
      if (run.from > held) {
        return held;
      }
      held = Math.max(held, run.to);
    }
    return -1;
  }
}
