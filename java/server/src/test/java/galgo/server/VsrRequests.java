package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Message;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Option;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import galgo.wire.vsr.OptionBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Requests of a client of the newer protocol about stream s, its topic t and the topic's group g.
 */
final class VsrRequests {
  static final Identifier STREAM = Identifier.of("s");
  static final Identifier TOPIC = Identifier.of("t");
  static final Identifier GROUP = Identifier.of("g");

  private VsrRequests() {}

  /** Makes stream and topic. */
  static void create(VsrTestClient client, int partitions) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(TestClient.utf8("s")))).isZero();
    assertThat(client.ask(topic("t", partitions))).isZero();
  }

  /** Makes the group and joins it. */
  static void joinGroup(VsrTestClient client) throws IOException {
    assertThat(client.ask(createGroup())).isZero();
    assertThat(client.ask(join())).isZero();
  }

  static StreamRequest createStream(String name) {
    return new StreamRequest.CreateStream(TestClient.utf8(name));
  }

  static TopicRequest topic(String name, int partitions, Option... options) {
    return new TopicRequest.CreateTopicWithOptions(
        STREAM, partitions, TestClient.utf8(name), List.of(options));
  }

  static Option option(String key, String value) {
    return new Option(TestClient.utf8(key), OptionBlock.STRING, TestClient.utf8(value));
  }

  static GroupRequest createGroup() {
    return new GroupRequest.CreateConsumerGroup(STREAM, TOPIC, TestClient.utf8("g"));
  }

  static GroupRequest join() {
    return new GroupRequest.JoinConsumerGroup(STREAM, TOPIC, GROUP);
  }

  static GroupRequest leave() {
    return new GroupRequest.LeaveConsumerGroup(STREAM, TOPIC, GROUP);
  }

  static GroupRequest sync() {
    return new GroupRequest.SyncConsumerGroup(STREAM, TOPIC, GROUP);
  }

  /** Messages with ids from 1 on. */
  static DataRequest.Send send(DataRequest.Partitioning partitioning, int count) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(new Message(i + 1, 9, 1_000 + i, new byte[10 * i], new byte[0]));
    }
    return new DataRequest.Send(STREAM, TOPIC, partitioning, messages);
  }

  static DataRequest.Send send(int partition, int count) {
    return send(new DataRequest.Partitioning.Partition(partition), count);
  }

  static List<Polled> poll(VsrTestClient client, int count) throws IOException {
    assertThat(client.ask(pollFrom(0, count))).isZero();
    return Polled.records(client.answer());
  }

  /** Of partition 0, by a single consumer. */
  static DataRequest pollFrom(long offset, int count) {
    return new DataRequest.Poll(
        consumer(), STREAM, TOPIC, OptionalLong.of(0), PollRequest.OFFSET, offset, count, false);
  }

  static DataRequest.Consumer consumer() {
    return new DataRequest.Consumer(false, Identifier.of(1));
  }

  static DataRequest.Consumer group() {
    return new DataRequest.Consumer(true, GROUP);
  }

  static DataRequest groupPoll(OptionalLong partition) {
    return new DataRequest.Poll(group(), STREAM, TOPIC, partition, PollRequest.NEXT, 0, 100, false);
  }

  static DataRequest store(DataRequest.Consumer consumer, long partition, long offset) {
    return new DataRequest.StoreOffset(consumer, STREAM, TOPIC, OptionalLong.of(partition), offset);
  }

  static DataRequest forget(DataRequest.Consumer consumer, long partition) {
    return new DataRequest.DeleteOffset(consumer, STREAM, TOPIC, OptionalLong.of(partition));
  }

  /** What {@link VsrTestClient#ask} returns for an eviction. */
  static int evicted(int reason) {
    return VsrTestClient.EVICTED - reason;
  }
}
