package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.journal.CheckpointView;
import galgo.journal.EntryHeader;
import galgo.journal.JournalIdentity;
import galgo.journal.PieceView;
import galgo.log.NodeFile;
import galgo.log.SegmentFile;
import galgo.log.SegmentHashes;
import galgo.log.SegmentWalk;
import galgo.verify.DataDirectory;
import galgo.verify.Findings;
import galgo.wire.SystemRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit turns over somewhere on the disk: {@code galgo verify} finds it, and the server serves an
 * error or what was written, and nothing else.
 */
class BitRotTest {
  private static final long SEED = 20261124;

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
  void aServersDirectoryIsCheckedOnlyWhereItLiesStill() throws Exception {
    Path copy = temporary.resolve("running");
    stored.copyTo(copy);
    try (TestServer server = StoredDirectory.start(copy);
        TestClient client = server.login()) {
      assertThat(client.ask(new SystemRequest.Ping())).isZero();
      assertThatThrownBy(() -> verify(copy)).hasMessageContaining("in use by a server");
      try (Driver driver = driver()) {
        Findings findings = DataDirectory.check(driver, copy.toString(), true);
        assertThat(findings.damage()).isEmpty();
        assertThat(findings.messages()).isEqualTo(messages());
      }
    }
  }

  @Test
  void whatTurnsOverUnderARunningServerIsFoundByTheScrubberAndNotServed() throws Exception {
    Path copy = temporary.resolve("scrubbed");
    stored.copyTo(copy);
    try (TestServer server = StoredDirectory.start(copy, StoredDirectory.FAST_SCRUB);
        TestClient client = server.login()) {
      Path segment = StoredDirectory.files(copy, SegmentFile.SEGMENT_SUFFIX).getFirst();
      flip(segment, 4096 + EntryHeader.SIZE + 100, 1);
      StoredDirectory.talkUntil(client, () -> server.metrics().damageByScrubber() > 0);
      assertThat(server.metrics().damageByScrubber()).isEqualTo(1);
      int missing = 0;
      for (int partition = 0; partition < StoredDirectory.PARTITIONS; partition++) {
        missing += stored.missing(client, partition);
      }
      assertThat(missing).as("messages of one batch").isBetween(1, 20);
      assertThat(server.metrics().damageByReads()).as("found before").isZero();
    }
  }

  @Test
  void aBitOfTheNodeFileIsFoundAndNoMessageIsLost() throws Exception {
    rot("/node", 5, false);
  }

  @Test
  void aBitOfASegmentIsFoundAndNeverServed() throws Exception {
    rot(SegmentFile.SEGMENT_SUFFIX, 20, true);
  }

  @Test
  void aBitOfAnIndexIsFoundAndNoMessageIsLost() throws Exception {
    rot(SegmentFile.INDEX_SUFFIX, 6, false);
  }

  @Test
  void aBitOfTheHashesIsFoundAndNoMessageIsLost() throws Exception {
    rot(SegmentHashes.SUFFIX, 5, false);
  }

  @Test
  void aBitOfTheJournalIsFoundAndNoMessageIsLost() throws Exception {
    rot(".piece", 8, false);
  }

  @Test
  void aBitOfACheckpointIsFoundAndNeverServed() throws Exception {
    rot("/checkpoint.0", 5, true);
    rot("/checkpoint.1", 5, true);
  }

  /**
   * What a killed server left is whole only with its journal. A bit anywhere loses nothing without
   * a word: what is not served is found damaged.
   */
  @Test
  void aBitOfWhatAKilledServerLeftIsFoundOrLosesNothing() throws Exception {
    Path living = temporary.resolve("living");
    StoredDirectory killed = StoredDirectory.kill(living, temporary.resolve("killed"), SEED);
    assertThat(verify(killed.path).damage()).isEmpty();
    Random random = new Random(SEED);
    List<String> kinds = List.of(".piece", ".piece", ".segment", ".segment", "/node", "index");
    int lost = 0;
    for (int i = 0; i < 24; i++) {
      Path copy = temporary.resolve("killed" + i);
      killed.copyTo(copy);
      List<Path> files = StoredDirectory.files(copy, kinds.get(i % kinds.size()));
      Path file = files.get(random.nextInt(files.size()));
      boolean piece = file.toString().endsWith(".piece");
      long size = piece ? Math.max(4096, journalEnd(file)) : Files.size(file);
      long position = random.nextLong(size);
      int bit = random.nextInt(8);
      flip(file, position, bit);
      String where = "bit " + bit + " of byte " + position + " of " + file;
      Findings findings = verify(copy);
      int missing = serve(killed, copy, where);
      lost += missing > 0 ? 1 : 0;
      if (missing > 0) {
        assertThat(findings.damage()).as(where + ": messages missing, damage").isNotEmpty();
      }
    }
    assertThat(lost).as("flips that cost messages").isPositive();
  }

