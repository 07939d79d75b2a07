package galgo.log;

import galgo.io.Errno;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a partition's tail to its segments, in order, as far as {@link FlushGoal} says.
 *
 * <p>No block of the disk is in two writes at once: the next write waits while the one before ends
 * within a block. Partitions that are written through have one write in flight, and what is
 * appended meanwhile goes into the next. The others have several. A segment is begun on disk when
 * the one before it is on stable storage, so that a hole in a segment that is followed by another
 * cannot be a crash's doing.
 */
final class Flusher {
  private static final int WRITES = 8;
  private static final int PIECES = 4;
  private static final long RETRY_NANOS = 100_000_000;

  private final Partition partition;
  private final LogShard shard;
  private final SegmentSync sync;
  private final SegmentAhead ahead;

  /** The segment being written; null when all are finished. */
  private @Nullable Segment segment;

  /** Position in the segment up to which writes were submitted. */
  private long submitted;

  private @Nullable WriteOperation first;
  private @Nullable WriteOperation last;
  private int inFlight;
  private int error;
  private final FlushWaiters waiters = new FlushWaiters();
  private final FlushGoal goal;

  /** Bytes of the log that are written, and synced. */
  private long writtenLogical;

  long syncedLogical;

  // The shard's lists.
  boolean ready;
  @Nullable Flusher nextReady;
  @Nullable FlusherList dirty;
  long dirtySince;
  @Nullable Flusher dirtyBefore;
  @Nullable Flusher dirtyAfter;
  boolean wantsSync;
  @Nullable Flusher nextSync;

  // The disk was full: since then nothing is written but when it is time to try again.
  private boolean noSpace;
  private boolean unsynced;
  private boolean retrying;
  private long retryAt;

  Flusher(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
    this.sync = new SegmentSync(partition, this);
    this.ahead = new SegmentAhead(this, shard);
    this.goal = new FlushGoal(partition.durability == Durability.WRITTEN);
  }

  /**
   * Goes on after what recovery found.
   *
   * @param foundUnsynced whether it is perhaps not on stable storage: then nothing is written
   *     before a sync, so that what follows cannot outlive it
   */
  void resume(@Nullable Segment newest, long logical, boolean foundUnsynced) {
    // What was purged has nothing left to be written.
    waiters.answer(Long.MAX_VALUE, Long.MAX_VALUE, LogStatus.OK);
    writtenLogical = logical;
    syncedLogical = logical;
    goal.begin(logical);
    error = 0;
    noSpace = false;
    shard.queues.clean(this);
    segment = newest;
    if (newest != null) {
      submitted = newest.end;
      newest.writing = true;
      ahead.begin(Math.max(newest.fileSize, SegmentFile.up(newest.end)), newest.end);
    }
    unsynced = newest != null && foundUnsynced && partition.failure().isEmpty();
    if (newest != null && unsynced) {
      syncedLogical = newest.logicalBase + newest.syncedEnd;
      partition.directoryMade = true;
      sync.fileMade();
      shard.queues.wantSync(this);
      shard.settlement.changed(partition);
    }
  }

  /** The partition has ended: answers who waits, and gives up what the loop keeps for it. */
  void end() {
    shard.queues.clean(this);
    sync.forget();
    ahead.forget();
    waiters.answer(writtenLogical, syncedLogical, LogStatus.CLOSED);
  }

  @Nullable Segment segment() {
    return segment;
  }

  /** Whether nothing is in flight and nothing can be before the next append. */
  boolean idle() {
    return inFlight == 0 && !sync.pending() && !ahead.pending();
  }

  boolean fullyWritten() {
    return writtenLogical == partition.appender.appendedLogical();
  }

  boolean noSpace() {
    return noSpace;
  }

  boolean journalled() {
    return partition.journalled();
  }

  long retryAt() {
    return retryAt;
  }

  /** The tail has grown. */
  void appended() {
    if (segment == null) {
      begin(partition.newest());
    }
    if (goal.through()) {
      shard.queues.ready(this);
      return;
    }
    shard.queues.dirty(this);
    Segment current = segment;
    if (current != null && goal.limit(current, submitted) > submitted) {
      shard.queues.ready(this);
    }
  }

  /** The tail has grown by an entry that is answered when it is in its segment, durable. */
  void placed() {
    goal.place(partition.appender.appendedLogical());
    appended();
  }

  /** Tries again after the disk was full. */
  void retry() {
    if (!goal.through() && !fullyWritten()) {
      retrying = true;
      retryAt = shard.now + RETRY_NANOS;
      force();
    } else {
      noSpace = false;
      shard.queues.clean(this);
    }
    shard.queues.ready(this);
  }

