package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.journal.Checkpoint;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.Recovered;
import galgo.log.Durability;
import galgo.log.GroupDirectory;
import galgo.log.LogSettings;
import galgo.log.LogShard;
import galgo.log.LogStatus;
import galgo.log.NodeFile;
import galgo.log.Partition;
import galgo.log.SegmentFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes a data directory anew from another one's log: node file, journals and checkpoints are
 * copied, and each segment is written again, entry by entry, by the same code that a server writes
 * with. Segments are a pure function of the log, so the new ones have to be the same bytes in the
 * same files. A server can be started on the result, on another machine in place of the first.
 */
public final class Replay {
  private static final Pattern GROUP = Pattern.compile("[0-9]{2,4}");
  private static final Pattern PARTITION = Pattern.compile("[0-9]{20}");
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint\\.[01]");
  private static final int GROUPS = 64;
  private static final int COPY = 1 << 20;
  private static final int PATIENCE = 60_000;
  private static final long WAIT_NANOS = 1_000_000;

  /**
   * What came of it.
   *
   * @param differences each with file and position; none when all is the same
   */
  public record Outcome(
      int partitions, int segments, long entries, long bytes, List<String> differences) {}

  private final Driver driver;
  private final Files files;
  private final Loop loop;
  private final String from;
  private final String to;
  private final SegmentEntries source;
  private final long left;
  private final long right;
  private final LogShard log;
  private final List<String> differences = new ArrayList<>();
  private int partitions;
  private int segments;
  private long entries;
  private long bytes;

  private Replay(Driver driver, String from, String to, long segmentSize) {
    this.driver = driver;
    this.files = driver.files();
    this.loop = new Loop(driver);
    this.from = from;
    this.to = to;
    this.source = new SegmentEntries(driver);
    this.left = driver.allocate(COPY);
    this.right = driver.allocate(COPY);
    int[] groups = IntStream.rangeClosed(1, GROUPS).toArray();
    JournalIdentity identity = new JournalIdentity(1, 1, 1, 1, 1, 1);
    List<Checkpoint> none = IntStream.rangeClosed(0, GROUPS).mapToObj(Checkpoint::none).toList();
    Recovered recovered = Recovered.read(driver, scratch(), identity, none, 1);
    Journal journal =
        new Journal(loop, scratch(), JournalSettings.DEFAULTS, identity, 0, recovered, groups);
    LogSettings defaults = LogSettings.DEFAULTS;
    this.log =
        new LogShard(
            loop,
            to,
            new LogSettings(
                segmentSize,
                defaults.chunkPoolBytes(),
                defaults.readPoolBytes(),
                defaults.flushAgeNanos(),
                defaults.syncBytes(),
                defaults.placedAbove()),
            journal,
            recovered);
  }

  /**
   * Blocking, minutes for a large directory.
   *
   * @param from a data directory that no server uses; nothing of it is changed
   * @param to a directory that is empty or does not exist
   * @throws DataDirectoryException when one of them is not what it should be
   */
  public static Outcome run(Driver driver, String from, String to) {
    Files files = driver.files();
    if (!files.exists(from + "/" + NodeFile.NAME)) {
      throw new DataDirectoryException(from + " is no data directory of Galgo.");
    }
    if (files.lock(from + "/" + NodeFile.LOCK_NAME) < 0) {
      throw new DataDirectoryException(from + " is in use by a server. Stop it first.");
    }
    if (!files.list(to).isEmpty()) {
      throw new DataDirectoryException(to + " is not empty. Name a new directory.");
    }
    long segmentSize = DataDirectory.segmentSize(driver, from);
    check(files.createDirectories(to), to);
    Replay replay = new Replay(driver, from, to, segmentSize);
    replay.copyNames();
    replay.partitions();
    replay.removeScratch();
    return new Outcome(
        replay.partitions, replay.segments, replay.entries, replay.bytes, replay.differences);
  }

  private String scratch() {
    return to + "/replaying";
  }

  private void removeScratch() {
    for (String name : files.list(scratch())) {
      check(files.delete(scratch() + "/" + name), name);
    }
    check(files.delete(scratch()), scratch());
    check(files.syncDirectory(to), to);
  }

  /** Copies what is not written from entries: who it is, journals, checkpoints. */
  private void copyNames() {
    copy(NodeFile.NAME);
    check(files.createDirectories(to + "/journal"), to);
    files.list(from + "/journal").forEach(name -> copy("journal/" + name));
    check(files.syncDirectory(to + "/journal"), to);
    for (String group : files.list(from + "/groups")) {
      if (GROUP.matcher(group).matches()) {
        check(GroupDirectory.make(files, to, to + "/groups/" + group), group);
        files.list(from + "/groups/" + group).stream()
            .filter(CHECKPOINT.asMatchPredicate())
            .forEach(name -> copy("groups/" + group + "/" + name));
        check(files.syncDirectory(to + "/groups/" + group), group);
      }
    }
  }

