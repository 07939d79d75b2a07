package galgo.log;

import galgo.io.Completions;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Submissions;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory, whose operations complete when, in what order and how the test says. Sockets it
 * has none.
 */
final class FakeDriver implements Driver {
  private static final int RECORDS = 1024;

  /** An operation in flight. */
  record Request(
      int code,
      int flags,
      int handle,
      long address,
      int length,
      long offset,
      long tag,
      int mark,
      byte @Nullable [] early) {

    boolean isDisk() {
      return code >= Submissions.READ && code <= Submissions.ALLOCATE;
    }

    boolean isWrite() {
      return code == Submissions.WRITE || code == Submissions.WRITE_VECTORED;
    }

    /** Bytes to write, as far as they are there. */
    long bytes() {
      long bytes = code == Submissions.WRITE ? length : 0;
      for (int i = 0; code == Submissions.WRITE_VECTORED && i < length; i++) {
        bytes += Memory.getLong(address + 16L * i + 8);
      }
      return bytes;
    }

    boolean overlaps(Request other) {
      return isWrite()
          && other.isWrite()
          && handle == other.handle
          && offset < other.offset + other.bytes()
          && other.offset < offset + bytes();
    }

    /** The same request with the bytes to write as they are now. */
    Request withBytes() {
      byte[] bytes = gather(this);
      return new Request(code, flags, handle, address, length, offset, tag, mark, bytes);
    }
  }

  final FakeDisk disk;
  final FakeFiles files;
  final List<Request> inFlight = new ArrayList<>();
  final Random random;
  long now = 1;
  boolean shuffled;
  boolean shortWrites;

  /** Everything succeeds at once and nothing is kept: allocates nothing. */
  boolean quiet;

  /** Which operations may complete now. */
  Predicate<Request> completes = request -> true;

  /** How many operations may complete in a turn. */
  int most = Integer.MAX_VALUE;

  /**
   * Answers a request instead of the disk, by a negative number; a positive one is how much of a
   * write is done.
   */
  Function<Request, Integer> fault = request -> 0;

  private final Arena arena = Arena.ofShared();
  private final Submissions submissions;
  private final Completions completions;
  private final Kernels kernels = new JavaKernels();

  FakeDriver(FakeDisk disk, long seed) {
    this.disk = disk;
    this.random = new Random(seed);
    this.files =
        new FakeFiles(
            disk,
            handle -> inFlight.stream().anyMatch(each -> each.handle == handle && each.isDisk()));
    submissions =
        new Submissions(allocate(RECORDS * Submissions.RECORD), RECORDS, this::takeSubmissions);
    completions = new Completions(allocate(RECORDS * Completions.RECORD), RECORDS);
  }

  private void takeSubmissions() {
    for (int i = 0; i < submissions.count(); i++) {
      long record = submissions.base() + (long) i * Submissions.RECORD;
      int handle = Memory.getInt(record + Submissions.HANDLE);
      int code = Memory.getUnsignedByte(record + Submissions.OPERATION);
      int mark = 0;
      if (code == Submissions.SYNC && files.isFile(handle)) {
        mark = files.file(handle).unsyncedWrites();
      }
      Request request =
          new Request(
              code,
              Memory.getUnsignedByte(record + Submissions.FLAGS),
              handle,
              Memory.getLong(record + Submissions.ADDRESS),
              Memory.getInt(record + Submissions.LENGTH),
              Memory.getLong(record + Submissions.OFFSET),
              Memory.getLong(record + Submissions.TAG),
              mark,
              null);
      if (inFlight.stream().anyMatch(request::overlaps)) {
        throw new IllegalStateException("two writes to one place: " + request);
      }
      // The disk may take the bytes at any time until it completes.
      inFlight.add(request.isWrite() && random.nextBoolean() ? request.withBytes() : request);
    }
    submissions.clear();
  }

  @Override
  public int turn(long waitNanos) {
    if (quiet) {
      return completeQuietly();
    }
    takeSubmissions();
    List<Request> candidates = new ArrayList<>(inFlight);
    candidates.removeIf(request -> !completes.test(request));
    int limit = Math.min(Math.min(most, RECORDS), candidates.size());
    int count = shuffled && limit > 0 ? random.nextInt(limit + 1) : limit;
    for (int i = 0; i < count; i++) {
      int index = shuffled ? random.nextInt(candidates.size()) : 0;
      Request request = candidates.remove(index);
      inFlight.remove(request);
      completions.set(i, request.tag, complete(request), 0, 0);
    }
    return count;
  }

