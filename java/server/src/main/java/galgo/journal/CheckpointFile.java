package galgo.journal;

import galgo.io.Driver;
import galgo.io.Loop;

/**
 * A group's checkpoints in two alternating files of its directory, {@code checkpoint.0} and {@code
 * checkpoint.1}: up to which operation everything is durable outside the journal, and a body whose
 * meaning belongs to the caller.
 *
 * <p>Belongs to the thread of its loop; one write at a time.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "unused"})
public final class CheckpointFile {
  /** The longest body, bytes. */
  public static final int MAX_BODY = 256 * 1024 * 1024;

  /** Is told how a write ended. */
  @FunctionalInterface
  public interface Done {
    /**
     * @param status 0: the checkpoint is on stable storage; else a negative {@link galgo.io.Errno},
     *     and the one before it still counts
     */
    void written(int status);
  }

  /**
   * @param directory the group's, which exists; its own name is durable
   * @param latest what {@link #read} found there
   */
  public CheckpointFile(Loop loop, String directory, JournalIdentity identity, Checkpoint latest) {
    throw new UnsupportedOperationException(
        "checkpoints of " + directory + " after " + latest + identity + loop);
  }

  /**
   * Reads the newest checkpoint of a group; blocking. Its body is in memory of the driver, until
   * that closes.
   *
   * @return {@link Checkpoint#none} when there is none; one with {@link Checkpoint#damage} when the
   *     newest one is not whole
   * @throws DataDirectoryException when a file cannot be read, or is another cluster's
   */
  public static Checkpoint read(
      Driver driver, String directory, int group, JournalIdentity identity) {
    throw new UnsupportedOperationException(directory + group + driver + identity);
  }

  /** Whether a write is under way. */
  public boolean writing() {
    return false;
  }

  /**
   * Writes the next checkpoint over the older file; not while one is under way.
   *
   * @param op everything of the group up to it is durable outside the journal, but for what stands
   *     in the body
   * @param checksum address of the 16 bytes of that operation's block checksum, copied
   * @param timestamp microseconds since 1970, not before that block's
   * @param body address of the body, a multiple of 4096, readable until done; the bytes from its
   *     end up to a multiple of 4096 are written, too
   * @param length 0 to {@link #MAX_BODY}
   */
  public void write(long op, long checksum, long timestamp, long body, int length, Done done) {
    throw new UnsupportedOperationException();
  }
}
