package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Driver;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.verify.DataDirectory;
import galgo.verify.Replay;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code galgo replay}: the same log makes the same bytes. */
class ReplayTest {
  private static final long SEED = 4711;

  private @TempDir Path temporary;
  private StoredDirectory stored;

  @BeforeEach
  void fill() throws Exception {
    stored = StoredDirectory.fill(temporary.resolve("stored"), SEED);
  }

  @Test
  void segmentsAreTheSameBytesAndAServerStartsOnThem() throws Exception {
    Path copy = temporary.resolve("copy");
    Replay.Outcome outcome = replay(copy);
    assertThat(outcome.differences()).isEmpty();
    assertThat(outcome.partitions()).isEqualTo(StoredDirectory.PARTITIONS);
    assertThat(outcome.segments()).isGreaterThan(StoredDirectory.PARTITIONS);
    try (Driver driver = driver()) {
      assertThat(DataDirectory.check(driver, copy.toString(), false).damage()).isEmpty();
    }
    try (TestServer server = StoredDirectory.start(copy);
        TestClient client = server.login()) {
      for (int partition = 0; partition < StoredDirectory.PARTITIONS; partition++) {
        assertThat(stored.missing(client, partition)).isZero();
      }
    }
  }

  @Test
  void aByteThatTheLogDoesNotMakeIsNamed() throws Exception {
    Path segment = StoredDirectory.files(stored.path, ".segment").getFirst();
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      // Reserved bytes of the file's header: no entry says them.
      file.seek(2048);
      file.write(1);
    }
    assertThat(replay(temporary.resolve("copy")).differences())
        .singleElement()
        .asString()
        .contains("differs from byte 2048 on");
  }

  @Test
  void itIsRefusedBesideAServerAndOverOtherFiles() throws Exception {
    try (TestServer server = StoredDirectory.start(stored.path)) {
      assertThatThrownBy(() -> replay(temporary.resolve("copy")))
          .hasMessageContaining("in use by a server");
    }
    assertThatThrownBy(() -> replay(stored.path)).hasMessageContaining("is not empty");
    assertThatThrownBy(() -> replay(temporary)).hasMessageContaining("is not empty");
  }

  private Replay.Outcome replay(Path to) {
    try (Driver driver = driver()) {
      return Replay.run(driver, stored.path.toString(), to.toString());
    }
  }

  private static Driver driver() {
    return new NioDriver(256, 256, new NioHandover());
  }
}
