package galgo.acceptance;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iggy.Iggy;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.client.blocking.tcp.IggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.consumergroup.ConsumerGroupDetails;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PolledMessages;
import org.apache.iggy.message.PollingStrategy;
import org.apache.iggy.topic.CompressionAlgorithm;

/**
 * What the tests do with the Java SDK, over its blocking and its asynchronous client alike. One
 * connection each.
 */
interface JavaClient extends AutoCloseable {
  StreamId STREAM = StreamId.of("acceptance");
  TopicId TOPIC = TopicId.of("messages");
  ConsumerId GROUP = ConsumerId.of("readers");

  void create(int partitions) throws Exception;

  void createGroup() throws Exception;

  void joinGroup() throws Exception;

  void leaveGroup() throws Exception;

  ConsumerGroupDetails group() throws Exception;

  void send(Partitioning partitioning, List<Message> messages) throws Exception;

  PolledMessages poll(
      Consumer consumer,
      Optional<Long> partition,
      PollingStrategy strategy,
      int count,
      boolean commit)
      throws Exception;

  @Override
  void close() throws Exception;

  static JavaClient connect(String kind, int port) throws Exception {
    return switch (kind) {
      case "blocking" -> new Blocking(port);
      case "async" -> new Async(port);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** The blocking client. */
  final class Blocking implements JavaClient {
    private final IggyTcpClient client;

    Blocking(int port) {
      client =
          Iggy.tcpClientBuilder()
              .blocking()
              .host("127.0.0.1")
              .port(port)
              .credentials("iggy", "iggy")
              .connectionPoolSize(1)
              .requestTimeout(Duration.ofSeconds(20))
              .buildAndLogin();
    }

    @Override
    public void create(int partitions) {
      client.streams().createStream("acceptance");
      client
          .topics()
          .createTopic(
              STREAM,
              (long) partitions,
              CompressionAlgorithm.None,
              BigInteger.ZERO,
              BigInteger.ZERO,
              Optional.empty(),
              "messages");
    }

    @Override
    public void createGroup() {
      client.consumerGroups().createConsumerGroup(STREAM, TOPIC, "readers");
    }

    @Override
    public void joinGroup() {
      client.consumerGroups().joinConsumerGroup(STREAM, TOPIC, GROUP);
    }

    @Override
    public void leaveGroup() {
      client.consumerGroups().leaveConsumerGroup(STREAM, TOPIC, GROUP);
    }

    @Override
    public ConsumerGroupDetails group() {
      return client.consumerGroups().getConsumerGroup(STREAM, TOPIC, GROUP).orElseThrow();
    }

    @Override
    public void send(Partitioning partitioning, List<Message> messages) {
      client.messages().sendMessages(STREAM, TOPIC, partitioning, messages);
    }

    @Override
    public PolledMessages poll(
        Consumer consumer,
        Optional<Long> partition,
        PollingStrategy strategy,
        int count,
        boolean commit) {
      return client
          .messages()
          .pollMessages(STREAM, TOPIC, partition, consumer, strategy, (long) count, commit);
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** The asynchronous client. */
  final class Async implements JavaClient {
    private final AsyncIggyTcpClient client;

    Async(int port) throws Exception {
      client =
          await(
              Iggy.tcpClientBuilder()
                  .async()
                  .host("127.0.0.1")
                  .port(port)
                  .credentials("iggy", "iggy")
                  .connectionPoolSize(1)
                  .requestTimeout(Duration.ofSeconds(20))
                  .buildAndLogin());
    }

    @Override
    public void create(int partitions) throws Exception {
      await(client.streams().createStream("acceptance"));
      await(
          client
              .topics()
              .createTopic(
                  STREAM,
                  (long) partitions,
                  CompressionAlgorithm.None,
                  BigInteger.ZERO,
                  BigInteger.ZERO,
                  Optional.empty(),
                  "messages"));
    }

    @Override
    public void createGroup() throws Exception {
      await(client.consumerGroups().createConsumerGroup(STREAM, TOPIC, "readers"));
    }

    @Override
    public void joinGroup() throws Exception {
      await(client.consumerGroups().joinConsumerGroup(STREAM, TOPIC, GROUP));
    }

    @Override
    public void leaveGroup() throws Exception {
      await(client.consumerGroups().leaveConsumerGroup(STREAM, TOPIC, GROUP));
    }

    @Override
    public ConsumerGroupDetails group() throws Exception {
      return await(client.consumerGroups().getConsumerGroup(STREAM, TOPIC, GROUP)).orElseThrow();
    }

    @Override
    public void send(Partitioning partitioning, List<Message> messages) throws Exception {
      await(client.messages().sendMessages(STREAM, TOPIC, partitioning, messages));
    }

    @Override
    public PolledMessages poll(
        Consumer consumer,
        Optional<Long> partition,
        PollingStrategy strategy,
        int count,
        boolean commit)
        throws Exception {
      return await(
          client
              .messages()
              .pollMessages(STREAM, TOPIC, partition, consumer, strategy, (long) count, commit));
    }

    @Override
    public void close() throws Exception {
      await(client.close());
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
      return future.get(30, TimeUnit.SECONDS);
    }
  }
}
