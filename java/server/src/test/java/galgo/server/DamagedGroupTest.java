package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.log.SegmentFile;
import galgo.wire.DataRequest;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group whose checkpoints have rotted is not in the journal: nothing of it can be changed. */
class DamagedGroupTest {
  private static final Identifier STREAM = Identifier.of("orders");
  private static final Identifier TOPIC = Identifier.of("placed");

  private static @TempDir Path temporary;

  @Test
  void aPurgeIsRefusedAndTheServerGoesOn() throws Exception {
    StoredDirectory stored = StoredDirectory.fill(temporary.resolve("stored"), 20261130);
    Path segment = StoredDirectory.files(stored.path, SegmentFile.SEGMENT_SUFFIX).getFirst();
    Path group = segment.getParent().getParent();
    for (Path checkpoint : StoredDirectory.files(group, "/checkpoint.0")) {
      BitRotTest.flip(checkpoint, 4100, 3);
    }
    for (Path checkpoint : StoredDirectory.files(group, "/checkpoint.1")) {
      BitRotTest.flip(checkpoint, 4100, 3);
    }
    try (TestServer server = StoredDirectory.start(stored.path);
        TestClient client = server.login()) {
      assertThat(client.ask(new TopicRequest.PurgeTopic(STREAM, TOPIC))).isNotEqualTo(Status.OK);
      assertThat(client.ask(new TopicRequest.DeleteSegments(STREAM, TOPIC, 0, 1))).isNotNegative();
      assertThat(client.ask(new SystemRequest.Ping())).isZero();
      assertThat(List.of(atTheEnd(client, 0), atTheEnd(client, 1), atTheEnd(client, 2)))
          .as("more may have been there")
          .isNotEqualTo(List.of(Status.OK, Status.OK, Status.OK));
    }
  }

  /** How a poll behind the last message of a partition is answered. */
  private static int atTheEnd(TestClient client, int partition) throws IOException {
    return client.ask(
        new DataRequest.Poll(
            new DataRequest.Consumer(false, Identifier.of(1)),
            STREAM,
            TOPIC,
            OptionalLong.of(partition),
            PollRequest.OFFSET,
            1_000_000,
            10,
            false));
  }
}
