package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;

/** Reads one file after the other, through a window of 1 MiB. Blocking; belongs to one thread. */
final class PieceReader {
  private static final int WINDOW = FrameHeader.MAX_LENGTH;

  private final Files files;
  private final long window;
  private String path = "";
  private int handle = -1;
  private long size;
  private long start;
  private int filled;

  PieceReader(Driver driver) {
    this.files = driver.files();
    this.window = driver.allocate(WINDOW);
  }

  /**
   * Goes to another file, and closes the one before.
   *
   * @throws DataDirectoryException when it cannot be opened
   */
  void open(String next) {
    if (next.equals(path)) {
      return;
    }
    close();
    handle = check(files.open(next, Files.READ), next, "cannot be opened");
    path = next;
    // What is behind the last whole block was never part of a frame.
    size = files.size(handle) & -FrameHeader.ALIGNMENT;
    start = 0;
    filled = 0;
  }

  void close() {
    if (handle >= 0) {
      files.close(handle);
    }
    handle = -1;
    path = "";
    filled = 0;
  }

  /** Bytes of the open file, whole blocks. */
  long size() {
    return size;
  }

  /** What was read of the open file is on stable storage. */
  void sync() {
    check(files.sync(handle), path, "cannot be synced");
  }

  /**
   * Address of the block of 4096 bytes at a position before the end of the file; valid until the
   * next call.
   */
  long block(long position) {
    if (position < start || position + FrameHeader.ALIGNMENT > start + filled) {
      load(position, (int) Math.min(WINDOW, size - position));
    }
    return window + position - start;
  }

  /** Copies [position, position + length), inside the file and multiples of 4096. */
  void copy(long position, int length, long target) {
    if (position < start || position + length > start + filled) {
      load(position, (int) Math.min(WINDOW, size - position));
    }
    Memory.copy(window + position - start, target, length);
  }

  /**
   * Reads [position, position + length) past the window: one block is wanted, not its neighbours.
   */
  void readExactly(long position, int length, long target) {
    read(position, length, target);
  }

  private void load(long position, int length) {
    filled = 0;
    read(position, length, window);
    start = position;
    filled = length;
  }

  private void read(long position, int length, long target) {
    int result = check(files.read(handle, target, length, position), path, "cannot be read");
    if (result < length) {
      throw new DataDirectoryException(
          path
              + " ends at "
              + (position + result)
              + ", but was "
              + size
              + " bytes long. Start the server again when nothing else changes the data"
              + " directory.");
    }
  }

  private static int check(int result, String path, String what) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " "
              + what
              + " ("
              + Errno.text(result)
              + "). Look after the device, or restore the data directory from a backup.");
    }
    return result;
  }
}
