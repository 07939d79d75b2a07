package galgo.simulator;

import galgo.io.Completions;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Submissions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One shard's driver in a world. While it blocks ({@link #blocking}), a turn that waits lets the
 * world go on; else a turn never waits, and who turns the shard looks at {@link #waitNanos} and
 * comes back when {@code ready} was called.
 */
public final class SimulatedDriver implements Driver {
  private static final int PAGE = 4096;
  private static final int CAPACITY = 1024;
  private static final long FOREVER = 1L << 60;

  private record Completion(long tag, int result, int flags, long data) {}

  private final Machine machine;
  private final Simulation world;
  private final Handles handles = new Handles();
  private final Map<Long, Request> inFlight = new LinkedHashMap<>();
  private final ArrayDeque<Completion> completed = new ArrayDeque<>();
  private final Map<Long, Long> memory = new LinkedHashMap<>();
  private final Kernels kernels = new JavaKernels();
  private final Runnable ready;
  private final SimulatedDisk disk;
  private final SimulatedFiles files;
  private final DriverSockets sockets;
  private final Submissions submissions;
  private final Completions completions;
  private boolean blocking = true;
  private boolean woken;
  private boolean closed;
  private long waitNanos;
  private long nanos;
  private long wallMicros;

  /**
   * @param ready called when something has completed or {@link #wake} was called
   */
  SimulatedDriver(Machine machine, Runnable ready) {
    this.machine = machine;
    this.world = machine.world;
    this.ready = ready;
    this.disk = new SimulatedDisk(machine, (request, result) -> finish(request, result, 0, 0));
    this.files = new SimulatedFiles(machine, disk, handles);
    this.sockets = new DriverSockets(machine, handles, new Results());
    this.submissions =
        new Submissions(allocate(CAPACITY * Submissions.RECORD), CAPACITY, this::submit);
    this.completions = new Completions(allocate(CAPACITY * Completions.RECORD), CAPACITY);
    readClocks();
  }

  /** Whether a turn may let the world go on while it waits. */
  void blocking(boolean on) {
    blocking = on;
  }

  /** For how long the last turn wanted to wait: 0 not at all, negative without an end. */
  long waitNanos() {
    return waitNanos;
  }

  /** Whether something waits for the next turn. */
  boolean isReady() {
    return woken || !completed.isEmpty();
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public String features() {
    return "seed " + world.seed();
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
  public int turn(long wait) {
    if (closed) {
      throw new IllegalStateException("the driver is closed");
    }
    submit();
    if (blocking && wait != 0) {
      world.runUntil(this::isReady, wait < 0 ? FOREVER : wait);
    }
    readClocks();
    woken = false;
    int count = Math.min(completed.size(), CAPACITY);
    for (int i = 0; i < count; i++) {
      Completion next = completed.remove();
      world.note(next.tag);
      world.note(next.result);
      completions.set(i, next.tag, next.result, next.flags, next.data);
    }
    waitNanos = count > 0 || !completed.isEmpty() ? 0 : wait;
    return count;
  }

  private void readClocks() {
    nanos = world.nanos();
    wallMicros = machine.wallMicros();
  }

  private void submit() {
    machine.call();
    for (int i = 0; i < submissions.count(); i++) {
      Request request = new Request(submissions.base() + (long) i * Submissions.RECORD);
      if (inFlight.putIfAbsent(request.tag, request) != null) {
        throw new Finding("tag " + request.tag + " is in flight already");
      }
      world.note(request.operation | (long) request.handle << 32);
      world.note(request.length);
      world.note(request.operation == Submissions.UNLINK ? 0 : request.offset);
      start(request);
    }
    submissions.clear();
  }

  private void start(Request request) {
    switch (request.operation) {
      case Submissions.NOP -> finish(request, 0, 0, 0);
      case Submissions.CONNECT ->
          sockets.connect(request, Memory.getShort(request.address + 2) & 0xFFFF);
      case Submissions.UNLINK -> disk.unlink(path(request.address), request);
      case Submissions.CANCEL -> cancel(request);
      case Submissions.TIMEOUT ->
          request.event =
              world.after(Math.clamp(request.offset, 0, FOREVER), () -> finish(request, 0, 0, 0));
      case Submissions.CLOSE -> close(request);
      case Submissions.READ,
          Submissions.WRITE,
          Submissions.WRITE_VECTORED,
          Submissions.SYNC,
          Submissions.ALLOCATE -> {
        switch (handles.get(request.handle)) {
          case OpenFile file -> disk.start(file, request);
          case OpenDirectory directory -> disk.start(directory, request);
          case null, default -> finish(request, -Errno.EBADF, 0, 0);
        }
      }
      default -> sockets.start(request);
    }
  }

  private static String path(long address) {
    int length = 0;
    while (Memory.getByte(address + length) != 0) {
      length++;
    }
    return new String(Memory.bytes(address, length), StandardCharsets.UTF_8);
  }

  private void close(Request request) {
    switch (handles.get(request.handle)) {
      case Port port -> sockets.close(port, request);
      case Socket socket -> sockets.close(socket, request);
      case OpenFile file -> disk.close(file, request);
      case OpenDirectory _ -> finish(request, 0, 0, 0);
      case null, default -> finish(request, -Errno.EBADF, 0, 0);
    }
  }

  private void cancel(Request request) {
    Request found = inFlight.get(request.offset);
    if (found == null || found == request) {
      finish(request, -Errno.ENOENT, 0, 0);
      return;
    }
    if (found.operation == Submissions.TIMEOUT && found.event != null) {
      found.event.cancel();
      finish(found, -Errno.ECANCELED, 0, 0);
    } else {
      // What the disk has already is found, too, and completes with what it gets.
      sockets.cancel(found);
    }
    finish(request, 0, 0, 0);
  }

  private void finish(Request request, int result, int flags, long data) {
    if (closed) {
      return;
    }
    if (inFlight.remove(request.tag) != request) {
      throw new IllegalStateException("request " + request.tag + " finished twice");
    }
    if (request.operation == Submissions.CLOSE) {
      handles.remove(request.handle);
    }
    complete(request, result, flags, data);
  }

  private void complete(Request request, int result, int flags, long data) {
    completed.add(new Completion(request.tag, result, flags, data));
    ready.run();
  }

  private final class Results implements DriverSockets.Results {
    @Override
    public void finish(Request request, int result, int flags, long data) {
      SimulatedDriver.this.finish(request, result, flags, data);
    }

    @Override
    public void report(Request request, int result, int flags, long data) {
      complete(request, result, flags | Completions.MORE, data);
    }
  }

  @Override
  public void wake() {
    woken = true;
    ready.run();
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
    return world.chance().next();
  }

  @Override
  public long allocate(long bytes) {
    if (bytes <= 0 || bytes % PAGE != 0) {
      throw new IllegalArgumentException(bytes + " bytes are no multiple of " + PAGE);
    }
    long address = world.memory().take(bytes);
    memory.put(address, bytes);
    return address;
  }

  @Override
  public void provideReceiveBuffers(int size, int count) {
    long bytes = ((long) size * count + PAGE - 1) / PAGE * PAGE;
    sockets.provide(allocate(bytes), size, count);
  }

  @Override
  public void recycle(long buffer) {
    sockets.recycle(buffer);
  }

  @Override
  public int listen(InetSocketAddress address, boolean shared, int backlog) {
    machine.call();
    return sockets.listen(address.getPort(), shared);
  }

  @Override
  public InetSocketAddress localAddress(int handle) {
    return switch (handles.get(handle)) {
      case Port port -> loopback(port.number);
      case Socket socket -> loopback(socket.localPort);
      case null, default -> throw new IllegalArgumentException("no socket " + handle);
    };
  }

  @Override
  public InetSocketAddress peerAddress(int handle) {
    return loopback(sockets.socket(handle).peerPort);
  }

  private static InetSocketAddress loopback(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  @Override
  public void noDelay(int handle, boolean on) {
    sockets.socket(handle);
  }

  @Override
  public int release(int handle) {
    return sockets.release(handle);
  }

  @Override
  public int adopt(int token) {
    return sockets.adopt(token);
  }

  @Override
  public Files files() {
    return files;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  /** An orderly end: nothing is cut short, but what is in flight never completes. */
  @Override
  public void close() {
    if (!closed) {
      end();
      for (Object target : handles.all()) {
        if (target instanceof OpenFile file) {
          file.file.drop();
        }
      }
      machine.storage.unlock(files);
    }
  }

  /** The process has ended: of what the disk had in flight, any part has happened. */
  void lose() {
    if (closed) {
      return;
    }
    for (Request request : inFlight.values()) {
      if (handles.get(request.handle) instanceof OpenFile file) {
        disk.interrupted(file, request);
      }
    }
    end();
  }

  private void end() {
    closed = true;
    for (Request request : inFlight.values()) {
      if (request.event != null) {
        request.event.cancel();
      }
    }
    sockets.lose();
    memory.forEach((address, bytes) -> world.memory().give(address, bytes));
    memory.clear();
  }
}
