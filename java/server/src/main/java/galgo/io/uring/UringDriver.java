package galgo.io.uring;

import galgo.io.Completions;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.PageToucher;
import galgo.io.SocketAddressRecord;
import galgo.io.Submissions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The driver over io_uring, of Linux 6.0 or newer. Handles and tokens are file descriptors.
 *
 * <p>A connection that was released and is never adopted stays open until the process ends.
 */
public final class UringDriver implements Driver {
  private static final int PAGE = 4096;
  private static final int RECEIVE_BUFFERS_LIMIT = 32768;

  /** Completions that the kernel holds before it must keep them elsewhere, which is slower. */
  private static final int COMPLETIONS_PER_SUBMISSION = 4;

  /** Between this class and C: gives a provided buffer back. */
  private static final int RECYCLE = 255;

  private final Thread thread = Thread.currentThread();
  private final long ring;
  private final long clock;
  private final WakeState wakeState;
  private final Submissions submissions;
  private final Completions completions;
  private final UringFiles files;
  private final Kernels kernels = new NativeKernels();
  private final List<Mapping> mappings = new ArrayList<>();
  private final PageToucher toucher = new PageToucher();
  private final long scratch;
  private final long words;
  private int wordsUsed = PAGE;
  private long buffers;
  private long buffersEnd;
  private int bufferSize;
  private boolean closed;

  private record Mapping(long address, long bytes) {}

  /**
   * Why io_uring cannot be used here, in words that name a remedy where there is one; empty when it
   * can. Tries it out: to be asked once, at the start.
   */
  public static String unavailability() {
    if (!NativeLibrary.missing().isEmpty()) {
      return NativeLibrary.missing();
    }
    int result = Native.probe();
    return result < 0 ? reason(result) : "";
  }

  private static String reason(int result) {
    return switch (-result) {
      case Errno.EPERM, Errno.EACCES ->
          "the system forbids it (sysctl kernel.io_uring_disabled, or a container's seccomp policy)";
      case Errno.ENOSYS -> "this kernel has no io_uring; Linux 6.0 or newer is needed";
      case Errno.EINVAL -> "this kernel's io_uring is too old; Linux 6.0 or newer is needed";
      case Errno.ENOMEM -> "no memory for its rings; raise the limit of locked memory (ulimit -l)";
      default -> Errno.text(result);
    };
  }

  /**
   * The calling thread becomes the driver's.
   *
   * @param submissionCapacity records of one hand-over; more are taken in several
   * @param completionCapacity the most completions of one turn
   * @throws IllegalStateException when there is no native library or the kernel refuses a ring
   */
  public UringDriver(int submissionCapacity, int completionCapacity) {
    this(submissionCapacity, completionCapacity, 0);
  }

  /** With options of {@link Native#create}. */
  UringDriver(int submissionCapacity, int completionCapacity, int options) {
    NativeLibrary.require();
    int held = COMPLETIONS_PER_SUBMISSION * Math.max(submissionCapacity, completionCapacity);
    ring = Native.create(submissionCapacity, held, options);
    if (ring < 0) {
      throw new IllegalStateException("no io_uring: " + reason((int) ring));
    }
    clock = Native.clock(ring);
    wakeState = new WakeState(ring);
    files = new UringFiles(ring);
    long requestRecords = allocate(pages((long) submissionCapacity * Submissions.RECORD));
    long completionRecords = allocate(pages((long) completionCapacity * Completions.RECORD));
    submissions = new Submissions(requestRecords, submissionCapacity, this::handOver);
    completions = new Completions(completionRecords, completionCapacity);
    scratch = allocate(PAGE);
    words = allocate(PAGE);
    turn(0);
  }

