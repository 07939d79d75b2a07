package galgo.journal;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Files of a {@link CrashDisk} for one driver. */
final class CrashFiles implements Files {
  private final CrashDisk disk;
  private final Map<Integer, CrashDisk.Node> handles = new HashMap<>();
  private int next = 3;

  CrashFiles(CrashDisk disk) {
    this.disk = disk;
  }

  /** Null when the handle is a directory's. */
  CrashDisk.Node node(int handle) {
    if (!handles.containsKey(handle)) {
      throw new IllegalStateException("handle " + handle + " is closed");
    }
    return handles.get(handle);
  }

  int open() {
    return handles.size();
  }

  /** What making a file fails with, 0 when it does not. */
  int createFault;

  @Override
  public int open(String path, int flags) {
    CrashDisk.Node node = disk.names.get(path);
    if (node == null && isDirectory(path)) {
      handles.put(next, null);
      return next++;
    }
    if (node == null) {
      if ((flags & CREATE) == 0) {
        return -Errno.ENOENT;
      }
      if (createFault != 0) {
        return createFault;
      }
      node = new CrashDisk.Node();
      disk.put(path, node);
    } else if ((flags & EXCLUSIVE) != 0) {
      return -Errno.EEXIST;
    }
    handles.put(next, node);
    return next++;
  }

  private boolean isDirectory(String path) {
    String prefix = path + "/";
    String first = disk.names.ceilingKey(prefix);
    return first != null && first.startsWith(prefix);
  }

  @Override
  public void close(int handle) {
    node(handle);
    handles.remove(handle);
  }

  @Override
  public long size(int handle) {
    return node(handle).current.length;
  }

  @Override
  public int truncate(int handle, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(int handle, long address, int length, long offset) {
    byte[] bytes = node(handle).current;
    int count = (int) Math.max(0, Math.min(length, bytes.length - offset));
    Memory.copy(bytes, (int) offset, address, count);
    return count;
  }

  @Override
  public int write(int handle, long address, int length, long offset) {
    node(handle).write((int) offset, Memory.bytes(address, length));
    return length;
  }

  @Override
  public int sync(int handle) {
    node(handle).sync();
    return 0;
  }

  @Override
  public int allocate(int handle, long offset, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> list(String directory) {
    TreeSet<String> found = new TreeSet<>();
    String prefix = directory + "/";
    for (String path : disk.names.keySet()) {
      if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
        found.add(path.substring(prefix.length()));
      }
    }
    return List.copyOf(found);
  }

  @Override
  public boolean exists(String path) {
    return disk.names.containsKey(path);
  }

  @Override
  public int createDirectories(String directory) {
    return 0;
  }

  @Override
  public int rename(String from, String to) {
    if (!disk.names.containsKey(from)) {
      return -Errno.ENOENT;
    }
    disk.rename(from, to);
    return 0;
  }

  @Override
  public int delete(String path) {
    if (!disk.names.containsKey(path)) {
      return -Errno.ENOENT;
    }
    disk.remove(path);
    return 0;
  }

  @Override
  public int syncDirectory(String directory) {
    disk.syncNames();
    return 0;
  }

  @Override
  public int lock(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long freeSpace(String path) {
    return 1L << 40;
  }

  @Override
  public long totalSpace(String path) {
    return 1L << 40;
  }
}