  /** Writes what there is, full blocks or not. */
  void force() {
    goal.force(partition.appender.appendedLogical());
    shard.queues.ready(this);
  }

  void whenWritten(boolean synced, IntConsumer done) {
    force();
    waiters.add(partition.appender.appendedLogical(), synced, done);
    notifyWaiters(LogStatus.OK);
  }

  private void begin(@Nullable Segment next) {
    segment = next;
    submitted = 0;
    if (next != null) {
      next.writing = true;
      ahead.begin(0, 0);
    }
  }

  /** Submits what may be written now. */
  void advance() {
    if (!partition.failure().isEmpty() || partition.stopped() || error != 0) {
      return;
    }
    if (noSpace && !retrying) {
      return;
    }
    if (unsynced) {
      startSync();
      return;
    }
    for (Segment current = segment; current != null; current = segment) {
      if (submitted >= goal.limit(current, submitted)) {
        if (!finish(current)) {
          break;
        }
      } else if (!submit(current)) {
        break;
      }
    }
    if (allSubmitted() && !noSpace) {
      shard.queues.clean(this);
    }
  }

  private boolean allSubmitted() {
    Segment current = segment;
    return current == null
        || current == partition.newest() && (current.fresh() || submitted == current.end);
  }

  private boolean submit(Segment current) {
    if (inFlight > 0
        && (goal.through() || SegmentFile.down(submitted) != submitted || inFlight >= WRITES)) {
      return false;
    }
    int opened = openForWriting(current);
    if (opened < 0) {
      failed(opened);
      settle();
      return false;
    }
    boolean durable = goal.durable(current, submitted);
    int pieces = goal.through() || durable ? WriteOperation.PIECES : PIECES;
    long most = current.chunkStart(current.chunkIndex(submitted) + pieces);
    long to = Math.min(Math.min(goal.limit(current, submitted), most), ahead.limit());
    if (to <= submitted) {
      return false;
    }
    WriteOperation write = shard.takeWrite();
    if (write == null) {
      shard.queues.ready(this);
      return false;
    }
    if (last == null) {
      first = write;
    } else {
      last.next = write;
    }
    last = write;
    inFlight++;
    ahead.reserve(current, submitted, to, durable);
    write.submit(this, current, submitted, to, durable);
    submitted = to;
    return true;
  }

  private int openForWriting(Segment current) {
    return sync.open(current, goal.durable(current, 0));
  }

  /** A write has failed; what is in flight beside it is waited for. */
  void failed(int result) {
    if (error == 0) {
      error = result;
    }
  }

  /** A write has completed, well or not. */
  void completed() {
    inFlight--;
    Segment current = segment;
    if (current == null) {
      throw new IllegalStateException(partition.directory + ": a write without a segment");
    }
    long before = current.writtenEnd;
    for (WriteOperation write = first; write != null && write.complete; write = first) {
      first = write.next;
      if (first == null) {
        last = null;
      }
      if (error == 0) {
        current.writtenEnd = write.to;
        if (write.synced() && write.from <= current.syncedEnd) {
          current.syncedEnd = write.to;
        }
      }
      shard.giveWrite(write);
    }
    if (error == 0 && current.writtenEnd > before) {
      written(current, before);
    }
    settle();
  }

  private void written(Segment current, long before) {
    if (noSpace) {
      noSpace = false;
      shard.queues.clean(this);
      shard.queues.dirty(this);
    }
    writtenLogical = current.logicalBase + current.writtenEnd;
    current.offerClean(before, current.writtenEnd);
    if (goal.through()) {
      partition.appender.commitTo(writtenLogical);
    }
    if (current.logicalBase + current.syncedEnd > syncedLogical) {
      synced(current);
    }
    answerPlaced(current);
    long rest = current.writtenEnd - current.syncedEnd;
    boolean resting = !goal.through() && allSubmitted();
    if (rest >= shard.settings.syncBytes() || rest > 0 && resting) {
      shard.queues.wantSync(this);
    }
    notifyWaiters(LogStatus.OK);
  }

  /**
   * Tells the journal which bodies are durable: all before them must be, too, so that a crash
   * leaves no hole before them.
   */
  private void answerPlaced(Segment current) {
    if (!sync.namesDurable()) {
      sync.directories();
      return;
    }
    partition.appender.placedTo(syncedLogical);
    if (partition.appender.awaitsSync(writtenLogical)) {
      sync.start(current);
    }
  }

  /** The segment is on stable storage up to its {@code syncedEnd}, and names may be, too. */
  void synced(Segment current) {
    if (!sync.namesDurable()) {
      return;
    }
    unsynced = false;
    syncedLogical = current.logicalBase + current.syncedEnd;
    answerPlaced(current);
    shard.indexWriter.dataSynced(current);
    notifyWaiters(LogStatus.OK);
    shard.queues.ready(this);
  }

