package galgo.fuzz;

import galgo.simulator.SimulatedConnection;
import galgo.simulator.SimulatedNetwork;
import galgo.simulator.SimulatedNode;
import galgo.simulator.SimulatedStorage;
import galgo.simulator.Simulation;
import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import galgo.wire.Identifier;
import galgo.wire.Request;
import galgo.wire.RequestEncoder;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.nio.charset.StandardCharsets;

/** A server of two shards in a world without faults, with a stream 0, topic 0, two partitions. */
final class FuzzedServer implements AutoCloseable {
  private static final long DISK = 1L << 30;
  private static final int SHARDS = 2;
  private static final long SETTLED_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int PARTITIONS = 2;

  private final Simulation world = new Simulation(1);
  private final SimulatedNetwork network = new SimulatedNetwork(world);
  private final SimulatedNode node =
      new SimulatedNode(world, network, new SimulatedStorage(world, DISK));
  private final Other other = new Other();
  private final SimulatedConnection connection;

  private static final class Other implements SimulatedConnection.Listener {
    private long received;
    private boolean closed;

    @Override
    public void onBytes(byte[] bytes) {
      received += bytes.length;
    }

    @Override
    public void onClosed(boolean reset) {
      closed = true;
    }
  }

  FuzzedServer() {
    if (!node.start(SimulatedNode.settings("galgo.limits.login_delay", "0"), SHARDS)) {
      throw new IllegalStateException("the server does not start: " + node.refusal());
    }
    connection = network.connect(node.port(), other);
    ask(ClientFrames.login());
    byte[] name = "any".getBytes(StandardCharsets.UTF_8);
    ask(frame(new StreamRequest.CreateStream(name)));
    TopicRequest.TopicSettings settings = new TopicRequest.TopicSettings(1, 0, 0, 1, name);
    ask(frame(new TopicRequest.CreateTopic(new Identifier.Numeric(0), PARTITIONS, settings)));
  }

  private static byte[] frame(Request request) {
    AnswerBuffer out = new AnswerBuffer(1 << 10);
    RequestEncoder.encode(out, request);
    return out.toBytes();
  }

  private void ask(byte[] frame) {
    long before = other.received;
    connection.send(frame);
    Expect.that(
        world.runUntil(() -> other.received > before || other.closed, PATIENCE_NANOS)
            && !other.closed,
        "another client gets no answer");
  }

  SimulatedConnection connect(SimulatedConnection.Listener listener) {
    return network.connect(node.port(), listener);
  }

  /** Lets a little time go by. */
  void settle() {
    world.runFor(SETTLED_NANOS);
  }

  /** Fails unless another client is answered. */
  void answersOthers() {
    ask(ClientFrames.classic(CommandCode.PING, new byte[0]));
  }

  @Override
  public void close() {
    world.close();
  }
}
