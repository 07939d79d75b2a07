package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.journal.DataDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the entry logs of a data directory and begins new ones: the blocking step of a node's
 * start, on one thread, before any shard runs.
 *
 * <p>Logs of one name form a set (one a shard), made by one start of the node, and replaced as a
 * whole by the next: recovered, written anew as snapshots, each under an unfinished name; then all
 * get their names, member 0 last; then the older set is deleted. So a set counts from the moment
 * its member 0 has its name, whatever the numbers of members before and after; a crash at any point
 * leaves one set that counts.
 */
public final class EntryLogs {
  /** The first eight bytes of a file of a log: "GALGOLOG". */
  public static final long MAGIC = EntryLogFile.MAGIC;

  private static final Logger LOGGER = LoggerFactory.getLogger(EntryLogs.class);

  private final Driver driver;
  private final String directory;
  private final long boot;
  private final EntryLogReader reader;
  private final EntryBuffer buffer;

  /**
   * @param driver of the calling thread; lives as long as the node, since its memory is used on
   * @param directory exists
   * @param boot this start's number, see {@link NodeFile#boot}
   */
  public EntryLogs(Driver driver, String directory, long boot) {
    this.driver = driver;
    this.directory = directory;
    this.boot = boot;
    long memory = driver.allocate(EntryLog.BUFFER);
    this.reader = new EntryLogReader(driver, memory, EntryLog.BUFFER);
    this.buffer = new EntryBuffer(memory, EntryLog.BUFFER);
  }

  /**
   * Opens a log that stands alone.
   *
   * @param name lower-case letters and hyphens
   * @param replay takes the recovered entries before this returns
   * @param snapshot writes the state: before this returns, and at each compaction later
   * @return to be started on the thread that will own it
   * @throws DataDirectoryException when a file is damaged or cannot be read or written; older files
   *     are as before
   */
  public EntryLog open(String name, EntryLog.Replay replay, EntryLog.Snapshot snapshot) {
    return openSet(name, 1, replay, member -> snapshot, EntryLog.COMPACT_ABOVE).getFirst();
  }

  /**
   * Reads all that the set of this name holds, and changes nothing.
   *
   * @param boot the last start, or later
   * @throws DataDirectoryException when a file is damaged or cannot be read
   */
  public static void read(
      Driver driver, String directory, long boot, String name, EntryLog.Replay replay) {
    EntryLogs logs = new EntryLogs(driver, directory, boot + 1);
    List<EntryLogFile> present = new ArrayList<>();
    for (String entry : driver.files().list(directory)) {
      EntryLogFile.parse(name, entry).ifPresent(present::add);
    }
    for (EntryLogFile file : logs.current(name, present)) {
      logs.reader.replay(file, directory, replay);
    }
  }

  /** Reads one file of a log, and changes nothing; as above. */
  public static void read(Driver driver, String path, EntryLog.Replay replay) {
    int slash = path.lastIndexOf('/');
    EntryLogFile file =
        EntryLogFile.parse(path.substring(slash + 1))
            .orElseThrow(
                () -> new DataDirectoryException(path + " does not have the name of a log."));
    String directory = slash < 0 ? "." : path.substring(0, slash);
    new EntryLogs(driver, directory, 0).reader.replay(file, directory, replay);
  }

  Driver driver() {
    return driver;
  }

