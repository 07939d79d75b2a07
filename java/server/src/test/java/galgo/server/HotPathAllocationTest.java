package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After warm-up the shards' threads allocate nothing for a message sent or polled: only a slow
 * trickle by the turn (selectors, helper threads) is let pass, far below one byte a message.
 */
class HotPathAllocationTest {
  private static final Identifier STREAM = new Identifier.Numeric(0);
  private static final Identifier TOPIC = new Identifier.Numeric(0);
  private static final int BATCH = 1000;
  private static final int WARM_UP = 300;
  private static final int MEASURED = 300;

  private @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"nio,memory", "nio,synced", "uring,memory", "uring,synced"})
  void producingAndConsumingAllocateNothingForAMessage(String driver, String durability)
      throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "galgo.driver",
                driver,
                "system.partition.durability",
                durability,
                "system.memory_pool.size",
                "128 MiB");
        TestClient client = server.login()) {
      assertThat(client.ask(new StreamRequest.CreateStream(TestClient.utf8("s")))).isZero();
      assertThat(
              client.ask(
                  new TopicRequest.CreateTopic(
                      STREAM, 2, new TopicRequest.TopicSettings(1, 0, 0, 1, TestClient.utf8("t")))))
          .isZero();
      byte[] send = TestClient.frame(batch());
      byte[] poll = TestClient.frame(poll());
      rounds(client, send, poll, WARM_UP);

      long before = allocatedByShards();
      rounds(client, send, poll, MEASURED);
      long allocated = allocatedByShards() - before;

      double eachMessage = allocated / (2.0 * BATCH * MEASURED);
      assertThat(eachMessage).as("bytes allocated for a message").isLessThan(0.25);
    }
  }

  /** Newer clients alone, and each generation reading what the other sent. */
  @ParameterizedTest
  @CsvSource({"nio,true,true", "uring,true,true", "nio,true,false", "nio,false,true"})
  void clientsOfTheNewerProtocolAllocateNothingForAMessageEither(
      String driver, boolean newerSends, boolean newerPolls) throws Exception {
    try (TestServer server =
            TestServer.start(
                directory, "galgo.driver", driver, "system.memory_pool.size", "128 MiB");
        TestClient classic = server.login();
        VsrTestClient newer = server.loginVsr()) {
      newer.ask(new StreamRequest.CreateStream(TestClient.utf8("s")));
      newer.ask(
          new TopicRequest.CreateTopicWithOptions(STREAM, 2, TestClient.utf8("t"), List.of()));
      byte[] send = TestClient.frame(batch());
      byte[] newerSend = newer.frame(batch());
      byte[] poll = TestClient.frame(poll());
      byte[] newerPoll = newer.frame(poll());
      long before = 0;
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        if (i == WARM_UP) {
          before = allocatedByShards();
        }
        // as the next of its session, so that it is not taken for one that came before
        java.nio.ByteBuffer.wrap(newerSend)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .putLong(168, 100 + i);
        assertThat(newerSends ? newer.exchange(newerSend) : classic.exchange(send)).isZero();
        assertThat(newerPolls ? newer.exchange(newerPoll) : classic.exchange(poll)).isZero();
        int length = newerPolls ? newer.answer().length : classic.answer().length;
        assertThat(length).isGreaterThan(BATCH * 148);
      }
      double eachMessage = (allocatedByShards() - before) / (2.0 * BATCH * MEASURED);
      assertThat(eachMessage).as("bytes allocated for a message").isLessThan(0.25);
    }
  }

  private static void rounds(TestClient client, byte[] send, byte[] poll, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(client.exchange(send)).isZero();
      assertThat(client.exchange(poll)).isZero();
      assertThat(client.answer().length).isGreaterThan(BATCH * 64);
    }
  }

  private static long allocatedByShards() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      java.lang.management.ThreadInfo info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("galgo-shard")) {
        sum += threads.getThreadAllocatedBytes(id);
      }
    }
    return sum;
  }

  private static DataRequest batch() {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      messages.add(new Message(0, 0, i, new byte[100], new byte[0]));
    }
    return new DataRequest.Send(STREAM, TOPIC, new DataRequest.Partitioning.Partition(1), messages);
  }

  private static DataRequest poll() {
    return new DataRequest.Poll(
        new DataRequest.Consumer(false, new Identifier.Numeric(7)),
        STREAM,
        TOPIC,
        OptionalLong.of(1),
        PollRequest.NEXT,
        0,
        BATCH,
        true);
  }
}
