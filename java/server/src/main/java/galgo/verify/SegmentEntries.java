package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.log.SegmentFile;

/** Reads the entries of one segment's file, one after the other, each whole in memory; blocking. */
final class SegmentEntries {
  private static final long WINDOW = 4L << 20;

  private final Driver driver;
  private final Files files;
  private long buffer;
  private long capacity;

  private String path = "";
  private int handle = -1;
  private long size;
  private long position;
  private long start;
  private long end;

  SegmentEntries(Driver driver) {
    this.driver = driver;
    this.files = driver.files();
    this.capacity = WINDOW;
    this.buffer = driver.allocate(WINDOW);
  }

  void open(String file) {
    path = file;
    handle = check(files.open(file, Files.READ));
    size = files.size(handle);
    position = SegmentFile.HEADER;
    start = 0;
    end = 0;
  }

  void close() {
    files.close(handle);
  }

  /** Position of the entry that {@link #next} gave, or after the last one. */
  long position() {
    return position;
  }

  /**
   * The next entry: its header, with its body behind it; 0 at the end of what is whole. Valid until
   * the next call.
   */
  long next() {
    if (end > start) {
      position += EntryHeader.length(buffer + position - start);
    }
    if (!load(EntryHeader.SIZE)) {
      return 0;
    }
    long entry = buffer + position - start;
    if (EntryHeader.length(entry) <= 0 || !EntryHeader.headerValid(entry, driver.kernels())) {
      return 0;
    }
    return load(EntryHeader.length(entry)) ? buffer + position - start : 0;
  }

  private boolean load(int length) {
    if (position + length > size) {
      return false;
    }
    if (end <= start || position < start || position + length > end) {
      if (length > capacity) {
        capacity = SegmentFile.up(length);
        buffer = driver.allocate(capacity);
      }
      start = position;
      end = start + check(files.read(handle, buffer, (int) capacity, start));
    }
    return position + length <= end;
  }

  private int check(int result) {
    if (result < 0) {
      throw new DataDirectoryException(path + " cannot be read (" + Errno.text(result) + ").");
    }
    return result;
  }
}
