package galgo.acceptance;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection that sends frames of the classic protocol, well formed or not. Written from the
 * protocol's description alone.
 */
final class RawClient implements AutoCloseable {
  static final int PING = 1;
  static final int LOGIN = 38;
  static final int POLL = 100;
  static final int SEND = 101;
  static final int FLUSH = 102;
  static final int CREATE_STREAM = 202;
  static final int CREATE_TOPIC = 302;

  private static final int MESSAGE_HEADER = 64;

  /** An answer's status and payload. */
  record Answer(int status, byte[] payload) {}

  /** A message as it came back. */
  record Polled(long offset, byte[] payload) {}

  private final Socket socket;
  private final DataInputStream input;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    input = new DataInputStream(socket.getInputStream());
  }

  /** Connects and logs in as root. */
  static RawClient loggedIn(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.login("iggy", "iggy");
    return client;
  }

  void login(String name, String password) throws IOException {
    ByteBuffer payload = buffer(512);
    name8(payload, name);
    name8(payload, password);
    payload.putInt(0).putInt(0);
    require(call(LOGIN, payload), "login");
  }

  void createStream(String name) throws IOException {
    ByteBuffer payload = buffer(512);
    name8(payload, name);
    require(call(CREATE_STREAM, payload), "create stream");
  }

  void createTopic(String stream, String name, int partitions) throws IOException {
    ByteBuffer payload = buffer(1024);
    identifier(payload, stream);
    payload.putInt(partitions).put((byte) 1).putLong(0).putLong(0).put((byte) 1);
    name8(payload, name);
    require(call(CREATE_TOPIC, payload), "create topic");
  }

  /** Sends one batch to a partition; returns the status. */
  int send(String stream, String topic, int partition, List<byte[]> messages) throws IOException {
    writeFrame(SEND, sendPayload(stream, topic, partition, messages));
    return read().status();
  }

  static ByteBuffer sendPayload(String stream, String topic, int partition, List<byte[]> messages) {
    int size = messages.stream().mapToInt(m -> MESSAGE_HEADER + m.length).sum();
    ByteBuffer payload = buffer(600 + 16 * messages.size() + size);
    payload.putInt(0);
    identifier(payload, stream);
    identifier(payload, topic);
    payload.put((byte) 2).put((byte) 4).putInt(partition).putInt(messages.size());
    payload.putInt(0, payload.position() - 4);
    int end = 0;
    for (byte[] message : messages) {
      end += MESSAGE_HEADER + message.length;
      payload.putInt(0).putInt(end).putLong(0);
    }
    for (byte[] message : messages) {
      payload.putLong(0).putLong(0).putLong(0).putLong(0).putLong(0).putLong(1);
      payload.putInt(0).putInt(message.length).putLong(0).put(message);
    }
    return payload;
  }

  /** Has what a partition holds in memory written, not synced. */
  void flush(String stream, String topic, int partition) throws IOException {
    ByteBuffer payload = buffer(1024);
    identifier(payload, stream);
    identifier(payload, topic);
    payload.putInt(partition).put((byte) 0);
    require(call(FLUSH, payload), "flush");
  }

  /** Polls up to {@code count} messages from an offset. */
  List<Polled> poll(String stream, String topic, int partition, long offset, int count)
      throws IOException {
    ByteBuffer payload = buffer(1024);
    payload.put((byte) 1).put((byte) 1).put((byte) 4).putInt(77);
    identifier(payload, stream);
    identifier(payload, topic);
    payload
        .put((byte) 1)
        .putInt(partition)
        .put((byte) 1)
        .putLong(offset)
        .putInt(count)
        .put((byte) 0);
    ByteBuffer answer =
        ByteBuffer.wrap(require(call(POLL, payload), "poll").payload())
            .order(ByteOrder.LITTLE_ENDIAN);
    answer.position(12);
    int polled = answer.getInt();
    List<Polled> messages = new ArrayList<>();
    for (int i = 0; i < polled; i++) {
      int start = answer.position();
      byte[] bytes = new byte[answer.getInt(start + 52)];
      answer.get(start + MESSAGE_HEADER, bytes);
      messages.add(new Polled(answer.getLong(start + 24), bytes));
      answer.position(start + MESSAGE_HEADER + bytes.length + answer.getInt(start + 48));
    }
    return messages;
  }

  /** Sends a well-formed frame and reads its answer. */
  Answer call(int code, ByteBuffer payload) throws IOException {
    writeFrame(code, payload);
    return read();
  }

  Answer ping() throws IOException {
    return call(PING, buffer(0));
  }

  void writeFrame(int code, ByteBuffer payload) throws IOException {
    int length = payload.position();
    ByteBuffer frame = buffer(8 + length).putInt(4 + length).putInt(code);
    frame.put(payload.array(), 0, length);
    write(frame.array());
  }

  /** Sends bytes as they are. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Reads one answer; EOFException when the server has closed. */
  Answer read() throws IOException {
    byte[] header = new byte[8];
    input.readFully(header);
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int status = fields.getInt();
    byte[] payload = new byte[fields.getInt()];
    input.readFully(payload);
    return new Answer(status, payload);
  }

  /**
   * Whether the server closes the connection, after any answers it still sends, within the socket's
   * time-out.
   */
  boolean isClosedByServer() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException closed) {
      return true;
    } catch (java.net.SocketException reset) {
      return true;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    }
  }

  /** How long reads wait. */
  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void name8(ByteBuffer target, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    target.put((byte) bytes.length).put(bytes);
  }

  static void identifier(ByteBuffer target, String name) {
    target.put((byte) 2);
    name8(target, name);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static Answer require(Answer answer, String what) {
    if (answer.status() != 0) {
      throw new IllegalStateException(what + " got status " + answer.status());
    }
    return answer;
  }
}
