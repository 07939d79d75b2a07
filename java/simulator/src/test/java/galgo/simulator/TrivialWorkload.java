package galgo.simulator;

import static galgo.simulator.TrivialClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One client that writes numbered messages to a node that crashes now and then, and reads them at
 * the end.
 */
final class TrivialWorkload implements AutoCloseable {
  private static final Identifier STREAM = new Identifier.Named(utf8("stream"));
  private static final Identifier TOPIC = new Identifier.Named(utf8("topic"));
  private static final int PARTITIONS = 3;

  final Simulation world;
  final SimulatedNetwork network;
  final SimulatedNode node;
  final List<List<Integer>> acknowledged = new ArrayList<>();
  final Set<Integer> doubtful = new HashSet<>();
  int sent;

  /** Whether the server may refuse to start, and clients may be told of errors. */
  boolean diskFails;

  /** Requests a round. */
  int sends = 60;

  /** Logarithm of the calls after which a crash comes at the latest. */
  int longestLife = 12;

  TrivialWorkload(long seed, Faults faults) {
    world = new Simulation(seed);
    world.faults(faults == null ? Faults.drawn(world.chance()) : faults);
    network = new SimulatedNetwork(world);
    node = new SimulatedNode(world, network, new SimulatedStorage(world, 1L << 30));
    for (int i = 0; i < PARTITIONS; i++) {
      acknowledged.add(new ArrayList<>());
    }
  }

  void go(int rounds) {
    start();
    create();
    for (int round = 0; round < rounds; round++) {
      if (!node.running()) {
        if (world.chance().below(4) == 0) {
          crashSoon();
        }
        start();
      }
      if (world.chance().coin()) {
        crashSoon();
      }
      round();
      switch (world.chance().below(4)) {
        case 0 -> node.powerOff();
        case 1 -> node.kill();
        case 2 -> stop();
        default -> {}
      }
    }
    world.faults(Faults.NONE);
    node.kill();
    restartAnd(this::check);
  }

  private void crashSoon() {
    node.crashAfter(
        1 + world.chance().below(2L << world.chance().below(longestLife)), world.chance().coin());
  }

  void stop() {
    node.stop();
    boolean stopped = world.runUntil(() -> !node.running(), 60_000_000_000L);
    assertThat(stopped).as("it stops").isTrue();
  }

  void restartAnd(Runnable then) {
    node.crashAfter(Long.MAX_VALUE, false);
    start();
    then.run();
  }

  void start() {
    while (!node.start(SimulatedNode.settings(), 1 + world.chance().below(3))) {
      if (!diskFails) {
        assertThat(node.refusal()).isEmpty();
      }
    }
  }

  TrivialClient client() {
    for (int tries = 0; tries < 1000 && node.running(); tries++) {
      TrivialClient client = new TrivialClient(world, network, node.port());
      if (client.login()) {
        return client;
      }
    }
    return null;
  }

  void create() {
    boolean made = false;
    for (int tries = 1; !made; tries++) {
      if (tries % 20 == 0) { // metadata may take nothing more until a restart
        node.kill();
      }
      if (!node.running()) {
        start();
      }
      TrivialClient client = client();
      if (client == null) {
        continue;
      }
      client.ask(new StreamRequest.CreateStream(utf8("stream")));
      client.ask(
          new TopicRequest.CreateTopic(
              STREAM, PARTITIONS, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("topic"))));
      made =
          client.ask(new TopicRequest.GetTopic(STREAM, TOPIC)) == 0
              && client.answer().remaining() > 0;
      client.close();
    }
  }

  void round() {
    TrivialClient client = client();
    for (int i = 0; i < sends && client != null; i++) {
      int partition = world.chance().below(PARTITIONS);
      int count = 1 + world.chance().below(5);
      List<Message> messages = new ArrayList<>();
      List<Integer> numbers = new ArrayList<>();
      for (int m = 0; m < count; m++) {
        numbers.add(++sent);
        messages.add(new Message(0, 0, 1, payload(sent), new byte[0]));
      }
      int status =
          client.ask(
              new DataRequest.Send(
                  STREAM, TOPIC, new DataRequest.Partitioning.Partition(partition), messages));
      if (status == 0) {
        acknowledged.get(partition).addAll(numbers);
      } else {
        doubtful.addAll(numbers);
        client.close();
        client = client();
      }
    }
    if (client != null) {
      client.close();
    }
  }

  static byte[] payload(int number) {
    byte[] bytes = new byte[4 + number % 7 * 500];
    ByteBuffer.wrap(bytes).putInt(number);
    for (int i = 4; i < bytes.length; i++) {
      bytes[i] = (byte) (number * 31 + i);
    }
    return bytes;
  }

  void check() {
    TrivialClient client = client();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Integer> found = new ArrayList<>();
      int came;
      do {
        assertThat(
                client.ask(
                    new DataRequest.Poll(
                        new Consumer(false, new Identifier.Named(utf8("consumer"))),
                        STREAM,
                        TOPIC,
                        OptionalLong.of(partition),
                        PollRequest.OFFSET,
                        found.size(),
                        100,
                        false)))
            .isZero();
        came = read(client.answer(), found);
      } while (came > 0);
      List<Integer> sure = new ArrayList<>(found);
      sure.removeIf(doubtful::contains);
      assertThat(sure).as("partition " + partition).isEqualTo(acknowledged.get(partition));
      assertThat(new HashSet<>(found)).hasSameSizeAs(found);
    }
    client.close();
  }

  private static int read(ByteBuffer answer, List<Integer> found) {
    int count = answer.getInt(12);
    int at = 16;
    for (int i = 0; i < count; i++) {
      assertThat(answer.getLong(at + 24)).as("offset").isEqualTo(found.size());
      int length = answer.getInt(at + 52);
      byte[] bytes = new byte[length];
      answer.get(at + 64, bytes);
      int number = ByteBuffer.wrap(bytes).getInt();
      assertThat(bytes).isEqualTo(payload(number));
      found.add(number);
      at += 64 + length;
    }
    return count;
  }

  @Override
  public void close() {
    world.close();
  }
}
