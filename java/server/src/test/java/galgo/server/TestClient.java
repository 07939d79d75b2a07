package galgo.server;

import galgo.wire.AnswerBuffer;
import galgo.wire.DataRequest;
import galgo.wire.Request;
import galgo.wire.RequestEncoder;
import galgo.wire.UserRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A blocking client of one connection for tests inside the process, by Galgo's own codec. */
final class TestClient implements AskingClient {
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final AnswerBuffer frame = new AnswerBuffer(64 << 20);
  private byte[] answer = new byte[0];

  /** Of the last request. */
  private int code;

  TestClient(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  @Override
  public TestClient login() throws IOException {
    int status =
        ask(new UserRequest.LoginUser(utf8("iggy"), utf8("iggy"), new byte[0], new byte[0]));
    if (status != 0) {
      throw new IOException("login failed with " + status);
    }
    return this;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int ask(Request request) throws IOException {
    frame.clear();
    RequestEncoder.encode(frame, request);
    return exchange(frame.toBytes());
  }

  @Override
  public int ask(DataRequest request) throws IOException {
    frame.clear();
    RequestEncoder.encode(frame, request);
    return exchange(frame.toBytes());
  }

  static byte[] frame(Request request) {
    AnswerBuffer buffer = new AnswerBuffer(64 << 20);
    RequestEncoder.encode(buffer, request);
    return buffer.toBytes();
  }

  static byte[] frame(DataRequest request) {
    AnswerBuffer buffer = new AnswerBuffer(64 << 20);
    RequestEncoder.encode(buffer, request);
    return buffer.toBytes();
  }

  /** Sends a frame as it is and waits; returns the status. */
  int exchange(byte[] request) throws IOException {
    write(request);
    return read();
  }

  /** Sends bytes as they are. */
  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    if (bytes.length >= 8) {
      code = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    }
  }

  /** Bytes of answers that are there already. */
  int available() throws IOException {
    return in.available();
  }

  /** Waits for an answer; returns its status. */
  int read() throws IOException {
    int status = Integer.reverseBytes(in.readInt());
    int length = Integer.reverseBytes(in.readInt());
    if (answer.length != length) {
      answer = new byte[length];
    }
    in.readFully(answer);
    if (status == 0) {
      Covered.answered(code);
    }
    return status;
  }

  /** The payload of the last answer. */
  byte[] answer() {
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
