package galgo.importer;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.journal.DataDirectoryException;

/** A file read whole into memory of the driver. */
record SmallFile(long address, int length) {
  private static final int LIMIT = 1 << 30;

  /**
   * Blocking.
   *
   * @throws DataDirectoryException when it cannot be read or is longer than 1 GiB
   */
  static SmallFile read(Driver driver, String path) {
    Files files = driver.files();
    int handle = files.open(path, Files.READ);
    if (handle < 0) {
      throw new DataDirectoryException(path + " cannot be read (" + Errno.text(handle) + ").");
    }
    try {
      long size = files.size(handle);
      if (size > LIMIT) {
        throw new DataDirectoryException(path + " has " + size + " bytes, more than 1 GiB.");
      }
      long address = driver.allocate(size + 4096 & -4096);
      int read = files.read(handle, address, (int) size, 0);
      if (read < size) {
        throw new DataDirectoryException(
            path + " cannot be read (" + (read < 0 ? Errno.text(read) : "it was cut") + ").");
      }
      return new SmallFile(address, read);
    } finally {
      files.close(handle);
    }
  }
}