  private static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }

  @Override
  public String name() {
    return "uring";
  }

  @Override
  public String features() {
    int features = Native.features(ring);
    StringBuilder text = new StringBuilder("single issuer");
    if ((features & Native.HAS_DEFER) != 0) {
      text.append(", deferred task work");
    }
    text.append(", multishot, provided buffers");
    if ((features & Native.HAS_FIXED_FILES) != 0) {
      text.append(", registered files");
    }
    if ((features & Native.HAS_RING_FD) != 0) {
      text.append(", registered ring");
    }
    return text.append(", ").append(Native.vectors()).append(" kernels").toString();
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
  public int turn(long waitNanos) {
    if (closed) {
      throw new IllegalStateException("the driver is closed");
    }
    checkThread();
    if (waitNanos != 0) {
      toucher.begin();
    }
    long wait = waitNanos == 0 || !wakeState.maySleep() ? 0 : waitNanos;
    int count =
        Native.turn(
            ring,
            submissions.base(),
            submissions.count(),
            completions.base(),
            completions.capacity(),
            wait);
    wakeState.awake();
    submissions.clear();
    return count < 0 ? fail(count) : count;
  }

  /** The kernel holds the ring for one thread, and says so with numbers that name other causes. */
  private void checkThread() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          Thread.currentThread() + " did not make the driver, but " + thread);
    }
  }

  private void handOver() {
    int result = Native.turn(ring, submissions.base(), submissions.count(), 0, 0, 0);
    submissions.clear();
    if (result < 0) {
      fail(result);
    }
  }

  private static int fail(int result) {
    throw new IllegalStateException(
        switch (-result) {
          case Errno.EUCLEAN -> "a receive buffer was given back that was not out";
          case Errno.ENOSYS -> "a submission with an unknown operation";
          case Errno.EBADF -> "a handle was closed behind the driver's back";
          default -> "io_uring failed: " + Errno.text(result);
        });
  }

  @Override
  public void wake() {
    wakeState.wake();
  }

  @Override
  public long monotonicNanos() {
    return Memory.getLong(clock);
  }

  @Override
  public long wallMicros() {
    return Memory.getLong(clock + Long.BYTES);
  }

  @Override
  public long random() {
    if (wordsUsed == PAGE) {
      NativeLibrary.check(Native.random(words, PAGE), "random numbers");
      wordsUsed = 0;
    }
    long word = Memory.getLong(words + wordsUsed);
    wordsUsed += Long.BYTES;
    return word;
  }

  @Override
  public long allocate(long bytes) {
    if (bytes <= 0 || bytes % PAGE != 0) {
      throw new IllegalArgumentException(bytes + " bytes are no multiple of " + PAGE);
    }
    long address = Native.map(bytes);
    if (address == 0) {
      throw new OutOfMemoryError("the system gives no " + bytes + " bytes of memory");
    }
    mappings.add(new Mapping(address, bytes));
    return address;
  }

  @Override
  public long allocateTouched(long bytes) {
    long address = allocate(bytes);
    toucher.add(address, bytes);
    return address;
  }

  @Override
  public void provideReceiveBuffers(int size, int count) {
    if (size <= 0 || count <= 0 || count > RECEIVE_BUFFERS_LIMIT || Integer.bitCount(count) != 1) {
      throw new IllegalArgumentException(count + " receive buffers of " + size + " bytes");
    }
    buffers = NativeLibrary.check(Native.provideBuffers(ring, size, count), "receive buffers");
    buffersEnd = buffers + (long) size * count;
    bufferSize = size;
  }

  @Override
  public void recycle(long buffer) {
    if (buffer < buffers || buffer >= buffersEnd || (buffer - buffers) % bufferSize != 0) {
      throw new IllegalArgumentException("no receive buffer begins at " + buffer);
    }
    submissions.add(RECYCLE, 0, 0, buffer, 0, 0, 0);
  }

  @Override
  public int listen(InetSocketAddress address, boolean shared, int backlog) {
    SocketAddressRecord.write(scratch, address);
    return Native.listen(ring, scratch, shared, backlog);
  }

  @Override
  public InetSocketAddress localAddress(int handle) {
    return address(Native.localAddress(ring, handle, scratch), handle);
  }

  @Override
  public InetSocketAddress peerAddress(int handle) {
    return address(Native.peerAddress(ring, handle, scratch), handle);
  }

  private InetSocketAddress address(int result, int handle) {
    checkSocket(result, handle);
    byte[] ip = Memory.bytes(scratch + 4, Memory.getByte(scratch) == 4 ? 4 : 16);
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(ip), Memory.getShort(scratch + 2) & 0xFFFF);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of " + ip.length + " bytes", e);
    }
  }

  private static void checkSocket(int result, int handle) {
    if (result == -Errno.EBADF) {
      throw new IllegalArgumentException("no such socket " + handle);
    }
    NativeLibrary.check(result, "socket " + handle);
  }

  @Override
  public void noDelay(int handle, boolean on) {
    checkSocket(Native.noDelay(ring, handle, on), handle);
  }

  @Override
  public void limitUnsent(int handle, int bytes) {
    checkSocket(Native.limitUnsent(ring, handle, bytes), handle);
  }

  @Override
  public int release(int handle) {
    handOver(); // what was asked and not handed over counts as in flight
    int token = Native.release(ring, handle);
    if (token == -Errno.EBUSY) {
      throw new IllegalStateException("operations in flight on connection " + handle);
    }
    checkSocket(token, handle);
    return token;
  }

  @Override
  public int adopt(int token) {
    int handle = Native.adopt(ring, token);
    checkSocket(handle, token);
    return handle;
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
    if (closed) {
      return;
    }
    checkThread();
    closed = true;
    wakeState.close();
    files.close();
    NativeLibrary.check(Native.destroy(ring), "operations still in flight at the driver's end");
    toucher.close();
    mappings.forEach(mapping -> Native.unmap(mapping.address(), mapping.bytes()));
    mappings.clear();
  }
}
