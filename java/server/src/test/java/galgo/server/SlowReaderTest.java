package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.SocketQueue;
import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask and do not take what they are given: what they hold, and whom they disturb. */
class SlowReaderTest {
  private static final Identifier NAME = Identifier.of("slow");
  private static final int BATCHES = 80;
  private static final int POLLS = 100;
  private static final int UNSENT = 1 << 20;

  private @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"nio", "uring"})
  void aClientThatPipelinesPollsAndNeverReadsHoldsNoMoreThanItsLimit(String driver)
      throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "galgo.driver",
                driver,
                "galgo.limits.stall",
                "10 min",
                "galgo.limits.unsent_bytes",
                "1 MiB");
        TestClient deaf = server.login();
        TestClient other = server.login()) {
      create(other);
      fill(other, 4);
      byte[] poll = TestClient.frame(poll(0));
      for (int i = 0; i < POLLS; i++) {
        deaf.write(poll);
      }
      long held = awaitStandstill(server, 1);
      // Its own buffer and the server's are full; what the server has got is within the limit.
      assertThat(held).isBetween(1L, (long) UNSENT);
      for (int i = 0; i < 20; i++) {
        assertThat(other.ask(send(1_000))).isZero();
        assertThat(other.ask(poll(0))).isZero();
        assertThat(other.answer().length).isBetween(UNSENT / 2, UNSENT);
      }
      awaitUnsent(server, held);
      for (int i = 0; i < POLLS; i++) {
        assertThat(deaf.read()).isZero();
        assertThat(Polled.classic(deaf.answer())).isEqualTo(Polled.classic(other.answer()));
      }
      assertThat(deaf.ask(poll(3))).as("and is served as before").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "uring"})
  void whereTheyHoldAllMemoryForReadsTheyGoAndOthersAreServed(String driver) throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "galgo.driver",
                driver,
                "galgo.limits.stall",
                "10 min",
                "galgo.limits.frame_size",
                "1 MiB",
                "system.memory_pool.size",
                "16 MiB",
                "system.partition.durability",
                "written",
                "system.sharding.cpu_allocation",
                "1");
        TestClient other = server.login()) {
      create(other);
      fill(other, BATCHES);
      List<TestClient> deaf = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        TestClient client = server.login();
        deaf.add(client);
        for (int j = 0; j < 10; j++) {
          client.write(TestClient.frame(poll(4 * i)));
        }
      }
      // They may have been ended by then, and hold nothing any more.
      awaitStandstill(server, 0);
      for (int offset = 0; offset < BATCHES / 2; offset++) {
        assertThat(other.ask(poll(offset))).isZero();
        assertThat(Polled.classic(other.answer()).getFirst().offset()).isEqualTo(offset);
      }
      for (TestClient client : deaf) {
        client.close();
      }
    }
  }

  @Test
  void aListLongerThanTheLimitIsRefusedAndTheClientStays() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.unsent_bytes", "64 KiB");
        TestClient client = server.login()) {
      for (int i = 0; i < 300; i++) {
        byte[] name = utf8("stream-%0240d".formatted(i));
        assertThat(client.ask(new StreamRequest.CreateStream(name))).isZero();
      }
      assertThat(client.ask(new StreamRequest.GetStreams()))
          .isEqualTo(Status.CANNOT_SERIALIZE_RESOURCE);
      assertThat(client.ask(new StreamRequest.GetStream(new Identifier.Numeric(7)))).isZero();
    }
  }

  @Test
  void oneMessageLongerThanTheLimitIsStillSent() throws Exception {
    try (TestServer server = TestServer.start(directory, "galgo.limits.unsent_bytes", "64 KiB");
        TestClient client = server.login()) {
      create(client);
      fill(client, 2);
      assertThat(client.ask(poll(1))).isZero();
      assertThat(Polled.classic(client.answer()))
          .singleElement()
          .extracting("offset")
          .isEqualTo(1L);
    }
  }

  /** Bytes that stand still in the server and in the kernel, when nothing moves any more. */
  private static long awaitStandstill(TestServer server, long least) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    long before = -1;
    int same = 0;
    while (same < 5) {
      TimeUnit.MILLISECONDS.sleep(20);
      long now = server.unsent() + SocketQueue.unsent(server.port());
      same = now == before && server.unsent() >= least ? same + 1 : 0;
      before = now;
      assertThat(System.nanoTime()).as("it stands still in time").isLessThan(deadline);
    }
    return before;
  }

  /** The kernel counts what the other client has read until it has heard of it, a moment later. */
  private static void awaitUnsent(TestServer server, long bytes) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    long now = server.unsent() + SocketQueue.unsent(server.port());
    while (now != bytes) {
      assertThat(System.nanoTime()).as("%d instead of %d bytes", now, bytes).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
      now = server.unsent() + SocketQueue.unsent(server.port());
    }
  }

  private static void create(TestClient client) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8("slow")))).isZero();
    assertThat(
            client.ask(
                new TopicRequest.CreateTopic(
                    NAME, 1, new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("slow")))))
        .isZero();
  }

  /** Messages of half a MiB, one a batch. */
  private static void fill(TestClient client, int batches) throws IOException {
    for (int i = 0; i < batches; i++) {
      assertThat(client.ask(send(1 << 19))).isZero();
    }
  }

  private static DataRequest send(int bytes) {
    return new DataRequest.Send(
        NAME,
        NAME,
        new DataRequest.Partitioning.Partition(0),
        List.of(new Message(0, 0, 1, new byte[bytes], new byte[0])));
  }

  private static DataRequest poll(long offset) {
    return new DataRequest.Poll(
        new DataRequest.Consumer(false, Identifier.of(1)),
        NAME,
        NAME,
        OptionalLong.of(0),
        PollRequest.OFFSET,
        offset,
        1_000,
        false);
  }
}
