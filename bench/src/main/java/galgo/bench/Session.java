package galgo.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a worker with at most one request in flight, as the clients of this protocol do
 * it. Used by its worker's thread only; allocates nothing per request.
 */
abstract sealed class Session permits Producer, Consumer {
  private final SocketChannel channel;
  private final Pace pace;
  private final ByteBuffer[] request = new ByteBuffer[2];
  private int buffers;
  private @Nullable SelectionKey key;
  private boolean inFlight;
  private long intended;

  Session(SocketChannel channel, Pace pace) {
    this.channel = channel;
    this.pace = pace;
  }

  /** Gives the session to a worker's selector. */
  void register(Selector selector) throws IOException {
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  boolean inFlight() {
    return inFlight;
  }

  /** Intended start of the request that is in flight or was last. */
  long intended() {
    return intended;
  }

  /** When the next request is meant to start; {@code now} in closed loop. */
  long due(long now) {
    return pace.next(now);
  }

  /** Whether there is a next request, one that is meant to start at {@code due}. */
  abstract boolean wantsMore(long due);

  /** Starts the request that was due. */
  final void start(long due) throws IOException {
    intended = due;
    pace.advance();
    begin();
    restart();
  }

  /** Sends a request for the same intended start (or one moved by {@link #postpone}). */
  final void restart() throws IOException {
    inFlight = true;
    prepare();
    flush();
  }

  /** The intended start of a poll repeated because nothing was there yet. */
  final void postpone(long now) {
    intended = now;
  }

  /** The channel is ready for what the key waits for. Returns whether the request has ended. */
  final boolean onReady() throws IOException {
    if (!inFlight) {
      throw new IOException("the server closed a connection or sent what nobody asked for");
    }
    if (buffers > 0) {
      flush();
      return false;
    }
    if (receive(channel)) {
      inFlight = false;
      return answered(System.nanoTime());
    }
    return false;
  }

  /** The request that was due will never be sent. */
  abstract void abandon(long due, long now);

  final void skip() {
    pace.advance();
  }

  /** A new request begins: reservations. */
  abstract void begin();

  /** Hands the bytes of the next request to {@link #send}. */
  abstract void prepare();

  /** Takes in what there is. Returns whether the answer is complete. */
  abstract boolean receive(SocketChannel from) throws IOException;

  /** The answer is complete and checked. Returns false when the session went on by itself. */
  abstract boolean answered(long now) throws IOException;

  final void send(ByteBuffer whole) {
    request[0] = whole;
    buffers = 1;
  }

  final void send(ByteBuffer[] headAndBody) {
    request[0] = headAndBody[0];
    request[1] = headAndBody[1];
    buffers = 2;
  }

  private void flush() throws IOException {
    if (buffers == 1) {
      channel.write(request[0]);
    } else {
      channel.write(request, 0, buffers);
    }
    boolean done = !request[buffers - 1].hasRemaining();
    if (done) {
      buffers = 0;
    }
    int wanted = done ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
    SelectionKey held = key;
    if (held != null && held.interestOps() != wanted) {
      held.interestOps(wanted);
    }
  }

  final void close() throws IOException {
    channel.close();
  }
}
