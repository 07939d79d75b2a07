package galgo.io.nio;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.nio.Endpoint.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files by name through file channels, blocking. Belongs to the driver's thread, which nobody may
 * interrupt: an interrupt closes a file channel.
 */
final class NioFiles implements Files {
  private final Handles handles;
  private final FileOperations operations;
  private final Views views = new Views();
  private final List<FileChannel> locks = new ArrayList<>();
  private final @Nullable OpenOption directOption = directOption();
  private boolean directRefused;

  NioFiles(Handles handles, FileOperations operations) {
    this.handles = handles;
    this.operations = operations;
  }

  /**
   * O_DIRECT, null in a Java that has none. By name, because javac warns of this class, which is
   * supported but outside the standard, and no annotation quietens it.
   */
  private static @Nullable OpenOption directOption() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      for (Object option : options.getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return (OpenOption) option;
        }
      }
      return null;
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** Whether Java or a file system had no O_DIRECT, so that files go through the page cache. */
  boolean directRefused() {
    return directRefused || directOption == null;
  }

  @Override
  public int open(String path, int flags) {
    try {
      return handles.add(open(Path.of(path).toAbsolutePath(), flags));
    } catch (IOException | RuntimeException e) {
      return NioErrno.of(e);
    }
  }

  private OpenFile open(Path path, int flags) throws IOException {
    Set<OpenOption> options = new HashSet<>();
    if ((flags & READ) != 0) {
      options.add(StandardOpenOption.READ);
    }
    if ((flags & WRITE) != 0) {
      options.add(StandardOpenOption.WRITE);
    }
    if ((flags & CREATE) != 0) {
      create(path, (flags & EXCLUSIVE) != 0);
    }
    if ((flags & TRUNCATE) != 0) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    if ((flags & DIRECT) != 0 && directOption != null) {
      Set<OpenOption> direct = new HashSet<>(options);
      direct.add(directOption);
      try {
        return new OpenFile(FileChannel.open(path, direct), true);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        OpenFile file = new OpenFile(FileChannel.open(path, options), false);
        directRefused = true;
        return file;
      }
    }
    return new OpenFile(FileChannel.open(path, options), false);
  }

  /** A step of its own, because a channel opened for reading alone makes no file. */
  private static void create(Path path, boolean exclusive) throws IOException {
    if (exclusive || !java.nio.file.Files.exists(path)) {
      Set<OpenOption> options = new HashSet<>();
      options.add(StandardOpenOption.WRITE);
      options.add(exclusive ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
      FileChannel.open(path, options).close();
    }
  }

  @Override
  public void close(int handle) {
    OpenFile file = file(handle);
    if (file.inFlight > 0) {
      throw new IllegalStateException(file.inFlight + " operations in flight on " + handle);
    }
    handles.remove(file);
    try {
      FileOperations.close(file);
    } catch (IOException e) {
      throw new IllegalStateException("file " + handle + " did not close", e);
    }
  }

  @Override
  public long size(int handle) {
    try {
      return file(handle).channel.size();
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public int truncate(int handle, long size) {
    try {
      return operations.truncate(file(handle), size, views);
    } catch (IOException | RuntimeException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public int read(int handle, long address, int length, long offset) {
    try {
      OpenFile file = file(handle);
      ByteBuffer view = views.view(address, length);
      int done = 0;
      while (done < length) {
        int piece = file.channel.read(view, offset + done);
        if (piece < 0) {
          break;
        }
        done += piece;
        if (file.direct && piece % FileOperations.BLOCK != 0) {
          break; // the end of the file: from there nothing may be asked of a direct one
        }
      }
      return done;
    } catch (IOException | RuntimeException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public int write(int handle, long address, int length, long offset) {
    try {
      OpenFile file = file(handle);
      ByteBuffer view = views.view(address, length);
      for (int done = 0; done < length; ) {
        done += file.channel.write(view, offset + done);
      }
      return length;
    } catch (IOException | RuntimeException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public int sync(int handle) {
    try {
      return FileOperations.sync(file(handle));
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public boolean allocatesAtOnce() {
    return false;
  }

  @Override
  public int allocate(int handle, long offset, long length) {
    try {
      return operations.allocate(file(handle), offset, length, views);
    } catch (IOException | RuntimeException e) {
      return NioErrno.of(e);
    }
  }

  private OpenFile file(int handle) {
    if (handles.get(handle) instanceof OpenFile file && file.closing == null) {
      return file;
    }
    throw new IllegalArgumentException("no open file " + handle);
  }

  @Override
  public List<String> list(String directory) {
    try (Stream<Path> paths = java.nio.file.Files.list(Path.of(directory))) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public boolean exists(String path) {
    return java.nio.file.Files.exists(Path.of(path));
  }

  @Override
  public int createDirectories(String directory) {
    return attempt(() -> java.nio.file.Files.createDirectories(Path.of(directory)));
  }

  @Override
  public int rename(String from, String to) {
    return attempt(
        () -> java.nio.file.Files.move(Path.of(from), Path.of(to), StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public int delete(String path) {
    return attempt(() -> java.nio.file.Files.delete(Path.of(path)));
  }

  @Override
  public int syncDirectory(String directory) {
    return attempt(() -> {
      Path path = Path.of(directory);
      if (java.nio.file.Files.isRegularFile(path)) {
        throw new java.nio.file.NotDirectoryException(directory);
      }
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    });
  }

  @Override
  public int lock(String path) {
    try {
      FileChannel channel =
          FileChannel.open(Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      locks.add(channel);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return 0;
        }
      } catch (OverlappingFileLockException e) {
        // Held by this process. The channel stays open all the same: with record locks, closing any
        // descriptor of a file gives up the locks that the process holds on it.
        return -Errno.EWOULDBLOCK;
      }
      locks.removeLast();
      channel.close();
      return -Errno.EWOULDBLOCK;
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public long freeSpace(String path) {
    try {
      return java.nio.file.Files.getFileStore(Path.of(path)).getUsableSpace();
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  @Override
  public long totalSpace(String path) {
    try {
      return java.nio.file.Files.getFileStore(Path.of(path)).getTotalSpace();
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  /** Gives up the locks. */
  void close() throws IOException {
    for (FileChannel channel : locks) {
      channel.close();
    }
    locks.clear();
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static int attempt(Attempt attempt) {
    try {
      attempt.run();
      return 0;
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }
}