  /** A sync in the background, if the files are still there when it is this partition's turn. */
  boolean startSync() {
    Segment current = segment;
    boolean over = error != 0 || !partition.failure().isEmpty() || partition.closed();
    if (over || current == null || current.removed || sync.pending()) {
      return false;
    }
    if (unsynced) {
      int opened = openForWriting(current);
      if (Errno.isShortage(opened)) {
        leaveAlone(current, opened);
        return false;
      }
      if (opened < 0) {
        fail(current.path(), opened);
        return false;
      }
    }
    return current.handle >= 0 && sync.start(current);
  }

  /** A sync has failed: nothing can be said about what is on disk. */
  void syncFailed(String file, int result) {
    fail(file, result);
    settle();
  }

  private boolean finish(Segment current) {
    if (!current.closed || !idle() || current.writtenEnd < current.end) {
      return false;
    }
    if (current.syncedEnd < current.end || !sync.namesDurable()) {
      sync.start(current);
      return false;
    }
    if (current.committedEnd < current.end) {
      return false;
    }
    current.finished = true;
    current.writing = false;
    current.giveBackRoom();
    shard.openFiles.add(current);
    shard.indexWriter.finish(current);
    begin(partition.after(current));
    return segment != null;
  }

  /** An operation has ended: goes on, or says what comes of an error when all have ended. */
  void settle() {
    if (!idle()) {
      shard.queues.ready(this);
      return;
    }
    if (error == 0) {
      shard.queues.ready(this);
      partition.settled();
      return;
    }
    settleError();
    partition.settled();
  }

  private void settleError() {
    int result = error;
    error = 0;
    Segment current = segment;
    if (current == null || !partition.failure().isEmpty()) {
      notifyWaiters(LogStatus.OK);
      return;
    }
    if (!Errno.isShortage(result)) {
      fail(current.path(), result);
      return;
    }
    leaveAlone(current, result);
    if (partition.appender.awaitsDisk()) {
      rollBack();
    } else {
      submitted = current.writtenEnd;
    }
    notifyWaiters(LogStatus.NO_SPACE);
  }

  /** The disk is full or too many files are open: tried again in a moment. */
  private void leaveAlone(Segment current, int result) {
    shard.saysShortage(current.path(), result);
    noSpace = true;
    retrying = false;
    retryAt = shard.now + RETRY_NANOS;
    shard.queues.full(this);
  }

  private void fail(String file, int result) {
    error = error == 0 ? result : error;
    partition.fail(file + " cannot be written (" + Errno.text(result) + ")");
    partition.appender.failUnwritten(LogStatus.FAILED);
    notifyWaiters(LogStatus.FAILED);
    shard.queues.clean(this);
  }

  /** Takes back what waits for the disk, and all after it, so that its offsets are given again. */
  private void rollBack() {
    Segment end = partition.appender.rollBack();
    Segment current = segment;
    if (current == null || current.removed) {
      current = end == null || end.finished ? null : end;
      segment = current;
    }
    long appended = partition.appender.appendedLogical();
    writtenLogical = Math.min(writtenLogical, appended);
    syncedLogical = Math.min(syncedLogical, appended);
    goal.cut(appended);
    if (current != null) {
      int cut = cutBack(current);
      if (cut < 0) {
        fail(current.path(), cut);
      }
    }
    partition.appender.failTakenBack();
  }

  /** Sees to it that the file ends with what is left of the segment, if it ends later. */
  private int cutBack(Segment current) {
    boolean whole = current.writtenEnd >= current.end;
    current.writtenEnd = Math.min(current.writtenEnd, current.end);
    current.syncedEnd = Math.min(current.syncedEnd, current.end);
    int restored = whole ? current.restoreStub() : 0;
    if (restored < 0) {
      return restored;
    }
    if (whole && current.stub == 0) {
      // The last block has the beginning of what was taken back: it is written again.
      current.writtenEnd = SegmentFile.down(current.end);
      current.syncedEnd = Math.min(current.syncedEnd, current.writtenEnd);
    }
    submitted = current.writtenEnd;
    ahead.begin(SegmentFile.up(current.end), current.writtenEnd);
    return current.cutFile();
  }

  private void notifyWaiters(int status) {
    int result = partition.failure().isEmpty() ? status : LogStatus.FAILED;
    boolean syncNeeded = waiters.answer(writtenLogical, syncedLogical, result);
    if (syncNeeded && !startSync()) {
      shard.queues.wantSync(this);
    }
  }
}
