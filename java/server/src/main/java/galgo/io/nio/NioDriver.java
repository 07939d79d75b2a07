package galgo.io.nio;

import galgo.io.Completions;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.PageToucher;
import galgo.io.Submissions;
import galgo.io.nio.Endpoint.Connection;
import galgo.io.nio.Endpoint.Listener;
import galgo.io.nio.Endpoint.OpenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The driver in pure Java. Sockets are tried at once and then watched by a selector; files are left
 * to {@link FileWorkers#THREADS} helper threads.
 *
 * <p>Sleeps are rounded up to whole milliseconds, as the selector counts. Nobody may interrupt the
 * driver's thread: an interrupt closes Java's channels.
 */
public final class NioDriver implements Driver {
  private static final int PAGE = 4096;
  private static final int ZEROS = 256 * 1024;
  private static final int RECEIVE_BUFFERS_LIMIT = 32768;
  private static final long FOREVER = 1L << 62;

  private final AnonymousMemory memory = new AnonymousMemory();
  private final PageToucher toucher = new PageToucher();
  private final CompletionQueue queue = new CompletionQueue();
  private final Requests requests = new Requests(queue);
  private final Handles handles = new Handles();
  private final Timers timers = new Timers();
  private final Transfers transfers = new Transfers(requests);
  private final RandomWords random = new RandomWords();
  private final Kernels kernels = new JavaKernels();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Submissions submissions;
  private final Completions completions;
  private final Sockets sockets;
  private final FileWorkers workers;
  private final NioFiles files;
  private final WallClock wallClock;
  private long nanos;
  private long wallMicros;
  private boolean closed;

  /**
   * @param submissionCapacity records of one hand-over; more are taken in several
   * @param completionCapacity the most completions of one turn
   * @param handover shared by the drivers of a node
   */
  public NioDriver(int submissionCapacity, int completionCapacity, NioHandover handover) {
    long requestRecords = allocate(pages((long) submissionCapacity * Submissions.RECORD));
    long completionRecords = allocate(pages((long) completionCapacity * Completions.RECORD));
    submissions = new Submissions(requestRecords, submissionCapacity, this::submit);
    completions = new Completions(completionRecords, completionCapacity);
    sockets = Sockets.open(handles, requests, transfers, handover, completionCapacity);
    FileOperations operations = new FileOperations(allocate(ZEROS), ZEROS);
    workers = new FileWorkers(operations, sockets::wakeup);
    files = new NioFiles(handles, operations);
    nanos = System.nanoTime();
    wallClock = new WallClock(nanos);
    wallMicros = wallClock.micros(nanos);
  }

  private static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public String features() {
    String direct = files.directRefused() ? "O_DIRECT refused by a file system" : "O_DIRECT";
    return "selector, " + FileWorkers.THREADS + " file threads, " + direct;
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
    if (waitNanos != 0) {
      toucher.begin();
    }
    readClocks();
    submit();
    collect();
    long end = nanos + (waitNanos < 0 ? FOREVER : Math.min(waitNanos, FOREVER));
    boolean over;
    do {
      boolean sleeps = waitNanos != 0 && queue.size() == 0 && !woken.get();
      sockets.poll(sleeps ? untilNext(end) : 0);
      readClocks();
      collect();
      over = queue.size() > 0 || end - nanos <= 0 || woken.get();
    } while (!over && !Thread.currentThread().isInterrupted());
    if (woken.get()) {
      woken.getAndSet(false); // reads what the waker wrote, so that the caller sees it, too
    }
    return queue.drain(completions);
  }

  /** Nanoseconds to sleep, negative without an end. */
  private long untilNext(long end) {
    long left = end - nanos;
    long due = timers.nextDue();
    if (due != Long.MAX_VALUE) {
      return Math.max(0, Math.min(left, due - nanos));
    }
    return left > FOREVER / 2 ? -1 : left;
  }

  private void readClocks() {
    nanos = System.nanoTime();
    wallMicros = wallClock.micros(nanos);
  }

  /** Takes what the helper threads did and what is due. */
  private void collect() {
    for (Request request = workers.takeDone(); request != null; request = workers.takeDone()) {
      fileDone(request);
    }
    for (Request request = timers.poll(nanos); request != null; request = timers.poll(nanos)) {
      requests.finish(request, 0);
    }
  }

  private void submit() {
    int count = submissions.count();
    for (int i = 0; i < count; i++) {
      long record = submissions.base() + (long) i * Submissions.RECORD;
      Request request = requests.take(Memory.getLong(record + Submissions.TAG));
      request.operation = Memory.getUnsignedByte(record + Submissions.OPERATION);
      request.flags = Memory.getUnsignedByte(record + Submissions.FLAGS);
      request.handle = Memory.getInt(record + Submissions.HANDLE);
      request.address = Memory.getLong(record + Submissions.ADDRESS);
      request.length = Memory.getInt(record + Submissions.LENGTH);
      request.offset = Memory.getLong(record + Submissions.OFFSET);
      start(request);
    }
    submissions.clear();
  }

  private void start(Request request) {
    switch (request.operation) {
      case Submissions.NOP -> requests.finish(request, 0);
      case Submissions.CONNECT -> sockets.connect(request);
      case Submissions.UNLINK -> workers.submit(request);
      case Submissions.CANCEL -> cancel(request);
      case Submissions.TIMEOUT -> {
        request.due = nanos + Math.clamp(request.offset, 0, FOREVER / 2);
        timers.add(request);
      }
      case Submissions.CLOSE -> close(request);
      default -> startOnHandle(request);
    }
  }

  private void startOnHandle(Request request) {
    Endpoint endpoint = handles.get(request.handle);
    switch (request.operation) {
      case Submissions.ACCEPT -> {
        if (endpoint instanceof Listener listener) {
          sockets.accept(listener, request);
        } else {
          requests.finish(request, -Errno.EBADF);
        }
      }
      case Submissions.RECEIVE,
          Submissions.RECEIVE_PROVIDED,
          Submissions.SEND,
          Submissions.SEND_VECTORED,
          Submissions.SHUTDOWN -> {
        if (endpoint instanceof Connection connection) {
          sockets.start(connection, request);
        } else {
          requests.finish(request, -Errno.EBADF);
        }
      }
      case Submissions.READ,
          Submissions.WRITE,
          Submissions.WRITE_VECTORED,
          Submissions.SYNC,
          Submissions.ALLOCATE -> {
        if (endpoint instanceof OpenFile file && file.closing == null) {
          request.target = file;
          file.inFlight++;
          workers.submit(request);
        } else {
          requests.finish(request, -Errno.EBADF);
        }
      }
      default -> throw new IllegalArgumentException("operation " + request.operation);
    }
  }

  private void close(Request request) {
    switch (handles.get(request.handle)) {
      case Listener listener -> sockets.close(listener, request);
      case Connection connection -> sockets.close(connection, request);
      case OpenFile file when file.closing == null -> {
        request.target = file;
        file.closing = request;
        if (file.inFlight == 0) {
          workers.submit(request);
        }
      }
      case null, default -> requests.finish(request, -Errno.EBADF);
    }
  }

  private void fileDone(Request request) {
    if (request.target instanceof OpenFile file) {
      if (request.operation == Submissions.CLOSE) {
        handles.remove(file);
      } else {
        file.inFlight--;
        if (file.inFlight == 0 && file.closing != null) {
          workers.submit(file.closing);
        }
      }
    }
    requests.finish(request, request.result);
  }

  /** What a helper thread has already is found, and completes with what it gets. */
  private void cancel(Request request) {
    Request found = requests.find(request.offset);
    if (found == null || found == request) {
      requests.finish(request, -Errno.ENOENT);
      return;
    }
    if (found.operation == Submissions.TIMEOUT) {
      timers.remove(found);
      requests.finish(found, -Errno.ECANCELED);
    } else if (Sockets.waitsHere(found)) {
      sockets.cancel(found);
    }
    requests.finish(request, 0);
  }

  @Override
  public void wake() {
    if (!woken.getAndSet(true)) {
      sockets.wakeup();
    }
  }

  @Override
  public long monotonicNanos() {
    return nanos;
  }

  @Override
  public long wallMicros() {
    return wallMicros;
  }

  @Override
  public long random() {
    return random.next();
  }

  @Override
  public long allocate(long bytes) {
    if (bytes <= 0 || bytes % PAGE != 0) {
      throw new IllegalArgumentException(bytes + " bytes are no multiple of " + PAGE);
    }
    return memory.allocate(bytes);
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
    long base = allocate(pages((long) size * count));
    transfers.provide(new ReceiveBuffers(base, size, count));
  }

  @Override
  public void recycle(long buffer) {
    transfers.recycle(buffer);
  }

  @Override
  public int listen(InetSocketAddress address, boolean shared, int backlog) {
    return sockets.listen(address, shared, backlog);
  }

  @Override
  public InetSocketAddress localAddress(int handle) {
    NetworkChannel channel =
        switch (handles.get(handle)) {
          case Listener listener -> listener.channel;
          case Connection connection -> connection.channel;
          case null, default -> throw new IllegalArgumentException("no socket " + handle);
        };
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InetSocketAddress peerAddress(int handle) {
    try {
      return (InetSocketAddress) connection(handle).channel.getRemoteAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void noDelay(int handle, boolean on) {
    try {
      connection(handle).channel.setOption(StandardSocketOptions.TCP_NODELAY, on);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void limitUnsent(int handle, int bytes) {
    try {
      // The kernel doubles it, to have room for its own notes.
      connection(handle).channel.setOption(StandardSocketOptions.SO_SNDBUF, Math.ceilDiv(bytes, 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int release(int handle) {
    return sockets.release(connection(handle));
  }

  @Override
  public int adopt(int token) {
    return sockets.adopt(token);
  }

  private Connection connection(int handle) {
    if (handles.get(handle) instanceof Connection connection) {
      return connection;
    }
    throw new IllegalArgumentException("no connection " + handle);
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
    closed = true;
    workers.close();
    try {
      sockets.close();
      for (int handle = 1; handle < handles.limit(); handle++) {
        if (handles.get(handle) instanceof OpenFile file) {
          file.channel.close();
        }
      }
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      toucher.close();
      memory.close();
    }
  }
}
