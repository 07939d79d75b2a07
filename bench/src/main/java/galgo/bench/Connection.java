package galgo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import galgo.wire.AnswerBuffer;
import galgo.wire.UserRequest;
import galgo.wire.vsr.BodyEncoder;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;
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
  private long session;

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

  /** Logs in by the 0.9 protocol; such a connection is only good for its {@link #channel}. */
  static Connection openNewer(InetSocketAddress address, String user, String password)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      Connection connection = new Connection(channel);
      connection.register(user, password);
      return connection;
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "cannot log in to " + address + " as " + user + ": " + e.getMessage(), e);
    }
  }

  private void register(String user, String password) throws IOException {
    AnswerBuffer body = new AnswerBuffer(1024);
    byte[] none = new byte[0];
    BodyEncoder.body(
        body,
        new UserRequest.LoginUser(user.getBytes(UTF_8), password.getBytes(UTF_8), none, none));
    ByteBuffer frame = ByteBuffer.allocateDirect(RequestHeader.SIZE + body.length());
    RequestHeader.write(
        RecordSend.address(frame), body.length(), 1, 1, 0, 0, Operation.REGISTER, 0, 0);
    frame.put(RequestHeader.SIZE, body.toBytes());
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
    ByteBuffer header = read(RequestHeader.SIZE);
    int status = header.getInt(RecordSend.STATUS);
    int length = header.getInt(RecordSend.SIZE) - RequestHeader.SIZE;
    if (header.get(RecordSend.COMMAND) != ReplyHeader.COMMAND || status != 0) {
      throw ServerError.refused(Requests.LOGIN, status);
    }
    if (length < 16 || length > MAX_ANSWER) {
      throw ServerError.wrong(Requests.LOGIN, "length " + length);
    }
    session = read(length).getLong(8);
  }

  /** The number of the session of {@link #openNewer}. */
  long session() {
    return session;
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

  /** The server's process id, as it says itself. Not on a connection of {@link #openNewer}. */
  long serverPid() throws IOException {
    return Integer.toUnsignedLong(call(Requests.empty(Requests.GET_STATS)).getInt(0));
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