  /**
   * Opens a set of logs. Replay takes the entries of all members of the old set, whose number may
   * differ, one member after the other.
   *
   * @param snapshots by member, asked after the replay
   * @param compactAbove file size in bytes
   */
  List<EntryLog> openSet(
      String name,
      int members,
      EntryLog.Replay replay,
      IntFunction<EntryLog.Snapshot> snapshots,
      long compactAbove) {
    if (members < 1 || members > 99_999) {
      throw new IllegalArgumentException(members + " members, not 1..99999");
    }
    List<EntryLogFile> present = present(name);
    List<EntryLogFile> current = current(name, present);
    for (EntryLogFile file : current) {
      reader.replay(file, directory, replay);
    }
    long replaced = current.isEmpty() ? 0 : current.getFirst().boot();
    List<EntryLog> logs = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      EntryLogFile file = new EntryLogFile(name, member, boot, 0);
      EntryLog.Snapshot snapshot = snapshots.apply(member);
      EntryLogFile.Header header =
          EntryLogWriter.write(driver, directory, file, members, replaced, buffer, snapshot);
      logs.add(new EntryLog(directory, file, header, snapshot, compactAbove));
    }
    publish(name, members);
    for (EntryLogFile file : present) {
      delete(file.path(directory));
    }
    return logs;
  }

  /** All files of this name, those of unfinished names excepted, which are removed. */
  private List<EntryLogFile> present(String name) {
    List<EntryLogFile> present = new ArrayList<>();
    for (String entry : driver.files().list(directory)) {
      if (entry.endsWith(EntryLogFile.UNFINISHED)) {
        String finished = entry.substring(0, entry.length() - EntryLogFile.UNFINISHED.length());
        if (EntryLogFile.parse(name, finished).isPresent()) {
          delete(directory + "/" + entry);
        }
      } else {
        Optional<EntryLogFile> file = EntryLogFile.parse(name, entry);
        file.ifPresent(present::add);
      }
    }
    return present;
  }

  /**
   * The newest part of each member of the newest set that counts, by member; empty when there is
   * none.
   */
  private List<EntryLogFile> current(String name, List<EntryLogFile> present) {
    Map<Integer, EntryLogFile> newest = new HashMap<>();
    @Nullable EntryLogFile first =
        present.stream()
            .filter(file -> file.member() == 0)
            .max(Comparator.comparingLong(EntryLogFile::boot).thenComparingInt(EntryLogFile::part))
            .orElse(null);
    if (first == null) {
      refuseHeadless(present);
      return List.of();
    }
    if (first.boot() >= boot) {
      throw new DataDirectoryException(
          first.path(directory)
              + " was written by start "
              + first.boot()
              + " of the node, and its node file counts this start as "
              + boot
              + ". Restore node file and logs from the same backup.");
    }
    for (EntryLogFile file : present) {
      if (file.boot() == first.boot()) {
        newest.merge(file.member(), file, (a, b) -> a.part() > b.part() ? a : b);
      }
    }
    List<EntryLogFile> current = new ArrayList<>();
    int members = reader.header(first, directory).members();
    for (int member = 0; member < members; member++) {
      EntryLogFile file = newest.get(member);
      if (file == null) {
        throw missing(name, member, first.boot());
      }
      current.add(file);
    }
    return current;
  }

  /** Without member 0 a set was never completed: the first start ended early, or files are gone. */
  private void refuseHeadless(List<EntryLogFile> present) {
    for (EntryLogFile file : present) {
      if (file.part() > 0 || reader.header(file, directory).replacedBoot() != 0) {
        throw missing(file.log(), 0, file.boot());
      }
    }
  }

  private DataDirectoryException missing(String name, int member, long setBoot) {
    return new DataDirectoryException(
        "The file "
            + new EntryLogFile(name, member, setBoot, 0).path(directory)
            + " (or a later part of it) is missing. Restore the data directory from a backup or from another copy.");
  }

  private void publish(String name, int members) {
    for (int member = members - 1; member > 0; member--) {
      EntryLogWriter.publish(driver, directory, new EntryLogFile(name, member, boot, 0));
    }
    if (members > 1) {
      EntryLogWriter.syncDirectory(driver, directory);
    }
    EntryLogWriter.publish(driver, directory, new EntryLogFile(name, 0, boot, 0));
    EntryLogWriter.syncDirectory(driver, directory);
  }

  private void delete(String path) {
    int result = driver.files().delete(path);
    if (result < 0) {
      LOGGER.warn("{} is no longer needed and cannot be deleted: {}", path, Errno.text(result));
    }
  }
}
