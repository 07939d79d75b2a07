package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Consumer;
import galgo.wire.DataRequest.Message;
import galgo.wire.Identifier;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full, as the kernel says it: writes are refused, reads and deletes go on, and all
 * is well again when there is room. Needs the right to mount.
 */
class FullDiskTest {
  private static final Identifier TOPIC = named("topic");
  private static final int LENGTH = 100_000;

  private @TempDir Path mountPoint;
  private boolean mounted;

  private void mount(int mebibytes) throws Exception {
    String said = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "galgo-test");
    mounted = said.isEmpty();
    Assumptions.assumeTrue(mounted, "no small disk can be mounted here: " + said);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount")).isEmpty();
    }
  }

  /** Runs a command on the mount point; what it said if it failed. */
  private String run(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of(command));
    all.add(mountPoint.toString());
    Process process;
    try {
      process = new ProcessBuilder(all).redirectErrorStream(true).start();
    } catch (IOException missing) {
      return missing.toString();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : "it failed: " + said;
  }

  @ParameterizedTest
  @ValueSource(strings = {"synced", "written"})
  void writesAreRefusedUntilThereIsRoomAndNothingAnsweredIsLost(String durability)
      throws Exception {
    mount(160);
    Path data = mountPoint.resolve("data");
    List<Integer> answered = new ArrayList<>();
    try (TestServer server = start(data, durability);
        TestClient client = server.login()) {
      create(client, "kept");
      create(client, "large");
      for (int i = 0; i < 40; i++) {
        assertThat(send(client, "large", i)).isZero();
      }
      int status = 0;
      for (int i = 0; status == 0; i++) {
        assertThat(i).as("batches on a disk of 160 MiB").isLessThan(160);
        status = send(client, "kept", i);
        if (status == 0) {
          answered.add(i);
        }
      }
      assertThat(status).isEqualTo(Status.CANNOT_APPEND_MESSAGE);
      assertThat(answered).isNotEmpty();
      check(client, answered);

      assertThat(client.ask(new StreamRequest.DeleteStream(named("large")))).isZero();
      StoredDirectory.talkUntil(client, () -> sent(client, answered));
      for (int i = 1001; i < 1010; i++) {
        assertThat(send(client, "kept", i)).isZero();
        answered.add(i);
      }
      check(client, answered);
    }
    try (TestServer server = start(data, durability);
        TestClient client = server.login()) {
      check(client, answered);
    }
    assertThat(BitRotTest.verify(data).damage()).isEmpty();
    assertThat(Files.exists(data)).isTrue();
  }

  private boolean sent(TestClient client, List<Integer> answered) {
    try {
      if (send(client, "kept", 1000) != 0) {
        return false;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    answered.add(1000);
    return true;
  }

  private static TestServer start(Path data, String durability) throws Exception {
    return TestServer.start(
        data,
        "system.sharding.cpu_allocation",
        "1",
        "galgo.journal.size",
        "32 MiB",
        "system.segment.size",
        "8 MiB",
        "system.partition.durability",
        durability);
  }

  private static void create(TestClient client, String stream) throws IOException {
    assertThat(client.ask(new StreamRequest.CreateStream(utf8(stream)))).isZero();
    TopicRequest.TopicSettings settings = new TopicRequest.TopicSettings(1, 0, 0, 1, utf8("topic"));
    assertThat(client.ask(new TopicRequest.CreateTopic(named(stream), 1, settings))).isZero();
  }

  /** Ten messages that all say which batch they are of. */
  private static int send(TestClient client, String stream, int batch) throws IOException {
    byte[] payload = ByteBuffer.allocate(LENGTH).putInt(batch).array();
    Message message = new Message(0, 0, 1, payload, new byte[0]);
    return client.ask(
        new DataRequest.Send(
            named(stream),
            TOPIC,
            new DataRequest.Partitioning.Partition(0),
            Collections.nCopies(10, message)));
  }

  /** The batches that were answered are there, in their order, and no other. */
  private static void check(TestClient client, List<Integer> answered) throws IOException {
    for (int i = 0; i <= answered.size(); i++) {
      assertThat(
              client.ask(
                  new DataRequest.Poll(
                      new Consumer(false, named("consumer")),
                      named("kept"),
                      TOPIC,
                      OptionalLong.of(0),
                      PollRequest.OFFSET,
                      10L * i,
                      1,
                      false)))
          .isZero();
      ByteBuffer answer = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(answer.getInt(12))
          .as("messages of batch " + i)
          .isEqualTo(i < answered.size() ? 1 : 0);
      if (i < answered.size()) {
        assertThat(answer.order(ByteOrder.BIG_ENDIAN).getInt(16 + 64)).isEqualTo(answered.get(i));
      }
    }
  }

  private static Identifier named(String name) {
    return new Identifier.Named(utf8(name));
  }
}
