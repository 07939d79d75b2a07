package galgo.io.nio;

import galgo.io.Errno;
import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.io.nio.Endpoint.Connection;
import galgo.io.nio.Endpoint.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Listening sockets and connections over one selector. A request is tried at once; what would have
 * to wait is tried again when the selector reports its socket. Belongs to the driver's thread.
 */
final class Sockets {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;
  private final Handles handles;
  private final Requests requests;
  private final Transfers transfers;
  private final NioHandover handover;
  private final int acceptBurst;

  private final Consumer<SelectionKey> onReady = this::ready;

  private Sockets(
      Selector selector,
      Handles handles,
      Requests requests,
      Transfers transfers,
      NioHandover handover,
      int acceptBurst) {
    this.selector = selector;
    this.handles = handles;
    this.requests = requests;
    this.transfers = transfers;
    this.handover = handover;
    this.acceptBurst = acceptBurst;
  }

  static Sockets open(
      Handles handles,
      Requests requests,
      Transfers transfers,
      NioHandover handover,
      int acceptBurst) {
    try {
      return new Sockets(Selector.open(), handles, requests, transfers, handover, acceptBurst);
    } catch (IOException e) {
      throw new UncheckedIOException("no selector", e);
    }
  }

  /**
   * Waits until a socket is ready or {@link #wakeup} is called, and carries out what has become
   * possible.
   *
   * @param waitNanos 0 does not wait, a negative value waits without an end
   */
  void poll(long waitNanos) {
    try {
      if (waitNanos == 0) {
        selector.selectNow(onReady);
      } else if (waitNanos < 0) {
        selector.select(onReady);
      } else {
        selector.select(onReady, (waitNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed", e);
    }
  }

  /** Any thread. */
  void wakeup() {
    selector.wakeup();
  }

  int listen(InetSocketAddress address, boolean shared, int backlog) {
    try {
      ServerSocketChannel channel = NioHandover.open(address);
      try {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (shared) {
          handover.bindShared(channel, address, backlog);
        } else {
          channel.bind(address, backlog);
        }
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, 0);
        var bound = (InetSocketAddress) channel.getLocalAddress();
        Listener listener = new Listener(channel, key, bound, shared);
        key.attach(listener);
        return handles.add(listener);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  void accept(Listener listener, Request request) {
    request.target = listener;
    boolean first = listener.accepts.isEmpty();
    listener.accepts.add(request);
    if (first) {
      acceptWaiting(listener);
    }
  }

  private void acceptWaiting(Listener listener) {
    int accepted = 0;
    Request request = listener.accepts.first();
    while (request != null && accepted < acceptBurst) {
      try {
        SocketChannel channel = listener.channel.accept();
        if (channel == null) {
          break;
        }
        int handle = handles.add(open(channel));
        accepted++;
        if (request.multi()) {
          requests.report(request, handle, 0, 0);
        } else {
          listener.accepts.remove(request);
          requests.finish(request, handle);
        }
      } catch (IOException e) {
        listener.accepts.remove(request);
        requests.finish(request, NioErrno.of(e));
      }
      request = listener.accepts.first();
    }
    listener.key.interestOps(request == null ? 0 : SelectionKey.OP_ACCEPT);
  }

  private static Connection open(SocketChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new Connection(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void connect(Request request) {
    try {
      Connection connection = open(SocketChannel.open());
      try {
        if (connection.channel.connect(address(request.address))) {
          requests.finish(request, handles.add(connection));
          return;
        }
        connection.connecting = request;
        request.target = connection;
        interested(connection, SelectionKey.OP_CONNECT);
      } catch (IOException | RuntimeException e) {
        connection.channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      requests.finish(request, NioErrno.of(e));
    }
  }

  private static InetSocketAddress address(long record) throws IOException {
    int family = Memory.getUnsignedByte(record);
    if (family != 4 && family != 6) {
      throw new IllegalArgumentException("address family " + family);
    }
    byte[] bytes = Memory.bytes(record + 4, family == 4 ? 4 : 16);
    int port = Memory.getShort(record + 2) & 0xFFFF;
    return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
  }

  private void finishConnect(Connection connection, Request request) {
    try {
      if (!connection.channel.finishConnect()) {
        return;
      }
      connection.connecting = null;
      disinterested(connection, SelectionKey.OP_CONNECT);
      requests.finish(request, handles.add(connection));
    } catch (IOException e) {
      connection.connecting = null;
      closeQuietly(connection);
      requests.finish(request, NioErrno.of(e));
    }
  }

  /** A request on a connection. */
  void start(Connection connection, Request request) {
    switch (request.operation) {
      case Submissions.RECEIVE, Submissions.RECEIVE_PROVIDED -> receive(connection, request);
      case Submissions.SEND, Submissions.SEND_VECTORED -> send(connection, request);
      case Submissions.SHUTDOWN -> shutdown(connection, request);
      default -> throw new IllegalArgumentException("operation " + request.operation);
    }
  }

  private void receive(Connection connection, Request request) {
    boolean waits = connection.drained || !connection.receives.isEmpty();
    if (waits || !transfers.receive(connection, request)) {
      request.target = connection;
      connection.receives.add(request);
      interested(connection, SelectionKey.OP_READ);
    }
  }

  private void send(Connection connection, Request request) {
    if (!connection.sends.isEmpty() || !transfers.send(connection.channel, request)) {
      request.target = connection;
      connection.sends.add(request);
      interested(connection, SelectionKey.OP_WRITE);
    }
  }

  private void shutdown(Connection connection, Request request) {
    int result = 0;
    try {
      connection.channel.shutdownOutput();
      connection.channel.shutdownInput();
    } catch (IOException | NotYetConnectedException e) {
      result = NioErrno.of(e);
    }
    requests.finish(request, result);
    receiveWaiting(connection);
    sendWaiting(connection);
  }

  /** What the selector reports. */
  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Listener listener) {
      acceptWaiting(listener);
    } else if (key.attachment() instanceof Connection connection) {
      ready(connection, key.readyOps());
    }
  }

  private void ready(Connection connection, int operations) {
    Request connecting = connection.connecting;
    if (connecting != null) {
      finishConnect(connection, connecting);
      return;
    }
    if ((operations & SelectionKey.OP_READ) != 0) {
      if (connection.receives.isEmpty()) {
        disinterested(connection, SelectionKey.OP_READ);
      } else {
        receiveWaiting(connection);
      }
    }
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      sendWaiting(connection);
      if (connection.sends.isEmpty()) {
        disinterested(connection, SelectionKey.OP_WRITE);
      }
    }
  }

  // A request leaves its list before the attempt, because finishing makes it another's.

  private void receiveWaiting(Connection connection) {
    Request request = connection.receives.first();
    while (request != null) {
      Request following = request.next;
      connection.receives.remove(request);
      if (!transfers.receive(connection, request)) {
        connection.receives.addFirst(request);
        return;
      }
      request = following;
    }
  }

  private void sendWaiting(Connection connection) {
    Request request = connection.sends.first();
    while (request != null) {
      Request following = request.next;
      connection.sends.remove(request);
      if (!transfers.send(connection.channel, request)) {
        connection.sends.addFirst(request);
        return;
      }
      request = following;
    }
  }

  private void interested(Connection connection, int operation) {
    if ((connection.interest & operation) != 0) {
      return;
    }
    connection.interest |= operation;
    SelectionKey key = connection.key;
    if (key != null) {
      key.interestOps(connection.interest);
      return;
    }
    try {
      connection.key = connection.channel.register(selector, connection.interest, connection);
    } catch (ClosedChannelException e) {
      throw new IllegalStateException("connection " + connection.handle + " is closed", e);
    }
  }

  private static void disinterested(Connection connection, int operation) {
    connection.interest &= ~operation;
    if (connection.key != null) {
      connection.key.interestOps(connection.interest);
    }
  }

  /** Cancels a request that waits here. */
  void cancel(Request request) {
    if (request.target instanceof Connection connection && connection.connecting == request) {
      connection.connecting = null;
      closeQuietly(connection);
    } else if (request.list != null) {
      request.list.remove(request);
    } else {
      throw new IllegalStateException("request waits nowhere, tag " + request.tag);
    }
    requests.finish(request, -Errno.ECANCELED);
  }

  void close(Listener listener, Request request) {
    cancelAll(listener.accepts);
    requests.finish(request, close(listener));
  }

  void close(Connection connection, Request request) {
    cancelAll(connection.receives);
    cancelAll(connection.sends);
    handles.remove(connection);
    requests.finish(request, closeQuietly(connection));
  }

  private int close(Listener listener) {
    handles.remove(listener);
    try {
      listener.channel.close();
      if (listener.shared) {
        handover.unbindShared(listener.address);
      }
      return 0;
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  private int closeQuietly(Connection connection) {
    try {
      connection.channel.close();
      return 0;
    } catch (IOException e) {
      return NioErrno.of(e);
    }
  }

  private void cancelAll(RequestList list) {
    for (Request request = list.poll(); request != null; request = list.poll()) {
      requests.finish(request, -Errno.ECANCELED);
    }
  }

  int release(Connection connection) {
    if (!connection.receives.isEmpty() || !connection.sends.isEmpty()) {
      throw new IllegalStateException("operations in flight on " + connection.handle);
    }
    handles.remove(connection);
    if (connection.key != null) {
      connection.key.cancel();
      poll(0); // only a select takes the socket out of the selector
    }
    return handover.put(connection.channel);
  }

  int adopt(int token) {
    return handles.add(new Connection(handover.take(token)));
  }

  /** Closes all sockets and the selector. */
  void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close(); // connections that are being made have no handle yet
    }
    for (int handle = 1; handle < handles.limit(); handle++) {
      switch (handles.get(handle)) {
        case Listener listener -> close(listener);
        case Connection connection -> connection.channel.close();
        case null, default -> {}
      }
    }
    selector.close();
  }

  static boolean waitsHere(Request request) {
    return switch (request.operation) {
      case Submissions.ACCEPT,
          Submissions.CONNECT,
          Submissions.RECEIVE,
          Submissions.RECEIVE_PROVIDED,
          Submissions.SEND,
          Submissions.SEND_VECTORED ->
          true;
      default -> false;
    };
  }
}
