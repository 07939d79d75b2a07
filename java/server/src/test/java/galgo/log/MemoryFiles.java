package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Files of a {@link MemoryDisk} for one driver. */
final class MemoryFiles implements Files {
  private final MemoryDisk disk;
  private final List<MemoryDisk.Node> handles = new ArrayList<>();

  /** Directories that were opened, to be synced. */
  private final Map<MemoryDisk.Node, String> directories = new HashMap<>();

  MemoryFiles(MemoryDisk disk) {
    this.disk = disk;
  }

  MemoryDisk.Node node(int handle) {
    MemoryDisk.Node node = handles.get(handle);
    if (node == null) {
      throw new IllegalStateException("handle " + handle + " is closed");
    }
    return node;
  }

  int open() {
    return (int) handles.stream().filter(node -> node != null).count();
  }

  @Override
  public int open(String path, int flags) {
    disk.step();
    MemoryDisk.Node node = disk.names.get(path);
    if ((flags & WRITE) != 0 && disk.writeError != 0) {
      return -disk.writeError;
    }
    if (node == null && disk.directories.contains(path)) {
      node = new MemoryDisk.Node();
      directories.put(node, path);
    } else if (node == null) {
      if ((flags & CREATE) == 0) {
        return -Errno.ENOENT;
      }
      node = new MemoryDisk.Node();
      disk.put(path, node);
    } else if ((flags & EXCLUSIVE) != 0) {
      return -Errno.EEXIST;
    }
    if ((flags & TRUNCATE) != 0) {
      node.resize(0);
    }
    handles.add(node);
    return handles.size() - 1;
  }

  @Override
  public void close(int handle) {
    node(handle);
    handles.set(handle, null);
  }

  @Override
  public long size(int handle) {
    return node(handle).current.length;
  }

  @Override
  public int truncate(int handle, long size) {
    disk.step();
    node(handle).resize((int) size);
    return 0;
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
    if (disk.writeError != 0) {
      return -disk.writeError;
    }
    node(handle).write(Memory.bytes(address, length), offset);
    disk.step();
    return length;
  }

  @Override
  public int sync(int handle) {
    return sync(node(handle));
  }

  int sync(MemoryDisk.Node node) {
    String directory = directories.get(node);
    if (directory != null) {
      return syncDirectory(directory);
    }
    disk.step();
    node.sync();
    return 0;
  }

  @Override
  public int allocate(int handle, long offset, long length) {
    disk.step();
    node(handle).resize(Math.max(node(handle).current.length, (int) (offset + length)));
    return 0;
  }

  @Override
  public List<String> list(String directory) {
    TreeSet<String> found = new TreeSet<>();
    String prefix = directory + "/";
    for (String path : disk.names.keySet()) {
      if (path.startsWith(prefix)) {
        String rest = path.substring(prefix.length());
        found.add(rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest);
      }
    }
    return List.copyOf(found);
  }

  @Override
  public boolean exists(String path) {
    return disk.names.containsKey(path) || disk.directories.contains(path);
  }

  @Override
  public int createDirectories(String directory) {
    disk.step();
    if (disk.writeError != 0 && !disk.directories.contains(directory)) {
      return -disk.writeError;
    }
    for (String path = directory; !path.isEmpty(); path = MemoryDisk.directory(path)) {
      disk.directories.add(path);
    }
    return 0;
  }

  @Override
  public int rename(String from, String to) {
    disk.step();
    if (disk.writeError != 0) {
      return -disk.writeError;
    }
    if (!disk.names.containsKey(from)) {
      return -Errno.ENOENT;
    }
    disk.rename(from, to);
    return 0;
  }

  @Override
  public int delete(String path) {
    disk.step();
    if (!disk.names.containsKey(path)) {
      return -Errno.ENOENT;
    }
    disk.remove(path);
    return 0;
  }

  @Override
  public int syncDirectory(String directory) {
    disk.step();
    disk.syncDirectory(directory);
    return 0;
  }

  @Override
  public int lock(String path) {
    disk.step();
    if (disk.writeError != 0) {
      return -disk.writeError;
    }
    Object owner = disk.locks.putIfAbsent(path, this);
    if (owner != null && owner != this) {
      return -Errno.EWOULDBLOCK;
    }
    if (!disk.names.containsKey(path)) {
      disk.put(path, new MemoryDisk.Node());
    }
    return 0;
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
