package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.Recovered;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from the journal of one shard what it need not keep: waits until what it holds up to a
 * frame is durable in segments, writes the checkpoints of the groups that have changed, and trims
 * it.
 *
 * <p>Belongs to the shard's thread, which calls {@link #turn} once a turn. One checkpoint at a
 * time, a few groups of it at once; nothing blocks.
 */
public final class Checkpointer {
  /** When changes are checkpointed, however few they are. */
  static final long AGE_NANOS = 10_000_000_000L;

  /** Groups written at once: each waits for the disk two or three times. */
  private static final int AT_ONCE = 8;

  private static final Logger LOGGER = LoggerFactory.getLogger(Checkpointer.class);

  private enum Step {
    WAITING,
    DURABLE,
    SETTLING,
    WRITING
  }

  /** One group's: where it stood at the mark, and its files. */
  private static final class Group {
    final Checkpoint latest;

    /** {@link CheckpointSection#POSITION} bytes. */
    final long position;

    /** The operation that the newest checkpoint covers. */
    long covered;

    @Nullable CheckpointFile file;

    Group(Checkpoint latest, long position) {
      this.latest = latest;
      this.position = position;
      this.covered = latest.op();
    }

    int number() {
      return latest.group();
    }
  }

  private final Loop loop;
  private final Driver driver;
  private final LogShard log;
  private final Journal journal;
  private final JournalIdentity identity;
  private final long limit;
  private final List<CheckpointSection> sections;
  private final Runnable passed;
  private final CheckpointBody[] bodies = new CheckpointBody[AT_ONCE];
  private final List<Group> groups = new ArrayList<>();

  private Step step = Step.WAITING;
  private int next;
  private int writing;
  private boolean starting;

  /** Why the checkpoint under way is none; empty while all goes well. */
  private String failure = "";

  private long mark;
  private long trimmed;

  /** Nothing is checkpointed before, after something went wrong. */
  private long notBefore;

  /** Changes since then are not checkpointed. */
  private long since;

  private boolean first = true;
  private boolean finishing;
  private boolean finished;

  /**
   * @param latest the newest checkpoint of each group of the shard, the damaged ones left out
   * @param limit bytes of frames after which a checkpoint is made
   * @param sections what goes into the checkpoints
   * @param passed runs when the first checkpoint is durable, see {@link Recovered#passed}
   */
  public Checkpointer(
      Loop loop,
      LogShard log,
      Journal journal,
      JournalIdentity identity,
      List<Checkpoint> latest,
      long limit,
      List<CheckpointSection> sections,
      Runnable passed) {
    this.loop = loop;
    this.driver = loop.driver();
    this.log = log;
    this.journal = journal;
    this.identity = identity;
    this.limit = limit;
    this.sections = List.copyOf(sections);
    this.passed = passed;
    for (int i = 0; i < AT_ONCE; i++) {
      bodies[i] = new CheckpointBody(driver);
    }
    // The first one is made at once: until it is there, the journals of earlier starts stay.
    this.since = driver.monotonicNanos() - AGE_NANOS;
    long bytes = (long) CheckpointSection.POSITION * Math.max(1, latest.size());
    long positions = driver.allocate(SegmentFile.up(bytes));
    for (Checkpoint each : latest) {
      groups.add(new Group(each, positions));
      positions += CheckpointSection.POSITION;
    }
  }

  /** Begins a checkpoint when it is time, and goes on with the one under way. */
  public void turn(long now) {
    if (!journal.failure().isEmpty()) {
      finished = finishing && step != Step.WRITING;
      return;
    }
    if (step == Step.WAITING && due(now)) {
      since = now;
      begin();
    }
    if (step == Step.DURABLE && journal.durableSequence() >= mark) {
      step = Step.SETTLING;
      log.settle(mark, this::settled);
    }
  }

