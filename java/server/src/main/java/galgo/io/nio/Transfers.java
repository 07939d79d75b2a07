package galgo.io.nio;

import galgo.io.Completions;
import galgo.io.Errno;
import galgo.io.Submissions;
import galgo.io.nio.Endpoint.Connection;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One attempt to receive or to send, never waiting. */
final class Transfers {
  /** The most buffers one turn fills for one connection, so that others get their turn. */
  private static final int BURST = 16;

  private final Requests requests;
  private final Views views = new Views();
  private @Nullable ReceiveBuffers buffers;

  Transfers(Requests requests) {
    this.requests = requests;
  }

  void provide(ReceiveBuffers provided) {
    if (buffers != null) {
      throw new IllegalStateException("receive buffers were provided already");
    }
    buffers = provided;
  }

  void recycle(long buffer) {
    if (buffers == null) {
      throw new IllegalStateException("no receive buffers were provided");
    }
    buffers.give(buffer);
  }

  /** Whether the request is finished; otherwise it waits for the connection to become readable. */
  boolean receive(Connection connection, Request request) {
    try {
      return request.operation == Submissions.RECEIVE
          ? receiveInto(connection, request)
          : receiveProvided(connection, request);
    } catch (IOException | RuntimeException e) {
      requests.finish(request, NioErrno.of(e));
      return true;
    }
  }

  private boolean receiveInto(Connection connection, Request request) throws IOException {
    if (request.length <= 0) {
      requests.finish(request, -Errno.EINVAL);
      return true;
    }
    int received = connection.channel.read(views.view(request.address, request.length));
    connection.drained = received < request.length;
    if (received == 0) {
      return false;
    }
    requests.finish(request, Math.max(received, 0));
    return true;
  }

  private boolean receiveProvided(Connection connection, Request request) throws IOException {
    ReceiveBuffers from = buffers;
    if (from == null) {
      requests.finish(request, -Errno.ENOBUFS);
      return true;
    }
    for (int i = 0; i < BURST; i++) {
      long buffer = from.take();
      if (buffer == 0) {
        requests.finish(request, -Errno.ENOBUFS);
        return true;
      }
      int received = 0;
      try {
        received = connection.channel.read(views.view(buffer, from.size()));
      } finally {
        if (received <= 0) {
          from.give(buffer);
        }
      }
      connection.drained = received < from.size();
      if (received == 0) {
        return false;
      }
      if (received < 0) {
        requests.finish(request, 0);
        return true;
      }
      if (!request.multi()) {
        requests.finish(request, received, Completions.BUFFER, buffer);
        return true;
      }
      requests.report(request, received, Completions.BUFFER, buffer);
      if (connection.drained) {
        return false;
      }
    }
    return false;
  }

  /** Whether the request is finished; otherwise it waits for the connection to become writable. */
  boolean send(SocketChannel channel, Request request) {
    try {
      long sent =
          request.operation == Submissions.SEND
              ? sendOne(channel, request)
              : sendVectored(channel, request);
      if (sent < 0) {
        return false;
      }
      requests.finish(request, (int) Math.min(sent, Integer.MAX_VALUE));
    } catch (ClosedChannelException e) {
      requests.finish(request, -Errno.EPIPE);
    } catch (IOException | RuntimeException e) {
      requests.finish(request, NioErrno.of(e));
    }
    return true;
  }

  private long sendOne(SocketChannel channel, Request request) throws IOException {
    long length = request.length & 0xFFFF_FFFFL;
    int sent = channel.write(views.view(request.address, length));
    return sent == 0 && length > 0 ? -1 : sent;
  }

  private long sendVectored(SocketChannel channel, Request request) throws IOException {
    int pairs = request.length;
    if (pairs <= 0 || pairs > Submissions.VECTOR_LIMIT) {
      throw new IllegalArgumentException(pairs + " pairs");
    }
    var vector = views.vector(request.address, pairs);
    long sent = channel.write(vector, 0, pairs);
    if (sent > 0) {
      return sent;
    }
    for (int i = 0; i < pairs; i++) {
      if (vector[i].hasRemaining()) {
        return -1;
      }
    }
    return 0;
  }
}
