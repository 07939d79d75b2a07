package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.log.SegmentFile;
import galgo.log.SegmentWalk;
import galgo.verify.DataDirectory;
import galgo.verify.Findings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit turns over somewhere on the disk: {@code galgo verify} finds it, and the server serves an
 * error or what was written, and nothing else.
 */
class BitRotTest {
  private static final long SEED = 20261124;
  private static final LongPredicate NOWHERE = position -> false;

  private static @TempDir Path temporary;
  private static StoredDirectory stored;

  @BeforeAll
  static void fill() throws Exception {
    stored = StoredDirectory.fill(temporary.resolve("stored"), SEED);
  }

  @Test
  void aWholeDirectoryIsWhole() throws Exception {
    Findings findings = verify(stored.path);

    assertThat(findings.damage()).isEmpty();
    assertThat(findings.notes()).isEmpty();
    assertThat(findings.messages()).isEqualTo(stored.payloads.stream().mapToInt(List::size).sum());
    assertThat(findings.partitions()).isEqualTo(StoredDirectory.PARTITIONS);
  }

  @Test
  void aBitOfTheNodeFileIsFoundAndNoMessageIsLost() throws Exception {
    rot("node", 12, NOWHERE, false);
  }

  @Test
  void aBitOfASegmentIsFoundAndNeverServed() throws Exception {
    rot(SegmentFile.SEGMENT_SUFFIX, 40, NOWHERE, true);
  }

  @Test
  void aBitOfAnIndexIsFoundAndNoMessageIsLost() throws Exception {
    rot(SegmentFile.INDEX_SUFFIX, 25, NOWHERE, false);
  }

  /** Unused room behind the last entry of a partition: a start after a crash would cut it. */
  private static boolean harmless(Path file, long position) {
    if (!file.toString().endsWith(SegmentFile.SEGMENT_SUFFIX)) {
      return false;
    }
    List<Path> all = StoredDirectory.files(file.getParent(), SegmentFile.SEGMENT_SUFFIX);
    return file.equals(all.getLast()) && position >= end(file);
  }

  private static long end(Path file) {
    try (Driver driver = driver()) {
      byte[] bytes = Files.readAllBytes(file);
      long memory = driver.allocate(SegmentFile.up(bytes.length));
      Memory.copy(bytes, 0, memory, bytes.length);
      SegmentWalk walk =
          new SegmentWalk(driver, driver.allocate(SegmentFile.up(SegmentWalk.MEMORY)));
      walk.begin(
          file.toString(),
          SegmentFile.partition(memory),
          SegmentFile.baseOffset(memory),
          (position, header, whole) -> {});
      walk.add(memory, bytes.length);
      walk.finish();
      return walk.end();
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private void rot(String suffix, int tries, LongPredicate unused, boolean losesMessages)
      throws Exception {
    Random random = new Random(SEED + suffix.hashCode());
    for (int i = 0; i < tries; i++) {
      Path copy = temporary.resolve(suffix + i);
      stored.copyTo(copy);
      List<Path> files = StoredDirectory.files(copy, suffix);
      Path file = files.get(random.nextInt(files.size()));
      long position = random.nextLong(Files.size(file));
      boolean harmless = harmless(file, position) || unused.test(position);
      int bit = random.nextInt(8);
      flip(file, position, bit);
      String where = "bit " + bit + " of byte " + position + " of " + file;

      Findings findings = verify(copy);
      assertThat(findings.damage().isEmpty()).as("%s: no damage found", where).isEqualTo(harmless);
      if (!harmless) {
        assertThat(findings.damage().getFirst().file()).as(where).isEqualTo(file.toString());
      }
      int missing = serve(copy, where);
      if (!losesMessages || harmless) {
        assertThat(missing).as("%s: messages that are not served", where).isZero();
      }
    }
  }

  private static int serve(Path directory, String where) throws Exception {
    int missing = 0;
    try (TestServer server = StoredDirectory.start(directory);
        TestClient client = server.login()) {
      for (int partition = 0; partition < StoredDirectory.PARTITIONS; partition++) {
        missing += stored.missing(client, partition);
      }
    } catch (StartupException refused) {
      // An answer, too, and one that says what is wrong.
      assertThat(refused.getMessage()).as(where).contains(directory.toString());
    }
    return missing;
  }

  static void flip(Path file, long position, int bit) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.seek(position);
      int value = opened.read();
      opened.seek(position);
      opened.write(value ^ 1 << bit);
    }
  }

  static Findings verify(Path directory) {
    try (Driver driver = driver()) {
      return DataDirectory.check(driver, directory.toString(), false);
    }
  }

  static Driver driver() {
    return new NioDriver(64, 64, new NioHandover());
  }
}
