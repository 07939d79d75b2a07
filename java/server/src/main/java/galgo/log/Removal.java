package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.io.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ends messages or a partition: purge, delete, deleted segments, close. One after the other;
 * appends wait meanwhile. Files are removed in the background, oldest first, so that a crash leaves
 * no gap.
 */
final class Removal {
  private static final Logger LOGGER = LoggerFactory.getLogger(Removal.class);

  private enum Kind {
    PURGE,
    DELETE,
    SEGMENTS,
    CLOSE
  }

  private enum Stage {
    /** What was appended before is written. */
    FLUSH,

    /** Nothing is submitted any more; what is in flight ends. */
    DRAIN,

    /** The index of the last segment is written, or files are removed one by one. */
    WORK
  }

  private record Job(Kind kind, long before, IntConsumer done) {}

  private final Partition partition;
  private final LogShard shard;
  private final Queue<Job> jobs = new ArrayDeque<>();
  private @Nullable Job job;
  private Stage stage = Stage.FLUSH;
  private boolean proceeding;

  /** Taken out of the partition, with their files still there. */
  private final Queue<Segment> removed = new ArrayDeque<>();

  private final Queue<String> paths = new ArrayDeque<>();
  private @Nullable Unlink unlink;
  private @Nullable NameSync nameSync;
  private int status;

  Removal(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
  }

  void purge(IntConsumer done) {
    add(new Job(Kind.PURGE, 0, done));
  }

  void delete(IntConsumer done) {
    add(new Job(Kind.DELETE, 0, done));
  }

  void close(IntConsumer done) {
    add(new Job(Kind.CLOSE, 0, done));
  }

  void removeBefore(long offset, IntConsumer done) {
    add(new Job(Kind.SEGMENTS, offset, done));
  }

  /** Whether appends have to wait. */
  boolean pending() {
    Job current = job;
    return current != null && current.kind != Kind.SEGMENTS;
  }

  /** Whether nothing may be submitted for the partition's tail. */
  boolean stopped() {
    return pending() && stage != Stage.FLUSH;
  }

  private void add(Job added) {
    if (partition.closed()) {
      added.done.accept(LogStatus.CLOSED);
      return;
    }
    jobs.add(added);
    if (job == null) {
      next();
    }
  }

  private void next() {
    job = jobs.poll();
    Job current = job;
    if (current == null) {
      return;
    }
    status = LogStatus.OK;
    if (partition.closed()) {
      finish();
      return;
    }
    stage = Stage.FLUSH;
    if (current.kind == Kind.SEGMENTS) {
      takeSegments(current);
      stage = Stage.WORK;
      proceed();
    } else if (current.kind == Kind.DELETE) {
      stage = Stage.DRAIN;
      proceed();
    } else {
      boolean synced = current.kind == Kind.CLOSE || partition.durability == Durability.SYNCED;
      partition.flusher.whenWritten(synced, this::flushed);
    }
  }

  private void flushed(int result) {
    if (result != LogStatus.OK && job != null && job.kind == Kind.CLOSE) {
      status = result;
    }
    stage = Stage.DRAIN;
    proceed();
  }

  private void takeSegments(Job current) {
    while (partition.removable(0) && partition.segments().getFirst().nextOffset <= current.before) {
      removed.add(partition.dropOldest());
    }
  }

  /** Goes on if nothing has to be waited for. */
  void proceed() {
    Job current = job;
    if (current == null || stage == Stage.FLUSH || proceeding) {
      return;
    }
    proceeding = true;
    if (stage == Stage.DRAIN && partition.idle()) {
      drained(current);
    }
    boolean ended = stage == Stage.WORK && work(current);
    proceeding = false;
    if (ended) {
      finish();
    }
  }

  private void drained(Job current) {
    stage = Stage.WORK;
    if (current.kind == Kind.CLOSE) {
      partition.end();
      Segment newest = partition.newest();
      if (newest != null
          && !newest.finished
          && newest.handle >= 0
          && newest.syncedEnd == newest.end) {
        shard.files.truncate(newest.handle, SegmentFile.up(newest.end));
        newest.finished = true;
        shard.indexWriter.finish(newest);
      }
      return;
    }
    if (current.kind == Kind.DELETE) {
      partition.end();
    }
    partition.appender.failPending(LogStatus.CLOSED);
    while (partition.newest() != null) {
      removed.add(partition.dropOldest());
    }
  }

