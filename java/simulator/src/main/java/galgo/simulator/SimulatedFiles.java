package galgo.simulator;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.List;

/** Files by name on a node's disk, for one driver. */
final class SimulatedFiles implements Files {
  private static final int BLOCK = 4096;

  private final Machine machine;
  private final SimulatedStorage storage;
  private final SimulatedDisk disk;
  private final Handles handles;

  SimulatedFiles(Machine machine, SimulatedDisk disk, Handles handles) {
    this.machine = machine;
    this.storage = machine.storage;
    this.disk = disk;
    this.handles = handles;
  }

  @Override
  public int open(String path, int flags) {
    if (fails()) {
      return -Errno.EIO;
    }
    Object found = storage.find(path);
    if (found instanceof SimulatedDirectory directory) {
      return (flags & WRITE) != 0 ? -Errno.EISDIR : handles.add(new OpenDirectory(directory));
    }
    if (found instanceof SimulatedFile file) {
      if ((flags & EXCLUSIVE) != 0) {
        return -Errno.EEXIST;
      }
      if ((flags & TRUNCATE) != 0) {
        file.truncate(0);
      }
      return handles.add(new OpenFile(path, file, flags));
    }
    SimulatedDirectory parent = storage.parent(path);
    if ((flags & CREATE) == 0 || parent == null) {
      return -Errno.ENOENT;
    }
    SimulatedFile made = new SimulatedFile(storage);
    made.hold();
    parent.put(SimulatedStorage.name(path), made);
    return handles.add(new OpenFile(path, made, flags));
  }

  /** Whether this call meets an error. */
  private boolean fails() {
    machine.call();
    boolean fails = machine.world.chance().happens(machine.world.faults().disk().openError());
    if (fails) {
      machine.world.trace("disk: EIO for a call by name");
    }
    return fails;
  }

  @Override
  public void close(int handle) {
    machine.call();
    if (handles.get(handle) instanceof OpenDirectory) {
      handles.remove(handle);
      return;
    }
    OpenFile file = file(handle);
    if (file.inFlight > 0 || file.closing != null) {
      throw new Finding("handle " + handle + " is closed with operations in flight");
    }
    handles.remove(handle);
    file.file.drop();
  }

  private OpenFile file(int handle) {
    if (handles.get(handle) instanceof OpenFile file) {
      return file;
    }
    throw new Finding("handle " + handle + " is no open file");
  }

  @Override
  public long size(int handle) {
    machine.call();
    return file(handle).file.size();
  }

  @Override
  public int truncate(int handle, long size) {
    if (fails()) {
      return -Errno.EIO;
    }
    file(handle).file.truncate(size);
    return 0;
  }

  @Override
  public int read(int handle, long address, int length, long offset) {
    machine.call();
    OpenFile file = file(handle);
    check(file, address | length | offset);
    return disk.read(file, address, length, offset);
  }

  @Override
  public int write(int handle, long address, int length, long offset) {
    machine.call();
    OpenFile file = file(handle);
    check(file, address | length | offset);
    byte[] bytes = Memory.bytes(address, length);
    int written = disk.write(file, bytes, offset);
    if (written < 0 || written == length) {
      return written;
    }
    // Short writes are for who submits them; here all of it is written.
    if (!file.file.reserve(offset, offset + length)) {
      return -Errno.ENOSPC;
    }
    file.file.write(bytes, written, length - written, offset + written);
    return length;
  }

  private static void check(OpenFile file, long bits) {
    if (file.has(DIRECT) && bits % BLOCK != 0) {
      throw new Finding("a blocking call breaks the rules of O_DIRECT");
    }
  }

  @Override
  public int sync(int handle) {
    machine.call();
    if (handles.get(handle) instanceof OpenDirectory opened) {
      opened.directory().sync();
      return 0;
    }
    OpenFile file = file(handle);
    return disk.sync(file, file.file.changes());
  }

  @Override
  public int allocate(int handle, long offset, long length) {
    machine.call();
    return disk.allocate(file(handle), offset, length);
  }

  @Override
  public List<String> list(String directory) {
    machine.call();
    return storage.find(directory) instanceof SimulatedDirectory found ? found.list() : List.of();
  }

  @Override
  public boolean exists(String path) {
    machine.call();
    return storage.find(path) != null;
  }

  @Override
  public int createDirectories(String directory) {
    return fails() ? -Errno.EIO : storage.createDirectories(directory);
  }

  @Override
  public int rename(String from, String to) {
    return fails() ? -Errno.EIO : storage.rename(from, to);
  }

  @Override
  public int delete(String path) {
    return fails() ? -Errno.EIO : storage.delete(path);
  }

  @Override
  public int syncDirectory(String directory) {
    if (fails()) {
      return -Errno.EIO;
    }
    if (storage.find(directory) instanceof SimulatedDirectory found) {
      found.sync();
      return 0;
    }
    return -Errno.ENOENT;
  }

  @Override
  public int lock(String path) {
    machine.call();
    SimulatedDirectory parent = storage.parent(path);
    if (parent == null) {
      return -Errno.ENOENT;
    }
    if (!storage.lock(path, this)) {
      return -Errno.EWOULDBLOCK;
    }
    if (storage.find(path) == null) {
      SimulatedFile made = new SimulatedFile(storage);
      made.hold();
      parent.put(SimulatedStorage.name(path), made);
    }
    return 0;
  }

  @Override
  public long freeSpace(String path) {
    machine.call();
    return storage.find(path) == null
        ? -Errno.ENOENT
        : Math.max(0, storage.capacity() - storage.used());
  }

  @Override
  public long totalSpace(String path) {
    machine.call();
    return storage.find(path) == null ? -Errno.ENOENT : storage.capacity();
  }
}
