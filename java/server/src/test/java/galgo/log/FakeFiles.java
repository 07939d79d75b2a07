package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The blocking calls of a {@link FakeDriver}. */
final class FakeFiles implements Files {
  private final IntPredicate busy;
  private final FakeDisk disk;
  private final Map<Integer, String> open = new HashMap<>();
  private final Map<Integer, FakeFile> openFiles = new HashMap<>();
  private int nextHandle = 3;

  /** Answers opens that make a file, when below 0. */
  int createFault;

  /** What opening any file or directory fails with, 0 for nothing. */
  int openFault;

  /** Whether allocating is said to be quick. */
  boolean allocatesAtOnce = true;

  FakeFiles(FakeDisk disk, IntPredicate busy) {
    this.disk = disk;
    this.busy = busy;
  }

  List<String> openPaths() {
    return List.copyOf(open.values());
  }

  boolean isFile(int handle) {
    return openFiles.containsKey(handle);
  }

  FakeFile file(int handle) {
    FakeFile file = openFiles.get(handle);
    if (file == null) {
      throw new IllegalStateException("handle " + handle + " is not an open file");
    }
    return file;
  }

  String path(int handle) {
    return open.get(handle);
  }

  @Override
  public int open(String path, int flags) {
    if (openFault < 0) {
      return openFault;
    }
    FakeFile file = disk.files.get(path);
    boolean directory = disk.directories.contains(path);
    if (file == null && !directory) {
      if ((flags & CREATE) == 0
          || !disk.directories.contains(path.substring(0, path.lastIndexOf('/')))) {
        return -Errno.ENOENT;
      }
      if (createFault < 0) {
        return createFault;
      }
      file = new FakeFile();
      disk.files.put(path, file);
    }
    if (file != null && (flags & TRUNCATE) != 0) {
      file.truncate(0);
    }
    int handle = nextHandle++;
    open.put(handle, path);
    if (file != null) {
      openFiles.put(handle, file);
    }
    return handle;
  }

  @Override
  public void close(int handle) {
    if (busy.test(handle)) {
      throw new IllegalStateException(open.get(handle) + " is closed with operations in flight");
    }
    if (open.remove(handle) == null) {
      throw new IllegalStateException("handle " + handle + " is not open");
    }
    openFiles.remove(handle);
  }

  @Override
  public long size(int handle) {
    return file(handle).size;
  }

  @Override
  public int truncate(int handle, long size) {
    file(handle).truncate((int) size);
    return 0;
  }

  @Override
  public int read(int handle, long address, int length, long offset) {
    if (address % 4096 != 0 || length % 4096 != 0 || offset % 4096 != 0) {
      return -Errno.EINVAL;
    }
    byte[] bytes = file(handle).read((int) offset, length);
    Memory.copy(bytes, 0, address, bytes.length);
    return bytes.length;
  }

  @Override
  public int write(int handle, long address, int length, long offset) {
    file(handle).write((int) offset, Memory.bytes(address, length), false);
    return length;
  }

  @Override
  public int sync(int handle) {
    FakeFile file = file(handle);
    file.sync(file.unsyncedWrites());
    return 0;
  }

  @Override
  public boolean allocatesAtOnce() {
    return allocatesAtOnce;
  }

  @Override
  public int allocate(int handle, long offset, long length) {
    FakeFile file = file(handle);
    int size = (int) Math.max(file.size, offset + length);
    if (disk.used() + size - file.size > disk.capacity) {
      return -Errno.ENOSPC;
    }
    file.truncate(size);
    return 0;
  }

  @Override
  public List<String> list(String directory) {
    return disk.list(directory);
  }

  @Override
  public boolean exists(String path) {
    return disk.files.containsKey(path) || disk.directories.contains(path);
  }

  @Override
  public int createDirectories(String directory) {
    disk.createDirectories(directory);
    return 0;
  }

  @Override
  public int rename(String from, String to) {
    disk.files.put(to, disk.files.remove(from));
    return 0;
  }

  @Override
  public int delete(String path) {
    if (disk.directories.contains(path)) {
      if (!disk.list(path).isEmpty()) {
        return -Errno.ENOTEMPTY;
      }
      disk.remove(path);
      return 0;
    }
    return disk.remove(path) ? 0 : -Errno.ENOENT;
  }

  @Override
  public int syncDirectory(String directory) {
    disk.syncDirectory(directory);
    return 0;
  }

  @Override
  public int lock(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long freeSpace(String path) {
    return disk.capacity - disk.used();
  }

  @Override
  public long totalSpace(String path) {
    return disk.capacity;
  }
}
