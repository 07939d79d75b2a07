package galgo.log;

import galgo.io.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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

    /** The journal makes it durable that messages go. */
    PROPOSE,

    /** The index of the last segment is written, or files are removed one by one. */
    WORK
  }

  private record Job(Kind kind, long before, Runnable gone, IntConsumer done) {
    Job(Kind kind, long before, IntConsumer done) {
      this(kind, before, () -> {}, done);
    }
  }

  private final Partition partition;
  private final LogShard shard;
  private final Queue<Job> jobs = new ArrayDeque<>();
  private @Nullable Job job;
  private Stage stage = Stage.FLUSH;
  private boolean proceeding;

  /** Taken out of the partition, with their files still there. */
  private final Queue<Segment> removed = new ArrayDeque<>();

  /** Of a damaged partition: segments behind the damage, which it does not serve. */
  private final List<Segment> unserved = new ArrayList<>();

  /** What there is to do before the job has ended. */
  private final Queue<FileRemover.Step> steps = new ArrayDeque<>();

  private FileRemover.@Nullable Step last;
  private boolean stepping;
  private int status;
  private final Truncator truncator;

  Removal(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
    this.truncator = new Truncator(partition, this::truncated);
  }

  void purge(Runnable gone, IntConsumer done) {
    add(new Job(Kind.PURGE, 0, gone, done));
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

  /** A segment that has to go when everything goes. */
  void unserved(Segment segment) {
    unserved.add(segment);
  }

  /** Whether appends have to wait. */
  boolean pending() {
    Job current = job;
    return current != null && current.kind != Kind.SEGMENTS;
  }

  /** Whether the partition is being deleted. */
  boolean deletes() {
    Job current = job;
    return current != null && current.kind == Kind.DELETE;
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
      removeSegments(current.before);
    } else if (current.kind == Kind.DELETE) {
      stage = Stage.DRAIN;
      partition.appender.failUnwritten(LogStatus.CLOSED);
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

  private void removeSegments(long before) {
    int count = 0;
    while (partition.removable(count) && partition.segments().get(count).nextOffset <= before) {
      count++;
    }
    if (count > 0 && partition.journalled()) {
      stage = Stage.PROPOSE;
      truncator.begin(Truncation.BEFORE, partition.segments().get(count).base);
    } else {
      stage = Stage.WORK;
      takeSegments(before);
      proceed();
    }
  }

  private void takeSegments(long before) {
    while (partition.removable(0) && partition.segments().getFirst().nextOffset <= before) {
      removed.add(partition.dropOldest());
    }
  }

  private void takeAll(Kind kind) {
    if (kind == Kind.DELETE) {
      last = new FileRemover.Step(FileRemover.What.DIRECTORY, partition.directory);
    } else if (!partition.journalled()) {
      // What is purged must not come back with a crash, least of all behind what is new.
      last = new FileRemover.Step(FileRemover.What.SYNC, partition.directory);
    }
    while (partition.newest() != null) {
      removed.add(partition.dropOldest());
    }
    removed.addAll(unserved);
    unserved.clear();
  }

  /** The journal has taken it, or has failed. */
  private void truncated(int result) {
    Job current = job;
    if (current == null) {
      throw new IllegalStateException("nothing is being removed");
    }
    stage = Stage.WORK;
    if (result < 0) {
      status = LogStatus.FAILED;
    } else if (current.kind == Kind.PURGE) {
      partition.purgedOp = truncator.op();
      takeAll(Kind.PURGE);
      partition.emptied();
      current.gone.run();
    } else {
      takeSegments(current.before);
    }
    proceed();
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
      // Of a damaged one the checkpoint goes on saying how much there was.
      if (status == LogStatus.OK && partition.failure().isEmpty()) {
        partition.settledOffset = partition.committedOffset();
      }
      Segment newest = partition.newest();
      if (newest != null
          && !newest.finished
          && newest.handle >= 0
          && newest.syncedEnd == newest.end) {
        newest.rest();
      }
      return;
    }
    if (current.kind == Kind.DELETE) {
      partition.end();
    } else if (partition.journalled()) {
      stage = Stage.PROPOSE;
      truncator.begin(Truncation.PURGE, 0);
      return;
    }
    partition.appender.failUnwritten(LogStatus.CLOSED);
    takeAll(current.kind);
    current.gone.run();
  }

  /** Begins the next step; whether there is none. */
  private boolean work(Job current) {
    if (current.kind == Kind.CLOSE) {
      if (!partition.idle()) {
        return false;
      }
      for (Segment segment : partition.segments()) {
        if (!shard.unwritten.holds(partition)) {
          segment.discardAll();
        }
        segment.closeFile();
        segment.closeIndex();
      }
      return true;
    }
    while (!stepping && hasStep()) {
      stepping = true;
      shard.remover.add(this);
    }
    return !stepping && removed.isEmpty();
  }

  private boolean hasStep() {
    Segment segment = removed.peek();
    // A sync may have begun while the journal was asked.
    boolean busy =
        segment != null
            && (segment.operations > 0
                || segment.savingIndex
                || segment.writing && !partition.flusher.idle());
    return !steps.isEmpty() || segment != null && !busy || removed.isEmpty() && last != null;
  }

  /** What the remover is to do now. */
  FileRemover.Step nextStep() {
    Segment segment = removed.peek();
    if (steps.isEmpty() && segment != null) {
      removed.remove();
      segment.closeFile();
      segment.closeIndex();
      // Files beside it that outlive their segment could be taken for those of the next one there.
      steps.add(new FileRemover.Step(FileRemover.What.FILE, segment.indexPath()));
      steps.add(new FileRemover.Step(FileRemover.What.FILE, segment.hashesPath()));
      steps.add(new FileRemover.Step(FileRemover.What.FILE, segment.path()));
    }
    FileRemover.Step end = last;
    if (steps.isEmpty() && end != null) {
      steps.add(end);
      last = null;
    }
    return steps.element();
  }

  /** The remover has done it. */
  void stepped(int result) {
    FileRemover.Step step = steps.remove();
    stepping = false;
    if (result < 0 && result != -Errno.ENOENT) {
      LOGGER.error(
          "{} cannot be {} ({})",
          step.path(),
          step.what() == FileRemover.What.SYNC ? "synced" : "removed",
          Errno.text(result));
      status = LogStatus.FAILED;
    }
    proceed();
  }

  private void finish() {
    Job ended = job;
    if (ended == null) {
      throw new IllegalStateException("nothing has ended");
    }
    if (ended.kind == Kind.DELETE) {
      partition.directoryRemoved();
      partition.reset(true);
    } else if (ended.kind == Kind.PURGE && partition.segments().isEmpty()) {
      partition.reset(false);
    }
    if (partition.closed()) {
      partition.flusher.end();
    }
    job = null;
    ended.done.accept(status);
    if (job == null) {
      next();
    }
    if (!pending()) {
      partition.letGo();
    }
  }
}