  private int completeQuietly() {
    int count = submissions.count();
    for (int i = 0; i < count; i++) {
      long record = submissions.base() + (long) i * Submissions.RECORD;
      int result = 0;
      if (Memory.getUnsignedByte(record) == Submissions.WRITE) {
        result = Memory.getInt(record + Submissions.LENGTH);
      } else if (Memory.getUnsignedByte(record) == Submissions.WRITE_VECTORED) {
        long vector = Memory.getLong(record + Submissions.ADDRESS);
        for (int pair = Memory.getInt(record + Submissions.LENGTH); pair > 0; pair--) {
          result += (int) Memory.getLong(vector + 16L * (pair - 1) + 8);
        }
      }
      completions.set(i, Memory.getLong(record + Submissions.TAG), result, 0, 0);
    }
    submissions.clear();
    return count;
  }

  private int complete(Request request) {
    int failed = fault.apply(request);
    if (failed < 0) {
      return failed;
    }
    return switch (request.code) {
      case Submissions.NOP -> 0;
      case Submissions.READ ->
          files.read(request.handle, request.address, request.length, request.offset);
      case Submissions.WRITE, Submissions.WRITE_VECTORED -> write(request, false, failed);
      case Submissions.SYNC -> sync(request);
      case Submissions.ALLOCATE -> files.allocate(request.handle, request.offset, request.length);
      case Submissions.UNLINK -> files.delete(text(request.address));
      default -> throw new UnsupportedOperationException("operation " + request.code);
    };
  }

  private int sync(Request request) {
    if (files.isFile(request.handle)) {
      files.file(request.handle).sync(request.mark);
    } else {
      disk.syncDirectory(files.path(request.handle));
    }
    return 0;
  }

  private int write(Request request, boolean torn, int most) {
    byte[] bytes = request.early == null ? gather(request) : request.early;
    if (request.offset % 4096 != 0 || bytes.length % 4096 != 0) {
      return -Errno.EINVAL;
    }
    FakeFile file = files.file(request.handle);
    int length = bytes.length;
    if (shortWrites && !torn && length > 4096 && random.nextInt(4) == 0) {
      length = 4096 * (1 + random.nextInt(length / 4096 - 1));
    }
    length = most > 0 ? Math.min(most, length) : length;
    bytes = Arrays.copyOf(bytes, length);
    long grows = Math.max(0, request.offset + length - file.size);
    if (grows > 0 && disk.used() + grows > disk.capacity) {
      return -Errno.ENOSPC;
    }
    boolean synced = (request.flags & Submissions.SYNCED) != 0 && !torn;
    file.write((int) request.offset, bytes, synced);
    return length;
  }

  private static byte[] gather(Request request) {
    if (request.code == Submissions.WRITE) {
      return Memory.bytes(request.address, request.length);
    }
    int total = 0;
    for (int i = 0; i < request.length; i++) {
      total += (int) Memory.getLong(request.address + 16L * i + 8);
    }
    byte[] bytes = new byte[total];
    int at = 0;
    for (int i = 0; i < request.length; i++) {
      int length = (int) Memory.getLong(request.address + 16L * i + 8);
      long address = Memory.getLong(request.address + 16L * i);
      if (address % 4096 != 0) {
        throw new IllegalArgumentException("address " + address);
      }
      Memory.copy(address, bytes, at, length);
      at += length;
    }
    return bytes;
  }

  private static String text(long address) {
    int length = 0;
    while (Memory.getByte(address + length) != 0) {
      length++;
    }
    return new String(Memory.bytes(address, length), StandardCharsets.UTF_8);
  }

  /** The power goes while all this is in flight, or only the process ends. */
  void crash(boolean power, boolean loseAll) {
    takeSubmissions();
    for (Request request : inFlight) {
      boolean carriedOut = power || random.nextBoolean();
      if (request.isWrite()
          && carriedOut
          && fault.apply(request) >= 0
          && files.isFile(request.handle)) {
        write(request, true, 0);
      }
    }
    inFlight.clear();
    if (power) {
      disk.crash(random, loseAll);
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String features() {
    return "";
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
    return now;
  }

  @Override
  public long wallMicros() {
    return now / 1000;
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

  @Override
  public Files files() {
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
}
