package galgo.simulator;

import galgo.wire.AnswerBuffer;
import galgo.wire.DataRequest;
import galgo.wire.Request;
import galgo.wire.RequestEncoder;
import galgo.wire.UserRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One request after the other over one connection, blocking in virtual time. */
final class TrivialClient implements SimulatedConnection.Listener {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Simulation world;
  private final SimulatedConnection connection;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean closed;

  TrivialClient(Simulation world, SimulatedNetwork network, int port) {
    this.world = world;
    this.connection = network.connect(port, this);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean login() {
    return ask(new UserRequest.LoginUser(utf8("iggy"), utf8("iggy"), new byte[0], new byte[0]))
        == 0;
  }

  void close() {
    connection.close();
  }

  @Override
  public void onBytes(byte[] bytes) {
    received.writeBytes(bytes);
  }

  @Override
  public void onClosed(boolean reset) {
    closed = true;
  }

  /** The status, or −1 when there was no answer. */
  int ask(Request request) {
    AnswerBuffer frame = new AnswerBuffer(1 << 20);
    RequestEncoder.encode(frame, request);
    return exchange(frame.toBytes());
  }

  int ask(DataRequest request) {
    AnswerBuffer frame = new AnswerBuffer(1 << 20);
    RequestEncoder.encode(frame, request);
    return exchange(frame.toBytes());
  }

  private int exchange(byte[] request) {
    received.reset();
    connection.send(request);
    boolean came = world.runUntil(() -> closed || complete(), PATIENCE_NANOS);
    return came && complete() ? bytes().getInt(0) : -1;
  }

  private boolean complete() {
    return received.size() >= 8 && received.size() >= 8 + bytes().getInt(4);
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(received.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The last answer. */
  ByteBuffer answer() {
    return bytes().slice(8, bytes().getInt(4)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
