package galgo.log;

import galgo.io.Errno;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a partition's tail to its segments, in order.
 *
 * <p>No block of the disk is in two writes at once: the next write waits while the one before ends
 * within a block. Partitions that answer from disk have one write in flight, and what is appended
 * meanwhile goes into the next: this is the group commit. The others have several, of whole chunks.
 * A segment is begun on disk when the one before it is on stable storage, so that a hole in a
 * segment that is followed by another cannot be a crash's doing.
 */
final class Flusher {
  private static final int MEMORY_WRITES = 8;
  private static final int MEMORY_PIECES = 4;
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

  /** Logical positions: written, synced, and up to where blocks are written that are not full. */
  private long writtenLogical;

  private long syncedLogical;
  private long forced;

  // The shard's lists.
  boolean ready;
  @Nullable Flusher nextReady;
  boolean dirty;
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
  }

  /**
   * Goes on after what recovery found.
   *
   * @param foundUnsynced whether it is perhaps not on stable storage: then nothing is written
   *     before a sync, so that what follows cannot outlive it
   */
  void resume(@Nullable Segment newest, long logical, boolean foundUnsynced) {
    writtenLogical = logical;
    syncedLogical = logical;
    forced = logical;
    error = 0;
    noSpace = false;
    shard.queues.clean(this);
    segment = newest;
    if (newest != null) {
      submitted = newest.end;
      newest.writing = true;
      ahead.begin(Math.max(newest.fileSize, SegmentFile.up(newest.end)), newest.end, fills());
    }
    unsynced = newest != null && foundUnsynced && partition.failure().isEmpty();
    if (newest != null && unsynced) {
      syncedLogical = newest.logicalBase + newest.syncedEnd;
      partition.directoryMade = true;
      sync.fileMade();
      shard.queues.wantSync(this);
    }
  }

  /** Whether the sync of what recovery found has not ended yet. */
  boolean unsynced() {
    return unsynced;
  }

  /** The partition has ended: gives up what the loop keeps for it. */
  void end() {
    shard.queues.clean(this);
    sync.forget();
    ahead.forget();
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

  long retryAt() {
    return retryAt;
  }

  /** The tail has grown. */
  void appended() {
    if (segment == null) {
      begin(partition.newest());
    }
    if (partition.durability != Durability.MEMORY) {
      shard.queues.ready(this);
      return;
    }
    shard.queues.dirty(this);
    Segment current = segment;
    if (current != null && limit(current) > submitted) {
      shard.queues.ready(this);
    }
  }

  /** Tries again after the disk was full. */
  void retry() {
    if (partition.durability == Durability.MEMORY) {
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
    forced = partition.appender.appendedLogical();
    shard.queues.ready(this);
  }

  void whenWritten(boolean synced, IntConsumer done) {
    force();
    waiters.add(forced, synced, done);
    notifyWaiters();
  }

  private void begin(@Nullable Segment next) {
    segment = next;
    submitted = 0;
    if (next != null) {
      next.writing = true;
      ahead.begin(0, 0, fills());
    }
  }

  private boolean fills() {
    return partition.durability == Durability.SYNCED;
  }

  private long limit(Segment current) {
    if (current.fresh()) {
      return 0;
    }
    if (partition.durability != Durability.MEMORY
        || current.closed
        || forced >= current.logicalBase + current.end) {
      return current.end;
    }
    return Math.max(submitted, current.chunkStart(current.chunkIndex(current.end)));
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
      if (submitted >= limit(current)) {
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
    boolean many = partition.durability == Durability.MEMORY;
    if (inFlight > 0
        && (!many || SegmentFile.down(submitted) != submitted || inFlight >= MEMORY_WRITES)) {
      return false;
    }
    int opened = openForWriting(current);
    if (opened < 0) {
      failed(opened);
      settle();
      return false;
    }
    int pieces = many ? MEMORY_PIECES : WriteOperation.PIECES;
    long most = current.chunkStart(current.chunkIndex(submitted) + pieces);
    long to = Math.min(Math.min(limit(current), most), ahead.limit());
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
    boolean durable = partition.durability == Durability.SYNCED;
    ahead.reserve(current, submitted, to);
    write.submit(this, current, submitted, to, durable);
    submitted = to;
    return true;
  }

  private int openForWriting(Segment current) {
    if (current.handle >= 0) {
      return current.handle;
    }
    if (current.writtenEnd > 0) {
      return current.open(false);
    }
    int made = partition.makeDirectory();
    if (made < 0) {
      return made;
    }
    int opened = current.open(true);
    if (opened >= 0) {
      sync.fileMade();
      if (partition.durability == Durability.SYNCED) {
        sync.directories();
      }
    }
    return opened;
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
        if (write.synced()) {
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
    noSpace = false;
    writtenLogical = current.logicalBase + current.writtenEnd;
    current.offerClean(before, current.writtenEnd);
    if (partition.durability == Durability.SYNCED) {
      synced(current);
    } else {
      if (partition.durability == Durability.WRITTEN) {
        partition.appender.commitTo(writtenLogical);
      }
      long unsynced = current.writtenEnd - current.syncedEnd;
      boolean resting = partition.durability == Durability.MEMORY && allSubmitted();
      if (unsynced >= shard.settings.syncBytes() || unsynced > 0 && resting) {
        shard.queues.wantSync(this);
      }
      notifyWaiters();
    }
  }

  /** The segment is on stable storage up to its {@code syncedEnd}, and names may be, too. */
  void synced(Segment current) {
    if (!sync.namesDurable()) {
      return;
    }
    unsynced = false;
    syncedLogical = current.logicalBase + current.syncedEnd;
    if (partition.durability == Durability.SYNCED) {
      partition.appender.commitTo(syncedLogical);
    }
    shard.indexWriter.dataSynced(current);
    notifyWaiters();
    shard.queues.ready(this);
  }

  /** A sync in the background, when it is this partition's turn. */
  boolean startSync() {
    Segment current = segment;
    if (current == null || sync.pending() || error != 0 || !partition.failure().isEmpty()) {
      return false;
    }
    if (unsynced) {
      int opened = openForWriting(current);
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
    if (!current.closed || inFlight > 0 || current.writtenEnd < current.end) {
      return false;
    }
    if (sync.pending() || ahead.pending()) {
      return false;
    }
    if (current.syncedEnd < current.end || !sync.namesDurable()) {
      sync.start(current);
      return false;
    }
    current.finished = true;
    current.writing = false;
    shard.files.truncate(current.handle, SegmentFile.up(current.end));
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
      notifyWaiters();
      return;
    }
    if (result != -Errno.ENOSPC) {
      fail(current.path(), result);
      return;
    }
    noSpace = true;
    retrying = false;
    retryAt = shard.now + RETRY_NANOS;
    shard.queues.dirty(this);
    if (partition.durability == Durability.MEMORY) {
      submitted = current.writtenEnd;
    } else {
      rollBack();
    }
    notifyWaiters(LogStatus.NO_SPACE);
  }

  private void fail(String file, int result) {
    error = error == 0 ? result : error;
    partition.fail(file + " cannot be written (" + Errno.text(result) + ")");
    partition.appender.failPending(LogStatus.FAILED);
    notifyWaiters(LogStatus.FAILED);
    shard.queues.clean(this);
  }

  private void rollBack() {
    Segment end = partition.appender.rollBack();
    segment = end == null || end.finished ? null : end;
    writtenLogical = partition.appender.appendedLogical();
    syncedLogical = Math.min(syncedLogical, writtenLogical);
    forced = Math.min(forced, writtenLogical);
    if (end != null && !end.finished) {
      end.writtenEnd = Math.min(end.writtenEnd, end.end);
      end.syncedEnd = Math.min(end.syncedEnd, end.end);
      int restored = end.restoreStub();
      int cut = restored < 0 ? restored : cutFile(end);
      if (cut < 0) {
        fail(end.path(), cut);
      } else {
        submitted = end.end;
        if (end.stub == 0) {
          // The last block has the beginning of what was taken back: it is written again.
          submitted = SegmentFile.down(end.end);
          end.writtenEnd = Math.min(end.writtenEnd, submitted);
        }
        ahead.begin(SegmentFile.up(end.end), end.end, fills());
      }
    }
    partition.appender.failPending(LogStatus.NO_SPACE);
  }

  private int cutFile(Segment end) {
    return end.handle < 0 ? 0 : shard.files.truncate(end.handle, SegmentFile.up(end.end));
  }

  private void notifyWaiters() {
    notifyWaiters(LogStatus.OK);
  }

  private void notifyWaiters(int status) {
    int result = partition.failure().isEmpty() ? status : LogStatus.FAILED;
    boolean syncNeeded = waiters.answer(writtenLogical, syncedLogical, result);
    if (syncNeeded && !startSync()) {
      shard.queues.wantSync(this);
    }
  }
}
