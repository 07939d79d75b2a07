package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Operation;
import galgo.journal.DataDirectoryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of small records (metadata commands, consumer offsets) with group commit: what was appended
 * while one write was under way goes to the disk in the next.
 *
 * <p>Two buffers: one gathers, the other is being written. {@link EntryLogs} makes it at the start
 * of the node; {@link #start} gives it to the thread of a loop, which alone uses it from then on.
 * That thread calls {@link #turn} after its other work, before each turn of the loop. Tickets
 * complete inside {@link Loop#turn} or {@link #turn}, never inside another method of this class.
 *
 * <p>Above a limit the log is compacted: it takes nothing until what is under way is durable, then
 * writes a snapshot into a new file in one go, blocking, and deletes the old one. The pause is
 * bounded by the size of the snapshot.
 */
public final class EntryLog {
  /** The largest body in bytes. */
  public static final int MAX_BODY = 1 << 20;

  /**
   * File size in bytes above which a log is compacted, when its snapshot is less than half of it.
   */
  static final long COMPACT_ABOVE = 64L << 20;

  static final int BUFFER = 2 * MAX_BODY;

  private static final int GROWTH = 4 << 20;
  private static final Logger LOGGER = LoggerFactory.getLogger(EntryLog.class);

  /**
   * One thing that waits for durability or room: made once, used again and again, waiting once at a
   * time.
   */
  public abstract static class Ticket {
    boolean waiting;
    long mark;
    @Nullable Ticket next;

    public final boolean waiting() {
      return waiting;
    }

    /**
     * What it waited for has come. May append, also with this ticket.
     *
     * @param error null, or why the log has failed: nothing more will become durable before a
     *     restart
     */
    protected abstract void completed(@Nullable String error);
  }

  /** Takes recovered entries, in order. */
  @FunctionalInterface
  public interface Replay {
    /**
     * Takes one.
     *
     * @param timestamp as it was appended
     * @param body readable during the call
     */
    void entry(int kind, long timestamp, long body, int length);
  }

  /** Writes out the state that all entries so far have made, as entries that make it again. */
  @FunctionalInterface
  public interface Snapshot {
    void emit(Sink sink);
  }

  /** Takes the entries of a snapshot. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one; its body is copied.
     *
     * @param length 0..{@link #MAX_BODY}
     */
    void put(int kind, long body, int length, long timestamp);
  }

  private final String directory;
  private final Snapshot snapshot;
  private final long compactAbove;
  private final TicketQueue durable = new TicketQueue();
  private final TicketQueue room = new TicketQueue();
  private final Operation write =
      new Operation() {
        @Override
        protected void completed(int result, int flags, long data) {
          written(result);
        }
      };
  private final Operation allocate =
      new Operation() {
        @Override
        protected void completed(int result, int flags, long data) {
          // Without space the write says so; without the call the write extends the file.
          submitWrite();
        }
      };

  private EntryLogFile file;
  private EntryLogFile.Header header;
  private @Nullable Loop loop;
  private @Nullable EntryBuffer gathering;
  private @Nullable EntryBuffer flying;
  private int handle = -1;
  private int flyingLength;
  private long flyingLastOp;
  private long nextOp;
  private long firstOpOfWrite;
  private long allocatedEnd;
  private long compactAt;
  private @Nullable String failure;

  EntryLog(
      String directory,
      EntryLogFile file,
      EntryLogFile.Header header,
      Snapshot snapshot,
      long compactAbove) {
    this.directory = directory;
    this.file = file;
    this.header = header;
    this.snapshot = snapshot;
    this.compactAbove = compactAbove;
  }

  static void checkBody(int length) {
    if (length < 0 || length > MAX_BODY) {
      throw new IllegalArgumentException("body of " + length + " bytes, not 0.." + MAX_BODY);
    }
  }

  /**
   * Opens the file for appending, on the thread that owns the loop and, from now on, this log.
   * Blocking, once.
   *
   * @throws DataDirectoryException when it cannot be opened
   */
  public void start(Loop owner) {
    if (loop != null) {
      throw new IllegalStateException(file.name() + " is started already");
    }
    Driver driver = owner.driver();
    loop = owner;
    gathering = new EntryBuffer(driver.allocate(BUFFER), BUFFER);
    flying = new EntryBuffer(driver.allocate(BUFFER), BUFFER);
    openFile(driver, gathering);
    if (handle < 0) {
      throw new DataDirectoryException(
          path()
              + " cannot be opened ("
              + Errno.text(handle)
              + "). Give this user the right to write it.");
    }
  }

  /**
   * Takes an entry; its body is copied.
   *
   * @param length 0..{@link #MAX_BODY}
   * @param timestamp microseconds since 1970
   * @param ticket completes when the entry is durable, or null when nobody waits
   * @return false when nothing was taken: no room (see {@link #awaitRoom}), or {@link #failure} is
   *     set
   */
  public boolean append(int kind, long body, int length, long timestamp, @Nullable Ticket ticket) {
    checkBody(length);
    EntryBuffer buffer = started(gathering);
    if (failure != null || compactionDue() || !buffer.fits(length)) {
      return false;
    }
    long op = nextOp++;
    buffer.put(
        started(loop).driver().kernels(),
        kind,
        body,
        length,
        timestamp,
        file.session(),
        op,
        (int) (op - firstOpOfWrite));
    if (ticket != null) {
      durable.add(ticket, op);
    }
    return true;
  }

  /** Completes the ticket when an append may be tried again, or with the failure. */
  public void awaitRoom(Ticket ticket) {
    room.add(ticket, 0);
  }

  /** For {@link ConsumerOffsets}: the last appended entry is what these wait for. */
  void awaitLast(TicketQueue waiting, long mark) {
    waiting.moveTo(durable, mark, nextOp - 1);
  }

  /** Writes what was gathered, unless a write is under way. Compacts when it is time. */
  public void turn() {
    if (failure != null) {
      completeAll();
      return;
    }
    if (write.pending() || allocate.pending()) {
      return;
    }
    if (compactionDue()) {
      compact();
    }
    if (failure == null && started(gathering).hasNew()) {
      submit();
    }
    if (failure == null && !compactionDue()) {
      room.complete(0, null);
      // What those appended must not wait for a turn that nothing brings about.
      if (started(gathering).hasNew() && !write.pending() && !allocate.pending()) {
        submit();
      }
    }
  }

  /** Why the log takes nothing more until a restart, or null. */
  public @Nullable String failure() {
    return failure;
  }

  /** Whether everything appended is durable, or lost by a failure. */
  public boolean idle() {
    return failure != null
        || (!write.pending() && !allocate.pending() && !started(gathering).hasNew());
  }

  /** Ends it; it is {@link #idle} and has no write under way. */
  public void close() {
    Loop owner = started(loop);
    if (write.pending() || allocate.pending()) {
      throw new IllegalStateException(path() + " has a write under way");
    }
    owner.forget(write);
    owner.forget(allocate);
    if (handle >= 0) {
      owner.driver().files().close(handle);
      handle = -1;
    }
  }

  private void openFile(Driver driver, EntryBuffer buffer) {
    handle = driver.files().open(path(), Files.WRITE | Files.DIRECT);
    long start = header.appendStart();
    buffer.reset(start);
    nextOp = header.snapshotEntries() + 1;
    firstOpOfWrite = nextOp;
    allocatedEnd = start;
    compactAt = Math.max(compactAbove, 2 * start);
  }

  private boolean compactionDue() {
    return started(gathering).position() >= compactAt;
  }

  private void submit() {
    EntryBuffer full = started(gathering);
    EntryBuffer next = started(flying);
    flyingLength = full.pad();
    flyingLastOp = nextOp - 1;
    firstOpOfWrite = nextOp;
    next.follow(full);
    gathering = next;
    flying = full;
    if (full.position() + flyingLength > allocatedEnd) {
      long from = allocatedEnd;
      allocatedEnd += GROWTH;
      started(loop).allocate(handle, from, GROWTH, allocate);
    } else {
      submitWrite();
    }
  }

  private void submitWrite() {
    EntryBuffer buffer = started(flying);
    started(loop).write(handle, buffer.base(), flyingLength, buffer.position(), true, write);
  }

  private void written(int result) {
    if (result == flyingLength) {
      durable.complete(flyingLastOp, null);
    } else {
      fail(
          result < 0
              ? path() + " cannot be written: " + Errno.text(result)
              : path() + " took only " + result + " of " + flyingLength + " bytes");
    }
  }

  private void fail(String reason) {
    LOGGER.error("{}; it takes nothing more until a restart", reason);
    failure = reason;
    completeAll();
  }

  private void completeAll() {
    durable.complete(Long.MAX_VALUE, failure);
    room.complete(Long.MAX_VALUE, failure);
  }

  private void compact() {
    if (started(gathering).hasNew()) {
      throw new IllegalStateException(path() + " gathers while it is to be compacted");
    }
    Driver driver = started(loop).driver();
    EntryLogFile next = file.nextPart();
    EntryLogFile.Header nextHeader;
    try {
      nextHeader =
          EntryLogWriter.write(
              driver,
              directory,
              next,
              header.members(),
              header.replacedBoot(),
              started(flying),
              snapshot);
    } catch (DataDirectoryException e) {
      compactAt += compactAbove;
      LOGGER.warn("{} is not compacted, goes on growing: {}", path(), e.getMessage());
      return;
    }
    String old = path();
    driver.files().close(handle);
    handle = -1;
    try {
      EntryLogWriter.publish(driver, directory, next);
      EntryLogWriter.syncDirectory(driver, directory);
    } catch (DataDirectoryException e) {
      fail(String.valueOf(e.getMessage()));
      return;
    }
    file = next;
    header = nextHeader;
    openFile(driver, started(gathering));
    if (handle < 0) {
      fail(path() + " cannot be opened: " + Errno.text(handle));
      return;
    }
    int deleted = driver.files().delete(old);
    if (deleted < 0) {
      LOGGER.warn("{} is no longer needed and cannot be deleted: {}", old, Errno.text(deleted));
    }
  }

  private String path() {
    return file.path(directory);
  }

  private <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException(file.name() + " is not started");
    }
    return part;
  }
}
