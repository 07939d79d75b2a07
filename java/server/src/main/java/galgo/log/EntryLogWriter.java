package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.journal.DataDirectoryException;

/**
 * Writes a new log file with a snapshot, blocking: under another name until all of it is durable,
 * so that a file of the real name is always whole.
 */
final class EntryLogWriter implements EntryLog.Sink {
  private final Driver driver;
  private final String directory;
  private final EntryLogFile file;
  private final EntryBuffer buffer;
  private final int handle;
  private long entries;

  private EntryLogWriter(Driver driver, String directory, EntryLogFile file, EntryBuffer buffer) {
    this.driver = driver;
    this.directory = directory;
    this.file = file;
    this.buffer = buffer;
    this.handle =
        check(
            driver
                .files()
                .open(unfinished(), Files.WRITE | Files.CREATE | Files.TRUNCATE | Files.DIRECT));
  }

  /**
   * Writes and syncs the file under its unfinished name.
   *
   * @param buffer memory to use; what is in it is lost
   * @throws DataDirectoryException when something cannot be written
   */
  static EntryLogFile.Header write(
      Driver driver,
      String directory,
      EntryLogFile file,
      int members,
      long replacedBoot,
      EntryBuffer buffer,
      EntryLog.Snapshot snapshot) {
    EntryLogWriter writer = new EntryLogWriter(driver, directory, file, buffer);
    try {
      return writer.write(members, replacedBoot, snapshot);
    } finally {
      driver.files().close(writer.handle);
    }
  }

  /** Gives a written file its name. Durable after the directory's sync. */
  static void publish(Driver driver, String directory, EntryLogFile file) {
    String path = file.path(directory);
    check(driver.files().rename(path + EntryLogFile.UNFINISHED, path), path);
  }

  static void syncDirectory(Driver driver, String directory) {
    check(driver.files().syncDirectory(directory), directory);
  }

  private EntryLogFile.Header write(int members, long replacedBoot, EntryLog.Snapshot snapshot) {
    buffer.reset(EntryLogFile.HEADER);
    snapshot.emit(this);
    long end = buffer.end();
    flush();
    EntryLogFile.Header header = new EntryLogFile.Header(members, entries, end, replacedBoot);
    file.encode(header, buffer.base(), driver.kernels());
    check(driver.files().write(handle, buffer.base(), EntryLogFile.HEADER, 0));
    check(driver.files().sync(handle));
    return header;
  }

  @Override
  public void put(int kind, long body, int length, long timestamp) {
    EntryLog.checkBody(length);
    if (!buffer.fits(length)) {
      flush();
    }
    entries++;
    buffer.put(
        driver.kernels(),
        kind,
        body,
        length,
        timestamp,
        file.session(),
        entries,
        (int) (entries - 1));
  }

  private void flush() {
    if (buffer.hasNew()) {
      check(driver.files().write(handle, buffer.base(), buffer.pad(), buffer.position()));
      buffer.follow(buffer);
    }
  }

  private String unfinished() {
    return file.path(directory) + EntryLogFile.UNFINISHED;
  }

  private int check(int result) {
    return check(result, unfinished());
  }

  private static int check(int result, String path) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " cannot be written ("
              + Errno.text(result)
              + "). Make room on the disk, and give this user the right to write there.");
    }
    return result;
  }
}
