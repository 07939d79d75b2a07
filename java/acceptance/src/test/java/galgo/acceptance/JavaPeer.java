package galgo.acceptance;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iggy.Iggy;
import org.apache.iggy.client.blocking.tcp.IggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.HeaderKey;
import org.apache.iggy.message.HeaderValue;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.MessageHeader;
import org.apache.iggy.message.MessageId;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PolledMessages;
import org.apache.iggy.message.PollingStrategy;
import org.apache.iggy.topic.CompressionAlgorithm;

/** The Java SDK 0.8.0, in this process; it makes the topics for all. */
final class JavaPeer implements Peer {
  private static final long POLL = 77;
  private static final Consumer READER = Consumer.of(8L);
  private static final long PATIENCE_SECONDS = 60;

  static IggyTcpClient connect(int port) {
    return Iggy.tcpClientBuilder()
        .blocking()
        .host("127.0.0.1")
        .port(port)
        .credentials("iggy", "iggy")
        .connectionPoolSize(1)
        .buildAndLogin();
  }

  static void createStream(int port) {
    try (IggyTcpClient client = connect(port)) {
      client.streams().createStream(STREAM);
    }
  }

  static void createTopic(int port, String topic, int partitions) {
    try (IggyTcpClient client = connect(port)) {
      client
          .topics()
          .createTopic(
              StreamId.of(STREAM),
              (long) partitions,
              CompressionAlgorithm.None,
              BigInteger.ZERO,
              BigInteger.ZERO,
              Optional.empty(),
              topic);
    }
  }

  @Override
  public boolean givesIds() {
    return true;
  }

  @Override
  public void produce(int port, String topic, int first, int count) {
    try (IggyTcpClient client = connect(port)) {
      int number = first;
      for (int batch = 0; number < first + count; batch++) {
        int end = Math.min(number + Numbered.batchSize(batch), first + count);
        List<Message> messages = new ArrayList<>();
        for (; number < end; number++) {
          messages.add(message(number));
        }
        long partition = batch % Numbered.PARTITIONS;
        client
            .messages()
            .sendMessages(
                StreamId.of(STREAM),
                TopicId.of(topic),
                Partitioning.partitionId(partition),
                messages);
      }
    }
  }

  private static Message message(int number) {
    byte[] payload = Numbered.payload(number);
    MessageHeader header =
        new MessageHeader(
            BigInteger.ZERO,
            MessageId.from(Numbered.id(number)),
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigInteger.valueOf(1_700_000_000_000_000L + number),
            0L,
            (long) payload.length,
            BigInteger.ZERO);
    Message message = new Message(header, payload, Map.of());
    if (!Numbered.hasHeaders(number)) {
      return message;
    }
    return message.withUserHeaders(
        Map.of(
            HeaderKey.fromString("number"),
            HeaderValue.fromInt64(number),
            HeaderKey.fromString("name"),
            HeaderValue.fromString(Numbered.name(number)),
            HeaderKey.fromString("blob"),
            HeaderValue.fromRaw(Numbered.blob(number))));
  }

  @Override
  public List<Received> consume(int port, String topic) {
    List<Received> received = new ArrayList<>();
    try (IggyTcpClient client = connect(port)) {
      for (long partition = 0; partition < Numbered.PARTITIONS; partition++) {
        Optional<Long> of = Optional.of(partition);
        for (List<Received> polled = poll(client, topic, of, READER);
            !polled.isEmpty();
            polled = poll(client, topic, of, READER)) {
          received.addAll(polled);
        }
      }
    }
    return received;
  }

  private static List<Received> poll(
      IggyTcpClient client, String topic, Optional<Long> partition, Consumer consumer) {
    PolledMessages polled =
        client
            .messages()
            .pollMessages(
                StreamId.of(STREAM),
                TopicId.of(topic),
                partition,
                consumer,
                PollingStrategy.next(),
                POLL,
                true);
    return polled.messages().stream()
        .map(message -> received(polled.partitionId().intValue(), message))
        .toList();
  }

  private static Received received(int partition, Message message) {
    Map<String, String> headers = new TreeMap<>();
    HexFormat hex = HexFormat.of();
    message
        .userHeaders()
        .forEach((key, value) ->
            headers.put(
                new String(key.value(), StandardCharsets.UTF_8),
                value.kind().asCode() + ":" + hex.formatHex(value.value())));
    List<String> entries = new ArrayList<>();
    headers.forEach((key, value) -> entries.add(key + "=" + value));
    MessageHeader header = message.header();
    return new Received(
        partition,
        header.offset().longValueExact(),
        header.id().toBigInteger().toString(),
        header.timestamp().toString(),
        header.originTimestamp().toString(),
        Received.digest(hex.formatHex(message.payload())),
        entries.isEmpty() ? "-" : String.join(",", entries));
  }

  @Override
  public Member join(
      int port, String topic, String group, java.util.function.Consumer<Received> taker) {
    IggyTcpClient client = connect(port);
    StreamId stream = StreamId.of(STREAM);
    TopicId of = TopicId.of(topic);
    ConsumerId id = ConsumerId.of(group);
    if (client.consumerGroups().getConsumerGroup(stream, of, id).isEmpty()) {
      client.consumerGroups().createConsumerGroup(stream, of, group);
    }
    client.consumerGroups().joinConsumerGroup(stream, of, id);
    AtomicBoolean leaving = new AtomicBoolean();
    FutureTask<Boolean> polling =
        new FutureTask<>(() -> {
          while (!leaving.get()) {
            poll(client, topic, Optional.empty(), Consumer.group(id)).forEach(taker);
            Thread.sleep(1);
          }
          client.consumerGroups().leaveConsumerGroup(stream, of, id);
          client.close();
          return true;
        });
    Thread.ofVirtual().start(polling);
    return new Member() {
      @Override
      public void leave() throws Exception {
        leaving.set(true);
        try {
          polling.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
          throw new AssertionError("the Java member failed", failed);
        }
      }

      @Override
      public void kill() {
        polling.cancel(true);
      }
    };
  }

  @Override
  public String toString() {
    return "Java 0.8.0";
  }
}
