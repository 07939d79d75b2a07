package galgo.io;

import java.util.List;

/**
 * Files by name, blocking: opening, listing, renaming, and whole reads and writes for the start.
 * Paths are absolute or relative to the working directory; a result below 0 is a negative {@link
 * Errno}.
 */
public interface Files {
  int READ = 1;
  int WRITE = 2;

  /** Make the file when it is missing. */
  int CREATE = 4;

  /** With {@link #CREATE}: fail with EEXIST when it is there. */
  int EXCLUSIVE = 8;

  /**
   * Past the page cache; addresses, lengths and offsets are multiples of 4096. Ignored where the
   * file system has none.
   */
  int DIRECT = 16;

  int TRUNCATE = 32;

  /** Opens a file for this driver. Returns a handle. */
  int open(String path, int flags);

  /** Ends a handle that has nothing in flight. */
  void close(int handle);

  /** Size in bytes. */
  long size(int handle);

  /** Cuts or extends the file. */
  int truncate(int handle, long size);

  /** Reads until {@code length} bytes or the end of the file. Returns the bytes read. */
  int read(int handle, long address, int length, long offset);

  /** Writes all of it or fails. */
  int write(int handle, long address, int length, long offset);

  /** The file's data and size are on stable storage afterwards. */
  int sync(int handle);

  /** Makes range [offset, offset + length) allocated, growing the size. */
  int allocate(int handle, long offset, long length);

  /**
   * Whether allocating takes no longer the more it is; without the system's help it is done by
   * writing zeros, which hold up other writes.
   */
  default boolean allocatesAtOnce() {
    return true;
  }

  /** Names in a directory, sorted; empty when it does not exist. */
  List<String> list(String directory);

  boolean exists(String path);

  /**
   * Makes a directory and its parents; 0 when it is there. The new entries are durable after {@link
   * #syncDirectory} of the parents.
   */
  int createDirectories(String directory);

  /** Replaces {@code to} atomically. */
  int rename(String from, String to);

  /** Removes a file or an empty directory. */
  int delete(String path);

  /** Makes names created, renamed and deleted in the directory durable. */
  int syncDirectory(String directory);

  /**
   * Takes an exclusive lock on a file (made when missing) until the driver closes. EWOULDBLOCK when
   * another process has it. The file serves for nothing else: to open and close it again may end
   * the lock.
   */
  int lock(String path);

  /** Bytes that may still be written to the file system of the path. */
  long freeSpace(String path);

  /** Size of the file system of the path in bytes. */
  long totalSpace(String path);
}