  private void copy(String name) {
    int in = check(files.open(from + "/" + name, Files.READ), name);
    int out = check(files.open(to + "/" + name, Files.WRITE | Files.CREATE), name);
    long size = files.size(in);
    for (long at = 0; at < size; at += COPY) {
      int read = check(files.read(in, left, COPY, at), name);
      check(files.write(out, left, read, at), name);
    }
    check(files.sync(out), name);
    files.close(in);
    files.close(out);
  }

  private void partitions() {
    for (String group : files.list(from + "/groups")) {
      if (!GROUP.matcher(group).matches()) {
        continue;
      }
      for (String name : files.list(from + "/groups/" + group)) {
        if (PARTITION.matcher(name).matches()) {
          String directory = from + "/groups/" + group + "/" + name;
          partition(directory, Integer.parseInt(group), Long.parseUnsignedLong(name));
        }
      }
    }
  }

  private void partition(String directory, int group, long id) {
    List<Long> bases = new ArrayList<>();
    for (String name : files.list(directory)) {
      SegmentFile.base(name, SegmentFile.SEGMENT_SUFFIX).ifPresent(bases::add);
    }
    bases.sort(null);
    if (bases.isEmpty()) {
      return;
    }
    partitions++;
    Partition partition = log.begin(group, id, Durability.SYNCED, bases.getFirst());
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < bases.size(); i++) {
      source.open(SegmentFile.path(directory, bases.get(i), SegmentFile.SEGMENT_SUFFIX));
      long end = SegmentFile.HEADER;
      for (long entry = source.next(); entry != 0; entry = source.next()) {
        end = source.position() + EntryHeader.length(entry);
        restore(partition, entry);
      }
      source.close();
      ends.add(end);
      if (i < bases.size() - 1) {
        partition.endSegment();
      }
    }
    close(partition);
    for (int i = 0; i < bases.size(); i++) {
      compare(directory, GroupDirectory.path(to, group), id, bases.get(i), ends.get(i));
    }
  }

  private void restore(Partition partition, long entry) {
    if (EntryHeader.kind(entry) == EntryHeader.KIND_FILLER) {
      return;
    }
    entries++;
    for (int i = 0; !partition.restore(entry, EntryHeader.body(entry)); i++) {
      if (i == PATIENCE) {
        throw new DataDirectoryException(to + ": the disk does not take what is written to it.");
      }
      turn();
    }
    log.turn(driver.monotonicNanos());
    loop.turn(0);
  }

  private void turn() {
    log.turn(driver.monotonicNanos());
    loop.turn(WAIT_NANOS);
  }

  private void close(Partition partition) {
    int[] status = {-1};
    partition.close(result -> status[0] = result);
    for (int i = 0; status[0] < 0; i++) {
      if (i == PATIENCE) {
        throw new DataDirectoryException(to + ": the disk does not take what is written to it.");
      }
      turn();
    }
    if (status[0] != LogStatus.OK) {
      throw new DataDirectoryException(to + " cannot be written: " + partition.failure());
    }
  }

  private void compare(String directory, String groupDirectory, long id, long base, long end) {
    segments++;
    bytes += end;
    String original = SegmentFile.path(directory, base, SegmentFile.SEGMENT_SUFFIX);
    String name = "%s/%020d".formatted(groupDirectory, id);
    String copy = SegmentFile.path(name, base, SegmentFile.SEGMENT_SUFFIX);
    if (!files.exists(copy)) {
      differences.add(copy + " was not written");
      return;
    }
    int one = check(files.open(original, Files.READ), original);
    int other = check(files.open(copy, Files.READ), copy);
    for (long at = 0; at < end; at += COPY) {
      int length = (int) Math.min(COPY, end - at);
      int first = check(files.read(one, left, length, at), original);
      int second = check(files.read(other, right, length, at), copy);
      if (first != second || !Memory.equal(left, right, length)) {
        differences.add(copy + " differs from byte " + (at + difference(length)) + " on");
        break;
      }
    }
    files.close(one);
    files.close(other);
  }

  private int difference(int length) {
    int at = 0;
    while (at < length && Memory.getByte(left + at) == Memory.getByte(right + at)) {
      at++;
    }
    return at;
  }

  private static int check(int result, String path) {
    if (result < 0) {
      throw new DataDirectoryException(path + ": " + Errno.text(result) + ".");
    }
    return result;
  }
}
