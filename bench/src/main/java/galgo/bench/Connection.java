package galgo.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/** A logged-in blocking connection, one exchange at a time. */
final class Connection implements AutoCloseable {
  /** Longest answer to a command of set-up: a topic record of 1000 partitions is 41 kB. */
  private static final int MAX_ANSWER = 16 << 20;

  private static final int HEADER = 8;

  private final SocketChannel channel;

  private Connection(SocketChannel channel) {
    this.channel = channel;
  }

  static Connection open(InetSocketAddress address, String user, String password)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      Connection connection = new Connection(channel);
      connection.call(Requests.login(user, password));
      return connection;
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "cannot log in to " + address + " as " + user + ": " + e.getMessage(), e);
    }
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @return the payload of the answer, little-endian; empty for an empty OK
   * @throws ServerError when the status is not 0
   */
  ByteBuffer call(ByteBuffer request) throws IOException {
    int code = request.getInt(4);
    while (request.hasRemaining()) {
      channel.write(request);
    }
    ByteBuffer header = read(HEADER);
    int status = header.getInt(0);
    int length = header.getInt(4);
    if (status != 0) {
      throw ServerError.refused(code, status);
    }
    if (length < 0 || length > MAX_ANSWER) {
      throw ServerError.wrong(code, "length " + Integer.toUnsignedString(length));
    }
    return read(length);
  }

  /** The channel, to go on with in a selector. This object must not be used after it. */
  SocketChannel channel() {
    return channel;
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the server closed the connection");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
