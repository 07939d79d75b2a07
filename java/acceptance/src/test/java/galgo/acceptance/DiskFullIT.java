package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file system of 128 MiB fills up under a server: writes are refused with a clear status, reads
 * and deletions go on, and when there is room again so do writes, by themselves. Needs the right to
 * mount.
 */
class DiskFullIT {
  private static final int DELETE_TOPIC = 303;
  private static final int CANNOT_APPEND = 4010;
  private static final int BATCH = 400;
  private static final int MOST_BATCHES = 1_000;
  private static final int TRIES = 100;

  @TempDir private Path mount;

  @BeforeEach
  void mount() throws Exception {
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", mount.toString());
    Assumptions.assumeTrue(mounted, "this user may not mount a file system");
  }

  @AfterEach
  void unmount() throws Exception {
    // Lazily: the kernel takes the rings of a killed process down in the background.
    run("umount", "-l", mount.toString());
  }

  static List<String> drivers() throws IOException {
    return ServerProcess.drivers();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void aFullDiskRefusesWritesUntilThereIsRoomAgain(String driver) throws Exception {
    Map<String, String> settings =
        Map.of("GALGO_DRIVER", driver, "GALGO_SYSTEM_SEGMENT_SIZE", "16 MiB");
    List<byte[]> batch = Collections.nCopies(BATCH, new byte[1_000]);
    try (ServerProcess server = ServerProcess.start(mount.resolve("data"), settings);
        RawClient client = RawClient.loggedIn(server.port())) {
      client.createStream("full");
      client.createTopic("full", "big", 1);
      client.createTopic("full", "other", 1);
      assertThat(client.send("full", "other", 0, batch)).isZero();
      int sent = 0;
      int status = 0;
      while (status == 0) {
        assertThat(sent).as("batches in 128 MiB").isLessThan(MOST_BATCHES);
        status = client.send("full", "big", 0, batch);
        sent += status == 0 ? 1 : 0;
      }
      assertThat(status).isEqualTo(CANNOT_APPEND);
      assertThat(client.poll("full", "big", 0, (sent - 1L) * BATCH, BATCH)).hasSize(BATCH);
      assertThat(client.poll("full", "other", 0, 0, BATCH)).hasSize(BATCH);

      ByteBuffer topic = RawClient.buffer(2 * (2 + "full".length()) + 16);
      RawClient.identifier(topic, "full");
      RawClient.identifier(topic, "big");
      assertThat(client.call(DELETE_TOPIC, topic).status()).isZero();
      for (int i = 0; client.send("full", "other", 0, batch) != 0; i++) {
        assertThat(i).as("tries after there was room").isLessThan(TRIES);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      server.kill();
      server.restart();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
