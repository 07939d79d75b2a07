package galgo.log;

import galgo.io.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition: appends, reads, and what ends them. Belongs to the thread of its shard, but for
 * {@link #counters}.
 *
 * <p>Callbacks get one of {@link LogStatus}, on the shard's thread, perhaps before the call
 * returns.
 */
public final class Partition {
  private static final Logger LOGGER = LoggerFactory.getLogger(Partition.class);

  final LogShard shard;
  final Durability durability;
  final String groupDirectory;
  final String directory;
  final Appender appender;
  final Flusher flusher;
  final PartitionReader reader;
  final SegmentEnd segmentEnd;
  final KnownDamage damage = new KnownDamage(this);

  /** Below this all is in segments, durable: as of the last settlement. */
  long settledOffset;

  /** It has entries that only the journal holds durably. */
  boolean unsettled;

  /** The op that removed all messages last, 0 for none. */
  long purgedOp;

  /** The directory was made and its name is perhaps not durable yet. */
  boolean directoryMade;

  private final long id;
  private final int group;
  private final PartitionCounters counters = new PartitionCounters();
  private final List<Segment> segments = new ArrayList<>();
  private final Removal removal;
  private boolean directoryExists;
  private boolean closed;
  private String failure = "";
  private long damagedFrom = Long.MAX_VALUE;
  private long committedOffset;
  private long committedBytes;

  // Appends that wait for the end of a removal.
  private @Nullable Append held;
  private @Nullable Append lastHeld;

  Partition(LogShard shard, int group, long id, Durability durability) {
    this.shard = shard;
    this.id = id;
    this.group = group;
    this.durability = durability;
    this.groupDirectory = SegmentFile.groupDirectory(shard.root, group);
    this.directory = SegmentFile.partitionDirectory(shard.root, group, id);
    this.appender = new Appender(this);
    this.flusher = new Flusher(this);
    this.reader = new PartitionReader(this);
    this.removal = new Removal(this);
    this.segmentEnd = new SegmentEnd(this);
  }

  /** The incarnation: never used again for another partition. */
  public long id() {
    return id;
  }

  public Durability durability() {
    return durability;
  }

  int group() {
    return group;
  }

  /** Whether appends are answered from the shard's journal. */
  boolean journalled() {
    return durability == Durability.SYNCED;
  }

  /** Time of the newest entry, microseconds since 1970; 0 when there never was one. */
  public long lastTimestamp() {
    return appender.lastTimestamp();
  }

  public PartitionCounters counters() {
    return counters;
  }

  /** Why the partition takes no writes, with file and error; empty while it does. */
  public String failure() {
    return failure;
  }

  /**
   * Appends a batch; see {@link Append}. Appends get their offsets and are answered in their order;
   * one that is refused may be answered before those that still wait.
   */
  public void append(Append append) {
    if (append.partition != null) {
      throw new IllegalStateException("the append is still in use");
    }
    shard.append(this, append);
  }

  /** Reads committed messages; see {@link Read}. */
  public void read(Read read) {
    if (read.partition != null) {
      throw new IllegalStateException("the read is still in use");
    }
    reader.begin(read);
  }

  /**
   * Takes back in, committed, an entry that a log of this partition holds, by the addresses of its
   * header and its body: as it was and where it was. False when there is no memory now; nothing has
   * happened then.
   */
  public boolean restore(long header, long body) {
    return appender.restore(header, body);
  }

  /** Ends the newest segment, if it has not reached its size: what comes next begins another. */
  public void endSegment() {
    Segment newest = newest();
    if (newest != null && !newest.closed) {
      segmentEnd.close(newest);
    }
  }

  /**
   * Everything appended before is written to disk.
   *
   * @param synced whether to stable storage
   */
  public void flush(boolean synced, IntConsumer done) {
    if (closed) {
      done.accept(LogStatus.CLOSED);
      return;
    }
    flusher.whenWritten(synced, done);
  }

  /**
   * Removes all messages; the next one gets offset 0. Appends meanwhile wait.
   *
   * @param gone runs when nobody can read them any more, or at the latest will after a crash; never
   *     when nothing was removed
   */
  public void purge(Runnable gone, IntConsumer done) {
    removal.purge(gone, done);
  }

  /** Removes the partition with its files. Appends and reads end with {@link LogStatus#CLOSED}. */
  public void delete(IntConsumer done) {
    removal.delete(done);
  }

  /**
   * The oldest segments as far as they may be removed, oldest first: closed, on stable storage, and
   * followed by a segment that is not empty there. The newest segment is never among them.
   */
  public List<RemovableSegment> removable() {
    List<RemovableSegment> removable = new ArrayList<>();
    for (int i = 0; removable(i); i++) {
      Segment segment = segments.get(i);
      removable.add(
          new RemovableSegment(
              segment.nextOffset,
              segment.firstTimestamp,
              segment.lastTimestamp,
              segment.committedBody));
    }
    return removable;
  }

  /**
   * Removes the segments that are {@link #removable} and end at or before an offset. Reads that are
   * there go on at the oldest message that is left.
   */
  public void removeBefore(long offset, IntConsumer done) {
    removal.removeBefore(offset, done);
  }

  /**
   * Ends the newest segment when its first message is that old: what comes next begins another, and
   * then it can be removed.
   *
   * @param timestamp microseconds since 1970
   */
  public void closeOlderThan(long timestamp) {
    if (writeStatus() == LogStatus.OK && !removal.pending()) {
      segmentEnd.closeOlderThan(timestamp);
    }
  }

  /** Whether the segment can go after those before it: the next offset must outlive a crash. */
  boolean removable(int segment) {
    return segment < segments.size() - 1
        && segments.get(segment).finished
        && (journalled() ? committedOffset : durableOffset()) > segments.get(segment + 1).base;
  }

  /** Syncs everything and ends. Appends and reads end with {@link LogStatus#CLOSED}. */
  public void close(IntConsumer done) {
    removal.close(done);
  }

  boolean closed() {
    return closed;
  }

  /** Whether it is closed and the journal need not keep anything of it. */
  boolean closedAndSettled() {
    return closed && (removal.deletes() || settledOffset == committedOffset);
  }

  /** Whether nothing may be submitted: its files are being removed, or it is closed. */
  boolean stopped() {
    return closed || removal.stopped();
  }

  /** Whether appends have to wait until something else has ended. */
  boolean held() {
    return removal.pending() || held != null;
  }

  /** Keeps an append until the removal has ended. */
  void hold(Append append) {
    Append end = lastHeld;
    if (end == null) {
      held = append;
    } else {
      end.next = append;
    }
    lastHeld = append;
  }

  /** The removal has ended. */
  void letGo() {
    Append append = held;
    held = null;
    lastHeld = null;
    while (append != null) {
      Append following = append.next;
      shard.append(this, append);
      append = following;
    }
  }

  int writeStatus() {
    if (closed) {
      return LogStatus.CLOSED;
    }
    if (journalled() && !shard.journal().failure().isEmpty()) {
      fail(shard.journal().failure());
    }
    if (!failure.isEmpty()) {
      return LogStatus.FAILED;
    }
    boolean noSpace = flusher.noSpace() || journalled() && shard.journal().noSpace();
    return noSpace ? LogStatus.NO_SPACE : LogStatus.OK;
  }

  void fail(String reason) {
    if (failure.isEmpty()) {
      failure = reason;
      LOGGER.error("{}; partition {} takes no writes any more", reason, id);
    }
  }

  /** The next offset that is readable when it comes: all below are. */
  long committedOffset() {
    return committedOffset;
  }

  /** All messages below this are on stable storage in their segments; perhaps more are. */
  long durableOffset() {
    Segment segment = flusher.segment();
    if (segment == null) {
      return committedOffset;
    }
    int record = segment.index.floorPosition(segment.durableEnd());
    return segment.base + (record < 0 ? 0 : segment.index.offset(record));
  }

  long startOffset() {
    return segments.isEmpty() ? committedOffset : segments.getFirst().base;
  }

  long damagedFrom() {
    return damagedFrom;
  }

  /** Nothing from this offset on can be read. */
  void damaged(long offset) {
    damagedFrom = Math.min(damagedFrom, offset);
  }

  /** A segment behind damage: it is not read, and goes with all others. */
  void unserved(Segment segment) {
    removal.unserved(segment);
  }

  void committed(long nextOffset, long bytes) {
    committedOffset = nextOffset;
    committedBytes += bytes;
    publish();
    if (journalled()) {
      shard.settlement.changed(this);
    }
  }

  /**
   * Goes on after recovery.
   *
   * @param unsynced whether the last segment's end is perhaps not on stable storage
   */
  void resume(List<Segment> recovered, long nextOffset, long timestamp, boolean unsynced) {
    segments.addAll(recovered);
    directoryExists = !recovered.isEmpty();
    committedOffset = nextOffset;
    long logical = 0;
    for (Segment segment : recovered) {
      committedBytes += segment.committedBody;
      logical = segment.logicalBase + segment.end;
    }
    appender.resume(nextOffset, timestamp, logical);
    Segment newest = newest();
    flusher.resume(newest == null || newest.finished ? null : newest, logical, unsynced);
    publish();
  }

  private void publish() {
    long start = startOffset();
    counters.set(
        committedOffset - start,
        committedBytes,
        Math.max(1, segments.size()),
        start,
        committedOffset);
  }

  List<Segment> segments() {
    return segments;
  }

  @Nullable Segment newest() {
    return segments.isEmpty() ? null : segments.getLast();
  }

  Segment addSegment(long base, long logicalBase) {
    Segment segment = new Segment(this, base, logicalBase);
    // Until it has an entry: what is looked up by time goes on increasing.
    segment.firstTimestamp = appender.lastTimestamp();
    segments.add(segment);
    publish();
    return segment;
  }

  /** Takes back a segment of which nothing was committed. */
  void dropNewest() {
    Segment segment = segments.removeLast();
    remove(segment);
    segment.closeFile();
    if (segment.writing) {
      int deleted = shard.files.delete(segment.path());
      if (deleted < 0 && deleted != -Errno.ENOENT) {
        fail(segment.path() + " cannot be removed (" + Errno.text(deleted) + ")");
      }
    }
    publish();
  }

  /** Takes out the oldest segment, whose file is to be removed. */
  Segment dropOldest() {
    Segment segment = segments.removeFirst();
    committedBytes -= segment.committedBody;
    remove(segment);
    publish();
    return segment;
  }

  private static void remove(Segment segment) {
    segment.removed = true;
    segment.discardAll();
    Read parked = segment.parked;
    segment.parked = null;
    PartitionReader.resumeAll(parked);
  }

  /** All messages are out of it; their files may still be there. A checkpoint says so at once. */
  void emptied() {
    committedOffset = 0;
    committedBytes = 0;
    settledOffset = 0;
    segmentEnd.resume(0);
    publish();
  }

  /** Everything is gone: starts again at offset 0, or ends. */
  void reset(boolean end) {
    if (end) {
      closed = true;
      shard.partitions().remove(this);
    }
    failure = "";
    damagedFrom = Long.MAX_VALUE;
    damage.clear();
    emptied();
    appender.resume(0, appender.lastTimestamp() + 1, 0);
    flusher.resume(null, 0, false);
  }

  void end() {
    closed = true;
  }

  /** An operation on its files has ended. */
  void settled() {
    removal.proceed();
  }

  /** Whether nothing of it is in flight. */
  boolean idle() {
    if (!flusher.idle() || !appender.idle()) {
      return false;
    }
    for (Segment segment : segments) {
      if (segment.operations > 0 || segment.savingIndex) {
        return false;
      }
    }
    return true;
  }

  /** The segment that holds a readable offset. */
  Segment segmentWith(long offset) {
    int found = SegmentSearch.lastFrom(segments, offset);
    if (found < 0) {
      throw new IllegalStateException(directory + ": no segment holds offset " + offset);
    }
    return segments.get(found);
  }

  /** The last segment that begins before this time, or the first: an earlier one has none. */
  Segment segmentBefore(long timestamp) {
    return segments.get(Math.max(0, SegmentSearch.lastBefore(segments, timestamp)));
  }

  @Nullable Segment after(Segment segment) {
    for (int i = segments.size() - 1; i > 0; i--) {
      if (segments.get(i - 1) == segment) {
        return segments.get(i);
      }
    }
    return null;
  }

  /** The index of a segment, read from disk, blocking, when it is not in memory. */
  SparseIndex index(Segment segment) {
    if (!segment.indexLoaded) {
      shard.loadIndex(segment);
    }
    return segment.index;
  }

  int makeDirectory() {
    if (directoryExists) {
      return 0;
    }
    int made = shard.makeGroupDirectory(groupDirectory);
    if (made == 0) {
      made = shard.files.createDirectories(directory);
    }
    if (made == 0) {
      directoryExists = true;
      directoryMade = true;
    }
    return made;
  }

  void directoryRemoved() {
    directoryExists = false;
  }
}