  /** One step; whether it was the last. */
  private boolean work(Job current) {
    if (unlink != null || nameSync != null && nameSync.pending()) {
      return false;
    }
    if (current.kind == Kind.CLOSE) {
      if (!partition.idle()) {
        return false;
      }
      for (Segment segment : partition.segments()) {
        segment.discardAll();
        segment.closeFile();
        segment.closeIndex();
      }
      return true;
    }
    for (String path = nextPath(); path != null; path = nextPath()) {
      long memory = shard.stubs.take();
      if (memory != 0) {
        unlink = new Unlink(memory);
        unlink.start(path);
        return false;
      }
      // No block is free for the name: blocking, then.
      removed(shard.files.delete(path));
    }
    return removed.isEmpty() && (current.kind != Kind.PURGE || namesDurable());
  }

  /** The next file to remove; null when there is none now: the next one is still in use. */
  private @Nullable String nextPath() {
    Segment segment = removed.peek();
    boolean busy = segment == null || segment.operations > 0 || segment.savingIndex;
    if (paths.isEmpty() && segment != null && !busy) {
      removed.remove();
      segment.closeFile();
      segment.closeIndex();
      // An index that outlives its segment could be taken for that of the next one there.
      paths.add(segment.indexPath());
      paths.add(segment.path());
    }
    return paths.peek();
  }

  private void removed(int result) {
    String path = paths.remove();
    if (result < 0 && result != -Errno.ENOENT) {
      LOGGER.error("{} cannot be removed ({})", path, Errno.text(result));
      status = LogStatus.FAILED;
    }
  }

  /** Whether what a crash leaves has none of the removed files; starts what is missing to it. */
  private boolean namesDurable() {
    if (nameSync != null) {
      return true;
    }
    NameSync sync = new NameSync();
    nameSync = sync;
    return !sync.start();
  }

  private void finish() {
    Job ended = job;
    if (ended == null) {
      throw new IllegalStateException("nothing has ended");
    }
    if (ended.kind == Kind.DELETE) {
      shard.files.delete(partition.directory);
      partition.directoryRemoved();
      partition.reset(true);
    } else if (ended.kind == Kind.PURGE) {
      partition.reset(false);
    }
    if (partition.closed()) {
      partition.flusher.end();
    }
    job = null;
    nameSync = null;
    ended.done.accept(status);
    if (job == null) {
      next();
    }
    if (!pending()) {
      partition.letGo();
    }
  }

  private final class Unlink extends Operation {
    private final long memory;

    Unlink(long memory) {
      this.memory = memory;
    }

    void start(String path) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= SegmentFile.BLOCK) {
        throw new IllegalStateException("path of " + bytes.length + " bytes: " + path);
      }
      Memory.copy(bytes, 0, memory, bytes.length);
      Memory.putByte(memory + bytes.length, 0);
      shard.loop.unlink(memory, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      shard.stubs.give(memory);
      shard.loop.forget(this);
      unlink = null;
      removed(result);
      proceed();
    }
  }

  private final class NameSync extends Operation {
    private int handle = -1;

    /** Whether there is something to wait for. */
    boolean start() {
      handle = shard.files.open(partition.directory, Files.READ);
      if (handle == -Errno.ENOENT) {
        return false;
      }
      if (handle < 0) {
        failed(handle);
        return false;
      }
      shard.loop.sync(handle, this);
      return true;
    }

    private void failed(int result) {
      LOGGER.error("{} cannot be synced ({})", partition.directory, Errno.text(result));
      status = LogStatus.FAILED;
    }

    @Override
    protected void completed(int result, int flags, long data) {
      shard.files.close(handle);
      shard.loop.forget(this);
      if (result < 0) {
        failed(result);
      }
      proceed();
    }
  }
}
