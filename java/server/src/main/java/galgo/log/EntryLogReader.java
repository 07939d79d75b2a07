package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a log file from its beginning, blocking, and tells a write that never finished from damage.
 *
 * <p>An entry names its operation and its place among the entries written with it, and a write
 * starts only when the one before it is durable. So a whole entry of a later write proves that an
 * unreadable one was whole once: damage, an error. Without such proof the rest of the file is what
 * a crash left of the last write, none of which was acknowledged, and is cut. Rot in the very last
 * write cannot be told from that.
 */
final class EntryLogReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(EntryLogReader.class);

  private final Driver driver;
  private final long window;
  private final int windowCapacity;
  private final long hash;

  private String path = "";
  private int handle;
  private long size;
  private long windowStart;
  private int windowLength;

  /**
   * @param memory room for the largest entry and two blocks
   */
  EntryLogReader(Driver driver, long memory, int capacity) {
    this.driver = driver;
    this.hash = memory;
    this.window = memory + EntryBuffer.BLOCK;
    this.windowCapacity = capacity - EntryBuffer.BLOCK;
  }

  static DataDirectoryException damaged(String path, long position, String what) {
    return new DataDirectoryException(
        path
            + " is damaged at byte "
            + position
            + ": "
            + what
            + ". Restore the data directory from a backup or from another copy.");
  }

  EntryLogFile.Header header(EntryLogFile file, String directory) {
    open(file.path(directory));
    try {
      return readHeader(file);
    } finally {
      driver.files().close(handle);
    }
  }

  /**
   * Hands every whole entry to {@code replay}, in order.
   *
   * @throws DataDirectoryException when the file cannot be read or is damaged elsewhere than in its
   *     last write
   */
  EntryLogFile.Header replay(EntryLogFile file, String directory, EntryLog.Replay replay) {
    open(file.path(directory));
    try {
      EntryLogFile.Header header = readHeader(file);
      long op = 1;
      long position = EntryLogFile.HEADER;
      for (; op <= header.snapshotEntries(); op++) {
        if (!valid(position, op, file.session())) {
          throw damaged(path, position, "entry " + op + " of its snapshot is not what was written");
        }
        position = hand(position, replay);
      }
      position = header.appendStart();
      while (valid(position, op, file.session())) {
        position = hand(position, replay);
        op++;
      }
      cut(position, op, file.session());
      return header;
    } finally {
      driver.files().close(handle);
    }
  }

  private void open(String filePath) {
    path = filePath;
    handle = checked(driver.files().open(path, Files.READ));
    size = driver.files().size(handle);
    windowStart = 0;
    windowLength = 0;
  }

  private EntryLogFile.Header readHeader(EntryLogFile file) {
    if (!available(0, EntryLogFile.HEADER)) {
      throw damaged(path, 0, "the file is shorter than its header");
    }
    return file.decode(address(0), driver, path);
  }

  private long hand(long position, EntryLog.Replay replay) {
    long entry = address(position);
    replay.entry(
        EntryHeader.kind(entry),
        EntryHeader.timestamp(entry),
        EntryHeader.body(entry),
        EntryHeader.bodyLength(entry));
    return position + EntryHeader.length(entry);
  }

  private boolean valid(long position, long op, long session) {
    if (!headerValid(position, session) || EntryHeader.op(address(position)) != op) {
      return false;
    }
    return available(position, EntryHeader.length(address(position)))
        && EntryHeader.bodyValid(address(position), driver.kernels(), hash);
  }

  private boolean headerValid(long position, long session) {
    if (!available(position, EntryHeader.SIZE)) {
      return false;
    }
    long entry = address(position);
    return EntryHeader.bodyLength(entry) <= EntryLog.MAX_BODY
        && EntryHeader.headerValid(entry, driver.kernels())
        && Memory.getLong(entry + EntryHeader.SESSION) == session;
  }

  /**
   * Looks at all that follows the last whole entry: proof of damage is an error, anything else is
   * said.
   */
  private void cut(long from, long op, long session) {
    long lastWritten = -1;
    for (long position = from; available(position, 8); position += 8) {
      if (Memory.getLong(address(position)) != 0) {
        lastWritten = position;
      }
      if (headerValid(position, session)) {
        long entry = address(position);
        long firstOfItsWrite = EntryHeader.op(entry) - EntryHeader.index(entry);
        if (firstOfItsWrite > op) {
          throw damaged(
              path,
              from,
              "entry "
                  + op
                  + " is not what was written, and entry "
                  + EntryHeader.op(entry)
                  + " at byte "
                  + position
                  + " is later and whole");
        }
      }
    }
    if (lastWritten >= 0) {
      LOGGER.warn(
          "{}: cut {} bytes at byte {}: nothing later was written, so they are taken for a write that"
              + " never finished and was never acknowledged",
          path,
          lastWritten + 8 - from,
          from);
    }
  }

  /** Whether the file has these bytes; loads them. */
  private boolean available(long position, int length) {
    if (position + length > size) {
      return false;
    }
    if (position < windowStart || position + length > windowStart + windowLength) {
      windowStart = position & -EntryBuffer.BLOCK;
      windowLength = checked(driver.files().read(handle, window, windowCapacity, windowStart));
    }
    return position + length <= windowStart + windowLength;
  }

  private long address(long position) {
    return window + (position - windowStart);
  }

  private int checked(int result) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " cannot be read ("
              + Errno.text(result)
              + "). Give this user the right to read it.");
    }
    return result;
  }
}
