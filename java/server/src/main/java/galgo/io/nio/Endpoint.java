package galgo.io.nio;

import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** What a handle stands for. */
abstract sealed class Endpoint {
  /** Where its requests find it; 0 while it has no number. */
  int handle;

  /** A listening socket and the accepts that wait on it. */
  static final class Listener extends Endpoint {
    final ServerSocketChannel channel;
    final SelectionKey key;
    final InetSocketAddress address;
    final boolean shared;
    final RequestList accepts = new RequestList();

    Listener(
        ServerSocketChannel channel, SelectionKey key, InetSocketAddress address, boolean shared) {
      this.channel = channel;
      this.key = key;
      this.address = address;
      this.shared = shared;
    }
  }

  /** A connection and the requests that wait for it to become readable or writable. */
  static final class Connection extends Endpoint {
    final SocketChannel channel;
    final RequestList receives = new RequestList();
    final RequestList sends = new RequestList();

    /** The request that makes the connection, until it is made. */
    @Nullable Request connecting;

    /** Made when it first has to wait; {@code interest} is what the key was told. */
    @Nullable SelectionKey key;

    int interest;

    /**
     * The last receive took all there was: the next one waits for the selector, for an attempt
     * would likely be in vain.
     */
    boolean drained;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /** An open file. */
  static final class OpenFile extends Endpoint {
    final FileChannel channel;
    final boolean direct;

    /**
     * Writes share it, what changes the file's size alone has it for itself: allocating writes
     * zeros from the end on, which must not fall onto bytes written meanwhile.
     */
    final ReentrantReadWriteLock growth = new ReentrantReadWriteLock();

    /** Requests that helper threads have; of the driver's thread. */
    int inFlight;

    /** The close that waits for them. */
    @Nullable Request closing;

    OpenFile(FileChannel channel, boolean direct) {
      this.channel = channel;
      this.direct = direct;
    }
  }
}