  /** When {@link #turn} has something to do though nothing happens. */
  public long nextDeadlineNanos() {
    return step == Step.WAITING && changed() && journal.failure().isEmpty()
        ? Math.max(since + AGE_NANOS, notBefore)
        : Long.MAX_VALUE;
  }

  /**
   * Makes a last checkpoint; nothing is proposed any more. Made once: without it the next start
   * replays the journal.
   */
  public void finish() {
    finishing = true;
  }

  /** The last checkpoint is made, or could not be. */
  public boolean finished() {
    return finished;
  }

  private boolean changed() {
    return first || journal.bytesSince(trimmed) > 0;
  }

  private boolean due(long now) {
    if (finishing) {
      finished |= !changed();
      return !finished;
    }
    return changed()
        && now >= notBefore
        && (journal.bytesSince(trimmed) > limit || now - since >= AGE_NANOS);
  }

  /** Notes what is to be covered. */
  private void begin() {
    mark = journal.lastSequence();
    for (Group group : groups) {
      Memory.putLong(group.position, journal.head(group.number()));
      journal.headChecksum(group.number(), group.position + 8);
      Memory.putLong(group.position + 24, journal.headTimestamp(group.number()));
    }
    step = Step.DURABLE;
  }

  private void settled(int status) {
    if (status == 0) {
      step = Step.WRITING;
      next = 0;
      writeNext();
    } else {
      failed("what the journal holds cannot be written to segments: " + LogStatus.text(status));
    }
  }

  /**
   * Goes on with the groups that have changed. A group always has the same memory, so that only
   * what the largest groups share grows to their size.
   */
  private void writeNext() {
    if (starting) {
      return;
    }
    starting = true;
    while (failure.isEmpty() && next < groups.size()) {
      Group group = groups.get(next);
      if (Memory.getLong(group.position) != group.covered) {
        CheckpointBody body = bodies[next % AT_ONCE];
        if (body.taken()) {
          break;
        }
        write(group, body);
      }
      next++;
    }
    starting = false;
    if (writing > 0) {
      return;
    }
    if (failure.isEmpty()) {
      done();
    } else {
      failed(failure);
    }
  }

  private void write(Group group, CheckpointBody body) {
    int number = group.number();
    for (CheckpointSection section : sections) {
      section.position(number, group.position);
    }
    int length = body.fill(number, sections);
    if (length < 0) {
      failure = "group " + number + " has more to keep than " + CheckpointFile.MAX_BODY + " bytes";
      return;
    }
    String directory = GroupDirectory.path(log.root, number);
    int made = log.makeGroupDirectory(directory);
    if (made < 0) {
      failure = directory + " cannot be made: " + Errno.text(made);
      return;
    }
    writing++;
    body.take();
    file(group, directory)
        .write(
            Memory.getLong(group.position),
            group.position + 8,
            Memory.getLong(group.position + 24),
            body.address(),
            length,
            status -> written(group, body, directory, status));
  }

  private CheckpointFile file(Group group, String directory) {
    CheckpointFile file = group.file;
    if (file == null) {
      file = new CheckpointFile(loop, directory, identity, group.latest);
      group.file = file;
    }
    return file;
  }

  private void written(Group group, CheckpointBody body, String directory, int status) {
    writing--;
    body.give();
    if (status < 0) {
      failure = "a file in " + directory + " cannot be written: " + Errno.text(status);
    } else {
      group.covered = Memory.getLong(group.position);
    }
    writeNext();
  }

  private void done() {
    journal.trim(mark);
    trimmed = mark;
    since = driver.monotonicNanos();
    step = Step.WAITING;
    if (first) {
      first = false;
      passed.run();
    }
  }

  private void failed(String reason) {
    LOGGER.warn(
        "no checkpoint: {}. The journal goes on growing; make room on the disk or replace it",
        reason);
    notBefore = driver.monotonicNanos() + AGE_NANOS;
    failure = "";
    step = Step.WAITING;
    finished = finishing;
  }
}
