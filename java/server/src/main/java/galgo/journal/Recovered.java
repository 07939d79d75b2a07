package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What the journals of earlier starts hold: all of them are read, whatever shard wrote them, and
 * blocks are found by group and operation. So the number of shards may change between starts.
 *
 * <p>Read by one thread before shards start; then any thread may ask.
 */
public final class Recovered {
  private static final Comparator<FoundPiece> BY_START =
      Comparator.<FoundPiece>comparingLong(piece -> piece.name().boot())
          .thenComparingInt(piece -> piece.name().shard())
          .thenComparingLong(piece -> piece.name().number());

  private final JournalIdentity identity;
  private final GroupHistory[] groups;
  private final List<FoundPiece> pieces;
  private final List<List<String>> left;
  private final List<RottenFrame> rotten;
  private final Map<Driver, Replay> replays = new ConcurrentHashMap<>();
  private final AtomicIntegerArray passed;
  private final AtomicInteger waiting;

  private Recovered(
      JournalIdentity identity, Findings findings, List<FoundPiece> pieces, int shards) {
    this.identity = identity;
    this.groups = findings.groups();
    this.rotten = List.copyOf(findings.rottenFrames());
    this.pieces = pieces;
    this.passed = new AtomicIntegerArray(shards);
    this.waiting = new AtomicInteger(shards);
    this.left = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      left.add(new ArrayList<>());
    }
    int journal = -1;
    for (FoundPiece piece : pieces) {
      // A journal's files go to one shard, in order, so that none is missing between two others.
      if (piece.index() == 0 || !sameJournal(piece, pieces.get(piece.index() - 1))) {
        journal++;
      }
      left.get(journal % shards).add(piece.path());
    }
  }

  /**
   * Reads all journals; blocking. What was never finished at the end of a journal is cut and said
   * so. Everything found is on stable storage afterwards.
   *
   * @param directory that of the journals; it need not exist
   * @param identity of this start: its boot is later than those of all journals there
   * @param checkpoints one for each group, by group number from 0
   * @param shards how many journals this start will have
   * @throws DataDirectoryException when a file cannot be read or is foreign, or when it is
   *     uncertain which operations rotten frames held, so that no group could be trusted
   */
  public static Recovered read(
      Driver driver,
      String directory,
      JournalIdentity identity,
      List<Checkpoint> checkpoints,
      int shards) {
    List<FoundPiece> pieces = list(driver.files(), directory, identity);
    if (!pieces.isEmpty()) {
      syncNames(driver.files(), directory);
    }
    KeyedHash hash = new KeyedHash(driver, identity.hashKey());
    Findings findings = new Findings(driver, identity, hash, checkpoints);
    JournalScan scan = new JournalScan(driver, identity, hash, findings);
    int from = 0;
    for (int i = 1; i <= pieces.size(); i++) {
      if (i == pieces.size() || !sameJournal(pieces.get(from), pieces.get(i))) {
        scan.read(pieces.subList(from, i));
        from = i;
      }
    }
    findings.refuseTheUncertain();
    return new Recovered(identity, findings, pieces, shards);
  }

  private static boolean sameJournal(FoundPiece one, FoundPiece other) {
    return one.name().boot() == other.name().boot() && one.name().shard() == other.name().shard();
  }

  private static List<FoundPiece> list(Files files, String directory, JournalIdentity identity) {
    List<String> names;
    try {
      names = files.list(directory);
    } catch (UncheckedIOException e) {
      throw new DataDirectoryException(
          directory
              + " cannot be read ("
              + e.getMessage()
              + "). Give this user the right to read and write there.");
    }
    List<FoundPiece> found = new ArrayList<>();
    for (String text : names) {
      PieceName name = PieceName.parse(text);
      if (name == null) {
        continue;
      }
      if (name.boot() >= identity.boot()) {
        throw new DataDirectoryException(
            name.path(directory)
                + " is of start "
                + name.boot()
                + ", and this is start "
                + identity.boot()
                + ": the data directory's node file is older than its journals. Restore all of"
                + " the data directory from one backup.");
      }
      found.add(new FoundPiece(0, name, name.path(directory)));
    }
    found.sort(BY_START);
    List<FoundPiece> pieces = new ArrayList<>();
    for (FoundPiece piece : found) {
      pieces.add(new FoundPiece(pieces.size(), piece.name(), piece.path()));
    }
    return List.copyOf(pieces);
  }

  /** Names that a crash may have left half durable are relied upon from now. */
  private static void syncNames(Files files, String directory) {
    int result = files.syncDirectory(directory);
    if (result < 0) {
      throw new DataDirectoryException(
          directory + " cannot be synced (" + Errno.text(result) + "). Look after the device.");
    }
  }

  /** Frames that have rotted, those among them that nothing was lost with. */
  public List<RottenFrame> rotten() {
    return rotten;
  }

  /** How many groups there are, from 0. */
  public int groups() {
    return groups.length;
  }

  /** The last operation of the group that is proven, at least its checkpoint's; 0 for none. */
  public long head(int group) {
    return groups[group].head();
  }

  /** Writes the 16 bytes of the block checksum of {@link #head}. */
  public void headChecksum(int group, long target) {
    groups[group].headChecksum(target);
  }

  /** Microseconds since 1970 of the head's block, or of the checkpoint; the next one's is later. */
  public long headTimestamp(int group) {
    return groups[group].headTimestamp();
  }

  /**
   * Empty, or what of the group is gone: file, position, operations. Such a group takes no writes;
   * what it holds up to {@link #head} may be read.
   */
  public String damage(int group) {
    return groups[group].damage();
  }

  /**
   * Shows all entries of the group's operations {@code fromOp + 1} to {@link #head}, in order of
   * operation and index, no-ops among them. Blocking. Any thread, with a driver of its own, which
   * keeps 2 MiB for it.
   *
   * @param fromOp at least the checkpoint's operation, for what lies before it may be gone
   * @throws DataDirectoryException when something has become unreadable since the start
   */
  public void replay(Driver driver, int group, long fromOp, EntryVisitor visitor) {
    if (fromOp < groups[group].first() - 1) {
      throw new IllegalArgumentException(
          "group "
              + group
              + " is replayed from "
              + fromOp
              + ", it begins at "
              + groups[group].first());
    }
    replays
        .computeIfAbsent(driver, owner -> new Replay(owner, identity, pieces))
        .run(groups[group], fromOp, visitor);
  }

  /**
   * Shows all entries of several groups after their checkpoints, up to their heads: in order within
   * a group, and in one pass over the files. As {@link #replay(Driver, int, long, EntryVisitor)}
   * otherwise.
   */
  public void replay(Driver driver, int[] numbers, EntryVisitor visitor) {
    GroupHistory[] histories = new GroupHistory[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      histories[i] = groups[numbers[i]];
    }
    replays
        .computeIfAbsent(driver, owner -> new Replay(owner, identity, pieces))
        .run(histories, visitor);
  }

  /**
   * The first checkpoints of this start are durable for all groups of a shard. After the last
   * shard's, the journals of earlier starts are needed no more, and their files are used again; but
   * if a group is damaged they stay, for they are what its damage is known from. Any thread.
   */
  public void passed(int shard) {
    if (passed.getAndSet(shard, 1) == 0) {
      waiting.decrementAndGet();
    }
  }

  /**
   * The path of a file of earlier starts that this shard may use again or delete, the first, second
   * and so on; empty while they are needed, or when there are no more.
   */
  String released(int shard, int index) {
    List<String> paths = left.get(shard);
    if (index >= paths.size() || waiting.get() > 0) {
      return "";
    }
    for (GroupHistory group : groups) {
      if (!group.damage().isEmpty()) {
        return "";
      }
    }
    return paths.get(index);
  }
}
