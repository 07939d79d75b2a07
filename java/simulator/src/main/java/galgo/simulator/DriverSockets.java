package galgo.simulator;

import galgo.io.Completions;
import galgo.io.Errno;
import galgo.io.Submissions;
import java.util.ArrayDeque;
import java.util.TreeSet;

/** Listening sockets and connections of one driver. */
final class DriverSockets {
  /** Takes results. */
  interface Results {
    /** The request's last completion. */
    void finish(Request request, int result, int flags, long data);

    /** A completion with more to come. */
    void report(Request request, int result, int flags, long data);
  }

  private final Machine machine;
  private final Simulation world;
  private final SimulatedNetwork network;
  private final Handles handles;
  private final Results results;
  private final ArrayDeque<Long> freeBuffers = new ArrayDeque<>();
  private final TreeSet<Long> lentBuffers = new TreeSet<>();
  private int bufferSize;

  DriverSockets(Machine machine, Handles handles, Results results) {
    this.machine = machine;
    this.world = machine.world;
    this.network = machine.network;
    this.handles = handles;
    this.results = results;
  }

  void provide(long base, int size, int count) {
    bufferSize = size;
    for (int i = 0; i < count; i++) {
      freeBuffers.add(base + (long) i * size);
    }
  }

  void recycle(long buffer) {
    if (!lentBuffers.remove(buffer)) {
      throw new Finding("a receive buffer is given back that was not lent");
    }
    freeBuffers.add(buffer);
  }

  int listen(int port, boolean shared) {
    Port listener = network.listen(this, port, shared);
    return listener == null ? -Errno.EADDRINUSE : handles.add(listener);
  }

  void start(Request request) {
    switch (handles.get(request.handle)) {
      case Port port when request.operation == Submissions.ACCEPT -> {
        port.accepts.add(request);
        acceptWaiting(port);
      }
      case Socket socket when request.operation != Submissions.ACCEPT -> start(socket, request);
      case null, default -> results.finish(request, -Errno.EBADF, 0, 0);
    }
  }

  private void start(Socket socket, Request request) {
    switch (request.operation) {
      case Submissions.RECEIVE, Submissions.RECEIVE_PROVIDED -> {
        socket.receives.add(request);
        receiveWaiting(socket);
      }
      case Submissions.SEND, Submissions.SEND_VECTORED -> {
        socket.sends.add(request);
        sendWaiting(socket);
      }
      case Submissions.SHUTDOWN -> {
        socket.shut = true;
        socket.out.end();
        results.finish(request, 0, 0, 0);
        receiveWaiting(socket);
        sendWaiting(socket);
      }
      default -> throw new IllegalArgumentException("operation " + request.operation);
    }
  }

  void acceptWaiting(Port port) {
    while (!port.accepts.isEmpty() && !port.backlog.isEmpty()) {
      Request request = port.accepts.element();
      Socket socket = port.backlog.remove();
      socket.owner = this;
      int handle = handles.add(socket);
      if (request.multi()) {
        results.report(request, handle, 0, 0);
      } else {
        port.accepts.remove();
        results.finish(request, handle, 0, 0);
      }
    }
  }

  void connect(Request request, int port) {
    Link link = network.link(port);
    Socket socket = new Socket(link, false);
    link.client = socket;
    network.dial(
        link,
        refused -> {
          if (refused) {
            results.finish(request, -Errno.ECONNREFUSED, 0, 0);
          } else {
            socket.owner = this;
            results.finish(request, handles.add(socket), 0, 0);
          }
        });
  }

  void receiveWaiting(Socket socket) {
    while (!socket.receives.isEmpty()) {
      Request request = socket.receives.element();
      int available = socket.in.available();
      if (socket.broken || socket.shut || (available == 0 && socket.in.ended())) {
        socket.receives.remove();
        results.finish(request, socket.broken ? -Errno.ECONNRESET : 0, 0, 0);
      } else if (available == 0) {
        return;
      } else if (request.operation == Submissions.RECEIVE) {
        socket.receives.remove();
        int count = socket.in.take(request.address, some(Math.min(available, request.length)));
        results.finish(request, count, 0, 0);
      } else {
        receiveProvided(socket, request, available);
      }
    }
  }

  private void receiveProvided(Socket socket, Request request, int available) {
    if (freeBuffers.isEmpty()) {
      socket.receives.remove();
      results.finish(request, -Errno.ENOBUFS, 0, 0);
      return;
    }
    long buffer = freeBuffers.remove();
    lentBuffers.add(buffer);
    int count = socket.in.take(buffer, some(Math.min(available, bufferSize)));
    if (request.multi()) {
      results.report(request, count, Completions.BUFFER, buffer);
    } else {
      socket.receives.remove();
      results.finish(request, count, Completions.BUFFER, buffer);
    }
  }

  private int some(int count) {
    boolean some = world.chance().happens(world.faults().network().shortReceive());
    return some ? 1 + world.chance().below(count) : count;
  }

  void sendWaiting(Socket socket) {
    while (!socket.sends.isEmpty()) {
      Request request = socket.sends.element();
      if (socket.broken || socket.shut) {
        socket.sends.remove();
        results.finish(request, socket.shut ? -Errno.EPIPE : -Errno.ECONNRESET, 0, 0);
        continue;
      }
      int room = socket.out.room();
      if (room == 0) {
        return;
      }
      socket.sends.remove();
      byte[] bytes = request.gather(request.total(room));
      if (bytes.length > 0 && !socket.link.isBroken()) {
        socket.out.put(bytes);
      }
      results.finish(request, bytes.length, 0, 0);
    }
  }

  /** Whether the request waited here; it completes with ECANCELED. */
  boolean cancel(Request request) {
    boolean found =
        switch (handles.get(request.handle)) {
          case Port port -> port.accepts.remove(request);
          case Socket socket -> socket.receives.remove(request) || socket.sends.remove(request);
          case null, default -> false;
        };
    if (found) {
      results.finish(request, -Errno.ECANCELED, 0, 0);
    }
    return found;
  }

  void close(Port port, Request request) {
    cancelAll(port.accepts);
    handles.remove(request.handle);
    network.closed(port);
    results.finish(request, 0, 0, 0);
  }

  void close(Socket socket, Request request) {
    cancelAll(socket.receives);
    cancelAll(socket.sends);
    handles.remove(request.handle);
    socket.owner = null;
    socket.end();
    results.finish(request, 0, 0, 0);
  }

  private void cancelAll(ArrayDeque<Request> waiting) {
    while (!waiting.isEmpty()) {
      results.finish(waiting.remove(), -Errno.ECANCELED, 0, 0);
    }
  }

  int release(int handle) {
    Socket socket = socket(handle);
    if (!socket.receives.isEmpty() || !socket.sends.isEmpty()) {
      throw new IllegalStateException("operations in flight on " + handle);
    }
    handles.remove(handle);
    socket.owner = null;
    return network.release(socket, machine);
  }

  int adopt(int token) {
    Socket socket = network.adopt(token);
    socket.owner = this;
    return handles.add(socket);
  }

  Socket socket(int handle) {
    if (handles.get(handle) instanceof Socket socket) {
      return socket;
    }
    throw new IllegalArgumentException("no connection " + handle);
  }

  /** The driver has ended, and with it all that it held. */
  void lose() {
    for (Object target : handles.all()) {
      switch (target) {
        case Port port -> network.closed(port);
        case Socket socket -> {
          socket.owner = null;
          socket.link.reset();
        }
        default -> {}
      }
    }
  }
}
