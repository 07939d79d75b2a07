package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A group's checkpoints in two alternating files of its directory, {@code checkpoint.0} and {@code
 * checkpoint.1}: up to which operation everything is durable outside the journal, and a body whose
 * meaning belongs to the caller.
 *
 * <p>The body is on stable storage before the header is written. So a whole header with another
 * body is rot, if no later checkpoint has begun to write over it; and as the header stands there
 * twice, in one block, neither a crash nor one bad place hides the newest checkpoint.
 *
 * <p>Belongs to the thread of its loop; one write at a time.
 *
 * <pre>
 *   0 header | 512 the same once more | 1024 zeros | 4096 body, then zeros up to a multiple of 4096
 * </pre>
 */
public final class CheckpointFile {
  /** The longest body, bytes. */
  public static final int MAX_BODY = 256 * 1024 * 1024;

  /** The most bytes of one write. */
  private static final int PART = 8 * 1024 * 1024;

  /** Is told how a write ended. */
  @FunctionalInterface
  public interface Done {
    /**
     * @param status 0: the checkpoint is on stable storage; else a negative {@link galgo.io.Errno},
     *     and the one before it still counts
     */
    void written(int status);
  }

  private final Loop loop;
  private final Files files;
  private final String directory;
  private final JournalIdentity identity;
  private final int group;
  private final KeyedHash hash;
  private final long header;
  private final Write write = new Write();
  private final boolean[] named = new boolean[2];
  private long number;

  /**
   * @param directory the group's, which exists; its own name is durable
   * @param latest what {@link #read} found there; not damaged
   */
  public CheckpointFile(Loop loop, String directory, JournalIdentity identity, Checkpoint latest) {
    if (!latest.damage().isEmpty()) {
      throw new IllegalArgumentException("the checkpoint is damaged: " + latest.damage());
    }
    this.loop = loop;
    this.files = loop.driver().files();
    this.directory = directory;
    this.identity = identity;
    this.group = latest.group();
    this.number = latest.number();
    this.hash = new KeyedHash(loop.driver(), identity.hashKey());
    this.header = loop.driver().allocate(CheckpointHeader.BLOCK);
  }

  /**
   * Reads the newest checkpoint of a group; blocking. Its body is in memory of the driver, until
   * that closes.
   *
   * @return {@link Checkpoint#none} when there is none; one with {@link Checkpoint#damage} when the
   *     newest one is not whole
   * @throws DataDirectoryException when a file cannot be read, or is another format's or node's
   */
  public static Checkpoint read(
      Driver driver, String directory, int group, JournalIdentity identity) {
    return new CheckpointReader(driver, directory, group, identity).read();
  }

  static String path(String directory, long number) {
    return directory + "/checkpoint." + number % 2;
  }

  /** Whether a write is under way. */
  public boolean writing() {
    return write.done != null;
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
   * @param done called once, perhaps before this returns
   */
  public void write(long op, long checksum, long timestamp, long body, int length, Done done) {
    if (writing()) {
      throw new IllegalStateException("a checkpoint of group " + group + " is being written");
    }
    if (length < 0 || length > MAX_BODY || body % CheckpointHeader.BLOCK != 0) {
      throw new IllegalArgumentException(
          "a body of " + length + " bytes at " + body + ", the most is " + MAX_BODY);
    }
    CheckpointHeader.put(header, identity, group, number + 1, op, checksum, timestamp, length);
    CheckpointHeader.seal(header, body, hash);
    write.start(body, length, done);
  }

  private enum Step {
    BODY,
    NAME,
    HEADER
  }

  private final class Write extends Operation {
    private @Nullable Done done;
    private Step step = Step.BODY;
    private int handle = -1;
    private int directoryHandle = -1;
    private long body;
    private long length;
    private long written;
    private int expected;

    void start(long address, int bytes, Done whenDone) {
      done = whenDone;
      body = address;
      length = ((long) bytes + CheckpointHeader.BLOCK - 1) & -CheckpointHeader.BLOCK;
      written = 0;
      step = Step.BODY;
      handle =
          files.open(
              path(directory, number + 1), Files.READ | Files.WRITE | Files.CREATE | Files.DIRECT);
      if (handle < 0) {
        end(handle);
        return;
      }
      next();
    }

    private void next() {
      if (step == Step.BODY && written == length) {
        step = named[(int) ((number + 1) % 2)] ? Step.HEADER : Step.NAME;
      }
      switch (step) {
        case BODY -> {
          expected = (int) Math.min(PART, length - written);
          loop.write(
              handle, body + written, expected, CheckpointHeader.BLOCK + written, true, this);
        }
        case NAME -> {
          directoryHandle = files.open(directory, Files.READ);
          if (directoryHandle < 0) {
            end(directoryHandle);
            return;
          }
          loop.sync(directoryHandle, this);
        }
        case HEADER -> {
          expected = CheckpointHeader.BLOCK;
          loop.write(handle, header, expected, 0, true, this);
        }
      }
    }

    @Override
    protected void completed(int result, int flags, long data) {
      if (step == Step.NAME) {
        files.close(directoryHandle);
        directoryHandle = -1;
      }
      if (result < 0) {
        end(result);
        return;
      }
      switch (step) {
        case BODY -> {
          int whole = Math.min(result, expected) & -CheckpointHeader.BLOCK;
          if (whole == 0) {
            end(-Errno.EIO);
            return;
          }
          written += whole;
          next();
        }
        case NAME -> {
          named[(int) ((number + 1) % 2)] = true;
          step = Step.HEADER;
          next();
        }
        case HEADER -> {
          if (result < expected) {
            end(-Errno.EIO);
            return;
          }
          number++;
          end(0);
        }
      }
    }

    private void end(int status) {
      if (handle >= 0) {
        files.close(handle);
        handle = -1;
      }
      Done told = done;
      done = null;
      if (told != null) {
        told.written(status);
      }
    }
  }
}
