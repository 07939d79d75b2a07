package galgo.server;

import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.Request;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import galgo.wire.vsr.BodyEncoder;
import galgo.wire.vsr.Eviction;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;
import galgo.wire.vsr.SendEncoder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A blocking client of the 0.9 protocol for tests inside the process, by Galgo's own codec. */
final class VsrTestClient implements AskingClient {
  private static final int ROOM = 1 << 22;

  /** What {@link #ask} returns for an eviction: this less its reason. */
  static final int EVICTED = -1000;

  private final Kernels kernels = new JavaKernels();
  private final Arena arena = Arena.ofShared();
  private final long memory = arena.allocate(ROOM, 8).address();
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  long client = 7;
  long session;
  long request;
  private final VsrAnswerCheck check = new VsrAnswerCheck();
  private int bodyLength;
  private byte[] answer = new byte[0];
  private byte[] header = new byte[0];

  VsrTestClient(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  @Override
  public VsrTestClient login() throws IOException {
    int status = login("iggy", "iggy");
    if (status != 0) {
      throw new IOException("login failed with " + status);
    }
    return this;
  }

  int login(String user, String password) throws IOException {
    return ask(
        new UserRequest.LoginUser(
            TestClient.utf8(user), TestClient.utf8(password), new byte[0], new byte[0]));
  }

  /** Returns the status, from wherever it is told, or the eviction. */
  @Override
  public int ask(Request toAsk) throws IOException {
    AnswerBuffer body = new AnswerBuffer(1 << 20);
    int code = BodyEncoder.body(body, withOptions(toAsk));
    int status = exchange(frame(code, body.toBytes()));
    if (status == 0 && Operation.of(code) == Operation.REGISTER) {
      session = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getLong(4);
      request = 0;
    }
    return status;
  }

  /** A topic's settings are options here; the tests give only defaults. */
  private static Request withOptions(Request request) {
    return switch (request) {
      case TopicRequest.CreateTopic create ->
          new TopicRequest.CreateTopicWithOptions(
              create.stream(), create.partitionsCount(), create.settings().name(), List.of());
      case TopicRequest.UpdateTopic update ->
          new TopicRequest.UpdateTopicWithOptions(
              update.stream(), update.topic(), update.settings().name(), List.of());
      default -> request;
    };
  }

  @Override
  public int ask(DataRequest toAsk) throws IOException {
    return exchange(frame(toAsk));
  }

  byte[] frame(DataRequest toAsk) {
    AnswerBuffer body = new AnswerBuffer(ROOM);
    if (toAsk instanceof DataRequest.Send send) {
      new SendEncoder(kernels, memory, ROOM).body(body, send);
      return frame(CommandCode.SEND_MESSAGES, body.toBytes());
    }
    int code = BodyEncoder.body(body, toAsk);
    return frame(code, body.toBytes());
  }

  /** The next request's frame, with its number. */
  byte[] frame(int code, byte[] body) {
    int operation = Operation.of(code);
    boolean numbered = Operation.isNumbered(operation);
    boolean login = operation == Operation.REGISTER;
    Memory.copy(body, 0, memory, body.length);
    boolean stamped = operation != Operation.NON_REPLICATED && !Operation.isOfPartition(operation);
    long checksum = stamped ? kernels.xxh3(memory, body.length) : 0;
    RequestHeader.write(
        memory,
        body.length,
        client,
        0,
        checksum,
        numbered ? ++request : login ? 0 : request + 1,
        operation,
        login ? 0 : session,
        operation == Operation.NON_REPLICATED ? code : 0);
    byte[] frame =
        Arrays.copyOf(Memory.bytes(memory, RequestHeader.SIZE), RequestHeader.SIZE + body.length);
    System.arraycopy(body, 0, frame, RequestHeader.SIZE, body.length);
    return frame;
  }

  /** Sends a frame as it is and waits for the answer; returns as {@link #ask}. */
  int exchange(byte[] frame) throws IOException {
    out.write(frame);
    int status = receive();
    check.check(frame, header, bodyLength);
    return status;
  }

  int receive() throws IOException {
    header = new byte[RequestHeader.SIZE];
    in.readFully(header);
    Memory.copy(header, 0, memory, header.length);
    answer = new byte[(int) ReplyHeader.size(memory) - RequestHeader.SIZE];
    in.readFully(answer);
    bodyLength = answer.length;
    if (ReplyHeader.command(memory) == Eviction.COMMAND) {
      return EVICTED - Eviction.reason(memory);
    }
    int status = ReplyHeader.status(memory);
    if (status == 0 && Operation.hasResultSection(ReplyHeader.operation(memory))) {
      if (answer.length < 4 || ByteBuffer.wrap(answer).getInt() != 0) {
        throw new IOException("no result section in " + answer.length + " bytes");
      }
      answer = Arrays.copyOfRange(answer, 4, answer.length);
    }
    return status;
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Waits for an answer; false when the connection was closed instead. */
  boolean hears() throws IOException {
    try {
      receive();
      return true;
    } catch (EOFException | SocketException closed) {
      return false;
    }
  }

  /** Whether the server closes without another byte. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  /** The body of the last answer, without the result section. */
  byte[] answer() {
    return answer;
  }

  byte[] header() {
    return header;
  }

  /** Bytes that followed the last answer's header, the result section among them. */
  int bodyLength() {
    return bodyLength;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    arena.close();
  }
}