  private static long messages() {
    return stored.payloads.stream().mapToInt(List::size).sum();
  }

  private static boolean harmless(Path file, long position) throws IOException {
    String name = file.toString();
    if (name.endsWith(".piece")) {
      // Stamps hold nothing but the frame's number, and what follows the last frame is no frame's.
      return position % 512 >= 508 || position >= journalEnd(file);
    }
    if (name.contains("/checkpoint.")) {
      // The next checkpoint goes over the body of the older one.
      Path other = Path.of(name.substring(0, name.length() - 1) + (name.endsWith("0") ? 1 : 0));
      return position >= 4096 && Files.exists(other) && number(other) > number(file);
    }
    return name.endsWith(SegmentFile.SEGMENT_SUFFIX) && unused(file, position);
  }

  private static long number(Path checkpoint) throws IOException {
    try (Driver driver = driver()) {
      JournalIdentity identity = identity(driver, checkpoint.getParent().getParent().getParent());
      return CheckpointView.read(driver, checkpoint.toString(), identity).number();
    }
  }

  private static JournalIdentity identity(Driver driver, Path directory) throws IOException {
    long memory = driver.allocate(2L * NodeFile.COPY);
    Memory.copy(Files.readAllBytes(directory.resolve(NodeFile.NAME)), 0, memory, 2 * NodeFile.COPY);
    NodeFile found = NodeFile.decode(memory, driver.kernels());
    return new JournalIdentity(
        found.clusterLow(),
        found.clusterHigh(),
        found.hashKey(),
        found.nodeLow(),
        found.nodeHigh(),
        found.boot());
  }

  private static long journalEnd(Path piece) throws IOException {
    long end = 0;
    try (Driver driver = driver()) {
      List<PieceView.Frame> frames = new ArrayList<>();
      JournalIdentity identity = identity(driver, piece.getParent().getParent());
      PieceView.read(driver, piece.toString(), identity, frames::add);
      for (PieceView.Frame frame : frames) {
        if (frame.state() == PieceView.State.WHOLE) {
          end = frame.position() + frame.length();
        }
      }
    }
    return end;
  }

  /** Unused room behind the last entry of a partition: a start after a crash would cut it. */
  private static boolean unused(Path file, long position) {
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

  private static void rot(String suffix, int tries, boolean losesMessages) throws Exception {
    Random random = new Random(SEED + suffix.hashCode());
    for (int i = 0; i < tries; i++) {
      Path copy = temporary.resolve("rot" + suffix.replace('/', '-') + i);
      stored.copyTo(copy);
      List<Path> files = StoredDirectory.files(copy, suffix);
      Path file = files.get(random.nextInt(files.size()));
      long size = suffix.equals(".piece") ? Math.max(4096, journalEnd(file)) : Files.size(file);
      long position = random.nextLong(size);
      boolean harmless = harmless(file, position);
      int bit = random.nextInt(8);
      flip(file, position, bit);
      String where = "bit " + bit + " of byte " + position + " of " + file;

      Findings findings = verify(copy);
      if (!harmless) {
        assertThat(findings.damage()).as("%s: damage", where).isNotEmpty();
        assertThat(findings.damage().getFirst().toString()).as(where).contains(file.toString());
      }
      int missing = serve(stored, copy, where);
      if (!losesMessages || harmless) {
        assertThat(missing).as("%s: messages that are not served", where).isZero();
      }
    }
  }

  private static int serve(StoredDirectory of, Path directory, String where) throws Exception {
    int missing = 0;
    try (TestServer server = StoredDirectory.start(directory);
        TestClient client = server.login()) {
      for (int partition = 0; partition < StoredDirectory.PARTITIONS; partition++) {
        missing += of.missing(client, partition);
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
