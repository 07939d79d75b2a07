package galgo.journal;

import galgo.io.Completions;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Submissions;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A driver for file operations on a {@link CrashDisk}. What is submitted completes in any later
 * turn and in any order.
 */
final class CrashDriver implements Driver {
  private record Flying(
      int operation,
      boolean synced,
      CrashDisk.Node node,
      byte[] bytes,
      int length,
      int offset,
      long tag) {}

  private static final int CAPACITY = 256;

  private final Arena arena = Arena.ofShared();
  private final CrashDisk disk;
  final CrashFiles files;
  private final Random random;
  private final Kernels kernels = new JavaKernels();
  private final Submissions submissions;
  private final Completions completions;
  private final List<Flying> flying = new ArrayList<>();
  private long wall = 1_700_000_000_000_000L;

  /** Result of the next writes, 0 to carry them out. */
  int writeResult;

  /** Result of the next syncs, 0 to carry them out. */
  int syncResult;

  /** Everything completes in the next turn, whole and in order. */
  boolean prompt;

  /** Everything completes at once and nothing is kept, so that a test can count allocations. */
  boolean quiet;

  CrashDriver(CrashDisk disk, long seed) {
    this.disk = disk;
    this.files = new CrashFiles(disk);
    this.random = new Random(seed);
    this.submissions =
        new Submissions(allocate(CAPACITY * (long) Submissions.RECORD), CAPACITY, () -> {});
    this.completions = new Completions(allocate(CAPACITY * (long) Completions.RECORD), CAPACITY);
  }

  @Override
  public int turn(long waitNanos) {
    wall += 7;
    if (quiet) {
      return completeQuietly();
    }
    for (int i = 0; i < submissions.count(); i++) {
      take(submissions.base() + (long) i * Submissions.RECORD);
    }
    submissions.clear();
    int count = prompt ? flying.size() : random.nextInt(flying.size() + 1);
    for (int i = 0; i < count; i++) {
      Flying operation = flying.remove(prompt ? 0 : random.nextInt(flying.size()));
      completions.set(i, operation.tag, complete(operation), 0, 0);
    }
    return count;
  }

  private int completeQuietly() {
    int count = submissions.count();
    for (int i = 0; i < count; i++) {
      long record = submissions.base() + (long) i * Submissions.RECORD;
      boolean write = Memory.getUnsignedByte(record) == Submissions.WRITE;
      int result = write ? Memory.getInt(record + Submissions.LENGTH) : 0;
      completions.set(i, Memory.getLong(record + Submissions.TAG), result, 0, 0);
    }
    submissions.clear();
    return count;
  }

  private void take(long record) {
    int operation = Memory.getUnsignedByte(record + Submissions.OPERATION);
    CrashDisk.Node node = files.node(Memory.getInt(record + Submissions.HANDLE));
    int length = Memory.getInt(record + Submissions.LENGTH);
    long offset = Memory.getLong(record + Submissions.OFFSET);
    long address = Memory.getLong(record + Submissions.ADDRESS);
    byte[] bytes = {};
    if (operation == Submissions.WRITE) {
      if ((address | length | offset) % 4096 != 0) {
        throw new IllegalStateException("not aligned: " + length + " bytes at " + offset);
      }
      for (Flying other : flying) {
        if (other.operation == Submissions.WRITE
            && other.node == node
            && offset < other.offset + other.length
            && other.offset < offset + length) {
          throw new IllegalStateException("two writes to one place at " + offset);
        }
      }
      bytes = Memory.bytes(address, length);
      if (!prompt && length > 4096 && random.nextInt(8) == 0) {
        bytes = Arrays.copyOf(bytes, 4096 * (1 + random.nextInt(length / 4096)));
      }
      // The device may have any of it from now on.
      if (writeResult == 0) {
        node.write((int) offset, bytes);
      }
    }
    boolean synced = (Memory.getUnsignedByte(record + Submissions.FLAGS) & Submissions.SYNCED) != 0;
    flying.add(
        new Flying(
            operation,
            synced,
            node,
            bytes,
            length,
            (int) offset,
            Memory.getLong(record + Submissions.TAG)));
  }

  private int complete(Flying operation) {
    switch (operation.operation) {
      case Submissions.WRITE -> {
        if (writeResult != 0) {
          return writeResult;
        }
        if (operation.synced) {
          operation.node.sync(operation.offset, operation.bytes.length);
        }
        return operation.bytes.length;
      }
      case Submissions.SYNC -> {
        if (syncResult != 0) {
          return syncResult;
        }
        if (operation.node == null) {
          disk.syncNames();
        } else {
          operation.node.sync();
        }
        return 0;
      }
      default -> {
        return -Errno.EINVAL;
      }
    }
  }

  @Override
  public String name() {
    return "crash";
  }

  @Override
  public String features() {
    return "files";
  }

  @Override
  public Submissions submissions() {
    return submissions;
  }

  @Override
  public Completions completions() {
    return completions;
  }

  @Override
  public void wake() {}

  @Override
  public long monotonicNanos() {
    return wall * 1000;
  }

  @Override
  public long wallMicros() {
    return wall;
  }

  @Override
  public long random() {
    return random.nextLong();
  }

  @Override
  public long allocate(long bytes) {
    return arena.allocate(bytes, 4096).address();
  }

  @Override
  public CrashFiles files() {
    return files;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public void close() {
    arena.close();
  }

  @Override
  public void provideReceiveBuffers(int size, int count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void recycle(long buffer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int listen(InetSocketAddress address, boolean shared, int backlog) {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetSocketAddress localAddress(int handle) {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetSocketAddress peerAddress(int handle) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void noDelay(int handle, boolean on) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int release(int handle) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int adopt(int token) {
    throw new UnsupportedOperationException();
  }
}
