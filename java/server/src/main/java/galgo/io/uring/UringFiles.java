package galgo.io.uring;

import galgo.io.Errno;
import galgo.io.Files;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Files by name through system calls, blocking. Belongs to the driver's thread. */
final class UringFiles implements Files {
  private final long ring;
  private final List<Integer> locks = new ArrayList<>();

  UringFiles(long ring) {
    this.ring = ring;
  }

  private static byte[] bytes(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a path with a NUL");
    }
    byte[] text = path.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(text, text.length + 1);
  }

  private int file(int handle) {
    if (!Native.isFile(ring, handle)) {
      throw new IllegalArgumentException("no open file " + handle);
    }
    return handle;
  }

  @Override
  public int open(String path, int flags) {
    return Native.open(ring, bytes(path), flags);
  }

  @Override
  public void close(int handle) {
    NativeLibrary.check(Native.close(ring, file(handle)), "closing file " + handle);
  }

  @Override
  public long size(int handle) {
    return Native.size(file(handle));
  }

  @Override
  public int truncate(int handle, long size) {
    return Native.truncate(file(handle), size);
  }

  @Override
  public int read(int handle, long address, int length, long offset) {
    return Native.read(file(handle), address, length, offset);
  }

  @Override
  public int write(int handle, long address, int length, long offset) {
    return Native.write(file(handle), address, length, offset);
  }

  @Override
  public int sync(int handle) {
    return Native.sync(file(handle));
  }

  @Override
  public int allocate(int handle, long offset, long length) {
    return Native.allocate(file(handle), offset, length);
  }

  @Override
  public List<String> list(String directory) {
    byte[][] found = new byte[1][];
    long result = Native.names(bytes(directory), found);
    if (result == -Errno.ENOENT) {
      return List.of();
    }
    NativeLibrary.check(result, "listing " + directory);
    List<String> names = new ArrayList<>();
    byte[] text = found[0];
    for (int from = 0, at = 0; at < text.length; at++) {
      if (text[at] == 0) {
        names.add(new String(text, from, at - from, StandardCharsets.UTF_8));
        from = at + 1;
      }
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public boolean exists(String path) {
    return Native.exists(bytes(path));
  }

  @Override
  public int createDirectories(String directory) {
    int result = Native.makeDirectory(bytes(directory));
    // Most often only the last one is missing.
    int from = result == -Errno.ENOENT ? 1 : 0;
    result = from > 0 ? 0 : result;
    while (from > 0 && (result == 0 || result == -Errno.EEXIST)) {
      int slash = directory.indexOf('/', from);
      result = Native.makeDirectory(bytes(slash < 0 ? directory : directory.substring(0, slash)));
      from = slash + 1;
    }
    if (result != -Errno.EEXIST) {
      return result;
    }
    // A file of that name is there, too: a path that ends in a slash must be a directory's.
    return exists(directory + "/") ? 0 : result;
  }

  @Override
  public int rename(String from, String to) {
    return Native.rename(bytes(from), bytes(to));
  }

  @Override
  public int delete(String path) {
    return Native.delete(bytes(path));
  }

  @Override
  public int syncDirectory(String directory) {
    return Native.syncDirectory(bytes(directory));
  }

  @Override
  public int lock(String path) {
    int lock = Native.lock(bytes(path));
    if (lock < 0) {
      return lock;
    }
    locks.add(lock);
    return 0;
  }

  @Override
  public long freeSpace(String path) {
    return Native.space(bytes(path), false);
  }

  @Override
  public long totalSpace(String path) {
    return Native.space(bytes(path), true);
  }

  /** Gives up the locks. */
  void close() {
    locks.forEach(Native::unlock);
    locks.clear();
  }
}
