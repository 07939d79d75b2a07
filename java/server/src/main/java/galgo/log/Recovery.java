package galgo.log;

import galgo.io.Errno;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a partition from its files, blocking. Closed segments are trusted where their index says
 * that they are whole; the last one is read from the last place known to be durable.
 *
 * <p>What a crash left of writes that never finished is cut away and said. Damage is told from it
 * by proof that the bytes were whole once: a later segment, or an entry made when they were
 * durable. Then nothing is cut, what is before stays readable, and the partition takes no writes.
 */
final class Recovery {
  private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);

  private static final long NO_SEGMENT = -1;

  private final LogShard shard;
  private final SegmentScan scan;
  private final JournalReplay replay;
  private final WriteBack writeBack;

  /** Whether what was found at the end is perhaps not on stable storage yet. */
  private boolean unsynced;

  /** Below this offset a checkpoint has seen everything in segments, durable. */
  private long settled;

  /** Where the journal ended a segment last. */
  private long ended;

  Recovery(LogShard shard, JournalReplay replay) {
    this.shard = shard;
    this.replay = replay;
    this.scan = new SegmentScan(shard);
    this.writeBack = new WriteBack(shard);
  }

  /**
   * @throws DataDirectoryException when a file cannot be read, or has an unknown version
   */
  void recover(Partition partition) {
    unsynced = false;
    JournalReplay.Known known = replay.of(partition.id());
    boolean complete = writeBack(partition, known);
    settled = known.settled;
    ended = known.ended;
    partition.segmentEnd.resume(ended);
    partition.purgedOp = known.purgedOp;
    partition.settledOffset = known.settled;
    List<Long> bases = bases(partition);
    dropRemoved(partition, known, bases);
    List<Segment> segments = new ArrayList<>();
    long logical = 0;
    long next = bases.isEmpty() ? known.start : bases.getFirst();
    long timestamp = 0;
    for (int i = 0; i < bases.size(); i++) {
      boolean last = i == bases.size() - 1;
      Segment segment = new Segment(partition, bases.get(i), logical);
      segment.firstTimestamp = timestamp;
      if (segment.base != next) {
        damaged(partition, segment, 0, "the segment before it ends with offset " + (next - 1));
        break;
      }
      boolean whole = recover(segment, last ? NO_SEGMENT : bases.get(i + 1));
      if (segment.fresh() && last && whole) {
        discardEmpty(segment);
        // Alone it says nothing: it may be left from before a purge.
        next = segments.isEmpty() ? known.start : next;
        break;
      }
      segments.add(segment);
      logical = segment.logicalBase + segment.end;
      next = segment.nextOffset;
      timestamp = segment.lastTimestamp;
      if (!whole) {
        break;
      }
    }
    if (!partition.failure().isEmpty()) {
      for (long base : bases.subList(segments.size(), bases.size())) {
        partition.unserved(new Segment(partition, base, logical));
      }
    }
    partition.resume(segments, next, timestamp, unsynced);
    if (!complete) {
      partition.damaged(next);
    }
    String damage = replay.damage(partition.group());
    if (partition.journalled() && !damage.isEmpty()) {
      // What the group has lost may have been behind what is there.
      partition.damaged(next);
      partition.fail(damage);
    } else if (Long.compareUnsigned(next, known.settled) < 0 && partition.failure().isEmpty()) {
      partition.damaged(next);
      partition.shard.damage.foundByRecovery();
      partition.fail(
          partition.directory
              + ": messages "
              + next
              + " to "
              + (known.settled - 1)
              + " were durable and are not there any more");
    } else if (partition.journalled() && Long.compareUnsigned(next, known.settled) > 0) {
      // What only the journal proves now, a checkpoint has to, before the journal goes.
      shard.settlement.changed(partition);
    }
  }

  /** Whether nothing is left in a checkpoint that should be in segments. */
  private boolean writeBack(Partition partition, JournalReplay.Known known) {
    if (known.unwritten.isEmpty()) {
      return true;
    }
    long memory = scan.buffer();
    if (!writeBack.run(partition, known.unwritten, memory, scan.bufferBytes())) {
      return false;
    }
    known.settled = Math.max(known.settled, known.unwritten.getLast().nextOffset());
    return true;
  }

  /** Removes files again that were removed before a crash, whichever of them came back. */
  private void dropRemoved(Partition partition, JournalReplay.Known known, List<Long> bases) {
    for (Iterator<Long> each = bases.iterator(); each.hasNext(); ) {
      Segment segment = new Segment(partition, each.next(), 0);
      // Messages are removed up to where a segment begins.
      boolean removed = Long.compareUnsigned(segment.base, known.start) < 0;
      if (removed || known.purgedOp > 0 && purged(segment, known)) {
        LOGGER.info("{}: removed, as it was before a crash", segment.path());
        shard.files.delete(segment.indexPath());
        shard.files.delete(segment.hashesPath());
        check(segment, shard.files.delete(segment.path()));
        each.remove();
      }
    }
  }

  /** Whether a segment is from before the last purge. */
  private boolean purged(Segment segment, JournalReplay.Known known) {
    scan.open(segment.path());
    try {
      long entry = scan.size() < SegmentFile.HEADER ? 0 : scan.first(segment);
      if (entry == 0) {
        return false;
      }
      long op = EntryHeader.op(entry);
      return op == 0
          ? Long.compareUnsigned(EntryHeader.timestamp(entry), known.purgedTime) < 0
          : op < known.purgedOp;
    } finally {
      scan.close();
    }
  }

  private List<Long> bases(Partition partition) {
    List<Long> bases = new ArrayList<>();
    for (String name : shard.files.list(partition.directory)) {
      SegmentFile.base(name, SegmentFile.SEGMENT_SUFFIX).ifPresent(bases::add);
    }
    bases.sort(null);
    return bases;
  }

  /**
   * Fills in the segment from its file; false when it is damaged.
   *
   * @param following where the next segment begins
   */
  private boolean recover(Segment segment, long following) {
    boolean last = following == NO_SEGMENT;
    scan.open(segment.path());
    try {
      if (!scan.header(segment) && !restoreHeader(segment)) {
        if (last && !scan.provenFrom(segment, 0, segment.base)) {
          return true;
        }
        if (!last) {
          lost(segment, following, "its header is not what was written");
          return true;
        }
        damaged(segment.partition, segment, 0, "its header is not what was written");
        return false;
      }
      IndexFile.Checkpoint checkpoint = checkpoint(segment);
      // The end of an earlier run may stand there: it must be where the next segment begins.
      boolean closed = checkpoint.end() && segment.nextOffset == following;
      boolean undecided = !closed && scan.entries(segment, replay.head(segment.partition.group()));
      if (!last && !closed && incomplete(segment, following)) {
        boolean missing = scan.size() >= segment.end && scan.restOf(segment.end) == 0;
        lost(
            segment,
            following,
            missing
                ? "it ends before the next segment begins"
                : "an entry is not what was written");
        return true;
      }
      if (!closed && !cutRest(segment, last, undecided)) {
        return false;
      }
      // The end that the index knows may be that of an earlier run: more was perhaps written behind
      // it
      // and lost again.
      unsynced = last;
      settle(segment, last, unsynced ? Math.min(checkpoint.position(), segment.end) : segment.end);
      if (closed) {
        segment.index.clear();
        segment.indexLoaded = false;
      }
      return true;
    } finally {
      scan.close();
    }
  }

  /**
   * All that a header says stands in the entries, too, and in the name of the file: it is written
   * again as it was. False when the first entry is not whole either.
   */
  private boolean restoreHeader(Segment segment) {
    long first = scan.size() < SegmentFile.HEADER ? 0 : scan.first(segment);
    if (first == 0 || EntryHeader.baseOffset(first) != segment.base) {
      return false;
    }
    segment.firstTimestamp = EntryHeader.timestamp(first);
    long memory = scan.buffer();
    SegmentFile.encode(
        memory,
        SegmentFile.SEGMENT_MAGIC,
        segment.partition.id(),
        segment.base,
        segment.firstTimestamp,
        shard.kernels);
    int handle = check(segment, segment.open(false));
    check(segment, shard.files.write(handle, memory, SegmentFile.HEADER, 0));
    check(segment, shard.files.sync(handle));
    segment.closeFile();
    shard.damage.foundByRecovery();
    LOGGER.error(
        "{} was damaged at byte 0: its header was not what was written. It was written again from"
            + " what the entries say; no message is concerned. Look after the disk.",
        segment.path());
    return true;
  }

  private boolean incomplete(Segment segment, long following) {
    return scan.size() < segment.end
        || scan.restOf(segment.end) > 0
        || Long.compareUnsigned(segment.nextOffset, following) < 0;
  }

  /** Of a segment that another follows only the messages are lost that cannot be read. */
  private void lost(Segment segment, long following, String what) {
    LOGGER.error(
        "{} is damaged at byte {}: {}. Messages {} to {} are answered with an error. Restore it from"
            + " another copy.",
        segment.path(),
        segment.end,
        what,
        segment.nextOffset,
        following - 1);
    shard.damage.foundByRecovery();
    segment.nextOffset = following;
    segment.end = Math.max(segment.end, scan.size());
    segment.lastTimestamp = Math.max(segment.lastTimestamp, segment.firstTimestamp);
    settle(segment, false, segment.end);
  }

  /** Cuts away what follows the last whole entry; false when it is damage. */
  private boolean cutRest(Segment segment, boolean last, boolean undecided) {
    long end = segment.end;
    long rest = scan.restOf(end);
    if (scan.size() < end) {
      damaged(segment.partition, segment, scan.size(), "the file ends before what was durable");
      return false;
    }
    boolean proven = Long.compareUnsigned(segment.nextOffset, settled) < 0;
    if (rest > 0 && (!last || proven || scan.provenFrom(segment, end, segment.nextOffset))) {
      damaged(segment.partition, segment, end, "an entry is not what was written");
      return false;
    }
    if (rest > 0) {
      cut(segment, rest, undecided);
    }
    return true;
  }

  private IndexFile.Checkpoint checkpoint(Segment segment) {
    IndexFile.Checkpoint checkpoint =
        IndexFile.load(
            shard.loop.driver(), segment, segment.index, scan.buffer(), scan.bufferBytes());
    segment.savedRecords = checkpoint.records();
    segment.end = checkpoint.position();
    segment.nextOffset = segment.base + checkpoint.offset();
    segment.lastTimestamp =
        checkpoint.blocks() == 0 ? segment.firstTimestamp : checkpoint.timestamp();
    segment.committedBody = checkpoint.bodyBytes();
    if (!checkpoint.end()) {
      // Its entry is read again, and adds its record again.
      segment.index.cut(segment.end);
      segment.savedRecords = Math.min(segment.savedRecords, segment.index.size());
    }
    return checkpoint;
  }

  /**
   * Overwrites with zeros what follows the last whole entry, and says so. Nothing is written after
   * it before these are on stable storage, so that what was cut cannot come back behind new
   * entries.
   *
   * @param undecided whether a whole entry follows whose op never came to be: the journal gives the
   *     same op to another at once, so that this one must not come back even before that
   */
  private void cut(Segment segment, long bytes, boolean undecided) {
    LOGGER.warn(
        "{}: cut {} bytes at byte {}, the rest of writes that never finished",
        segment.path(),
        bytes,
        segment.end);
    int handle = check(segment, segment.open(false));
    long block = SegmentFile.down(segment.end);
    long at = SegmentFile.up(segment.end);
    long end = SegmentFile.up(segment.end + bytes);
    if (block < at) {
      long memory = scan.buffer();
      int read = check(segment, shard.files.read(handle, memory, SegmentFile.BLOCK, block));
      long kept = segment.end - block;
      if (read < kept) {
        throw new DataDirectoryException(segment.path() + " has become shorter while it was read.");
      }
      Memory.zero(memory + kept, SegmentFile.BLOCK - kept);
      check(segment, shard.files.write(handle, memory, SegmentFile.BLOCK, block));
    }
    while (at < end) {
      int piece = (int) Math.min(SegmentAhead.FILL_MOST, end - at);
      check(segment, shard.files.write(handle, shard.zeros, piece, at));
      at += piece;
    }
    if (undecided) {
      check(segment, shard.files.sync(handle));
    }
  }

  private void settle(Segment segment, boolean last, long synced) {
    segment.appendedBody = segment.committedBody;
    segment.committedEnd = segment.end;
    segment.writtenEnd = segment.end;
    segment.syncedEnd = synced;
    segment.fileSize = scan.size();
    segment.closed =
        !last || segment.end >= shard.settings.segmentSize() || segment.nextOffset == ended;
    segment.finished = segment.closed && synced == segment.end;
    if (!segment.closed) {
      check(segment, segment.restoreStub());
    }
    segment.closeFile();
  }

  /** A file without entries: its name was made, and nothing else before a crash. */
  private void discardEmpty(Segment segment) {
    LOGGER.warn("{}: removed, nothing was written to it before a crash", segment.path());
    segment.discardAll();
    segment.closeFile();
    check(segment, shard.files.delete(segment.path()));
  }

  private static void damaged(Partition partition, Segment segment, long position, String what) {
    long offset = Math.max(segment.base, segment.nextOffset);
    LOGGER.error(
        "{} is damaged at byte {}: {}. Messages from offset {} on are not read, and the partition"
            + " takes no writes. Restore it from another copy.",
        segment.path(),
        position,
        what,
        offset);
    partition.damaged(offset);
    partition.shard.damage.foundByRecovery();
    partition.fail(segment.path() + " is damaged at byte " + position + ": " + what);
    segment.committedEnd = segment.end;
    segment.writtenEnd = segment.end;
    segment.syncedEnd = segment.end;
    segment.appendedBody = segment.committedBody;
    segment.closed = true;
    segment.finished = true;
  }

  void loadIndex(Segment segment) {
    IndexFile.load(shard.loop.driver(), segment, segment.index, scan.buffer(), scan.bufferBytes());
    segment.indexLoaded = true;
  }

  private static int check(Segment segment, int result) {
    if (result < 0) {
      throw new DataDirectoryException(
          segment.path() + " cannot be recovered (" + Errno.text(result) + ").");
    }
    return result;
  }
}
