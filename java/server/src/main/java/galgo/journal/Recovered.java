package galgo.journal;

import galgo.io.Driver;
import java.util.List;

/**
 * What the journals of earlier starts hold: all of them are read, whatever shard wrote them, and
 * blocks are found by group and operation. So the number of shards may change between starts.
 *
 * <p>Read by one thread before shards start; then any thread may ask.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "unused"})
public final class Recovered {
  private Recovered() {}

  /**
   * Reads all journals; blocking. What was never finished at the end of a journal is cut and said
   * so. Everything found is on stable storage afterwards.
   *
   * @param directory that of the journals; made when it is missing
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
    throw new UnsupportedOperationException(directory + driver + identity + checkpoints + shards);
  }

  /** The last operation of the group that is proven, at least its checkpoint's; 0 for none. */
  public long head(int group) {
    throw new UnsupportedOperationException("group " + group);
  }

  /** Writes the 16 bytes of the block checksum of {@link #head}. */
  public void headChecksum(int group, long target) {
    throw new UnsupportedOperationException("group " + group + target);
  }

  /** Microseconds since 1970 of the head's block, or of the checkpoint; the next one's is later. */
  public long headTimestamp(int group) {
    throw new UnsupportedOperationException("group " + group);
  }

  /**
   * Empty, or what of the group is gone: file, position, operations. Such a group takes no writes;
   * what it holds up to {@link #head} may be read.
   */
  public String damage(int group) {
    throw new UnsupportedOperationException("group " + group);
  }

  /**
   * Shows all entries of the group's operations {@code fromOp + 1} to {@link #head}, in order of
   * operation and index. Blocking. Any thread, with a driver of its own.
   *
   * @param fromOp at least the checkpoint's operation, for what lies before it may be gone
   * @throws DataDirectoryException when something has become unreadable since the start
   */
  public void replay(Driver driver, int group, long fromOp, EntryVisitor visitor) {
    throw new UnsupportedOperationException("group " + group + driver + fromOp + visitor);
  }

  /**
   * The first checkpoints of this start are durable for all groups of a shard. After the last
   * shard's, the journals of earlier starts are needed no more, and their files are used again. Any
   * thread.
   */
  public void passed(int shard) {
    throw new UnsupportedOperationException("shard " + shard);
  }
}
