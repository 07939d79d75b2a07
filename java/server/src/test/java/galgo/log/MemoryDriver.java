package galgo.log;

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
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A driver for file operations on a {@link MemoryDisk}. What a turn takes is under way until the
 * next turn, so that a crash can come in between.
 */
final class MemoryDriver implements Driver {
  private record Flying(
      int operation, int flags, MemoryDisk.Node node, int length, long offset, long tag) {}

  private static final int CAPACITY = 256;
  private static final int BLOCK = 4096;

  /** Memory of closed drivers by size: fresh memory costs more than the tests themselves. */
  private static final Map<Long, Deque<Long>> SPARE = new ConcurrentHashMap<>();

  private final Map<Long, Long> allocated = new HashMap<>();
  private final MemoryDisk disk;
  private final MemoryFiles files;
  private final Random random;
  private final Kernels kernels = new JavaKernels();
  private final Submissions submissions;
  private final Completions completions;
  private List<Flying> flying = new ArrayList<>();

  /** Microseconds; moves on a little with each turn. */
  long wall = 1_700_000_000_000_000L;

  /** Result of the next writes, 0 to carry them out. */
  int writeResult;

  /** Writes completed. */
  int writes;

  MemoryDriver(MemoryDisk disk, long seed) {
    this.disk = disk;
    this.files = new MemoryFiles(disk);
    this.random = new Random(seed);
    this.submissions = new Submissions(allocate(CAPACITY * Submissions.RECORD), CAPACITY, () -> {});
    this.completions = new Completions(allocate(2 * BLOCK), CAPACITY);
  }

  @Override
  public int turn(long waitNanos) {
    wall += 7;
    List<Flying> landed = flying;
    flying = new ArrayList<>();
    int count = 0;
    for (Flying operation : landed) {
      completions.set(count++, operation.tag, land(operation), 0, 0);
    }
    for (int i = 0; i < submissions.count(); i++) {
      take(submissions.base() + (long) i * Submissions.RECORD);
    }
    submissions.clear();
    return count;
  }

  private void take(long record) {
    int operation = Memory.getUnsignedByte(record + Submissions.OPERATION);
    MemoryDisk.Node node = files.node(Memory.getInt(record + Submissions.HANDLE));
    int length = Memory.getInt(record + Submissions.LENGTH);
    long offset = Memory.getLong(record + Submissions.OFFSET);
    long address = Memory.getLong(record + Submissions.ADDRESS);
    if (operation == Submissions.WRITE && writeResult == 0) {
      if ((address | length | offset) % BLOCK != 0) {
        throw new IllegalStateException("not aligned: " + length + " bytes at " + offset);
      }
      node.write(Memory.bytes(address, length), offset);
    }
    flying.add(
        new Flying(
            operation,
            Memory.getUnsignedByte(record + Submissions.FLAGS),
            node,
            length,
            offset,
            Memory.getLong(record + Submissions.TAG)));
  }

  private int land(Flying operation) {
    switch (operation.operation) {
      case Submissions.WRITE -> {
        if (writeResult != 0) {
          return writeResult;
        }
        disk.step();
        if ((operation.flags & Submissions.SYNCED) != 0) {
          operation.node.sync(operation.offset, operation.length);
        }
        writes++;
        return operation.length;
      }
      case Submissions.SYNC -> {
        return writeResult != 0 ? writeResult : files.sync(operation.node);
      }
      case Submissions.ALLOCATE -> {
        int end = (int) operation.offset + operation.length;
        operation.node.resize(Math.max(operation.node.current.length, end));
        return 0;
      }
      default -> {
        return -Errno.EINVAL;
      }
    }
  }

  @Override
  public String name() {
    return "memory";
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
    Long spare = SPARE.computeIfAbsent(bytes, size -> new ConcurrentLinkedDeque<>()).poll();
    long address = spare == null ? Arena.global().allocate(bytes, 4096).address() : spare;
    Memory.zero(address, bytes);
    allocated.put(address, bytes);
    return address;
  }

  @Override
  public MemoryFiles files() {
    return files;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public void close() {
    disk.locks.values().removeIf(owner -> owner == files);
    allocated.forEach((address, bytes) -> SPARE.get(bytes).push(address));
    allocated.clear();
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
