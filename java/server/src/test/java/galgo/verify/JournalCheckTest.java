package galgo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.EntryHeader;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.PieceView;
import galgo.journal.Proposal;
import galgo.journal.Recovered;
import galgo.log.CheckpointSection;
import galgo.log.NodeFile;
import galgo.metadata.ClusterSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal and checkpoints without a server: one bit turns over, and the check finds it. */
class JournalCheckTest {
  private static final int GROUPS = 3;
  private static final int CHECKPOINTED = 1;
  private static final int CHECKPOINT_BODY = 9_000;

  private @TempDir Path directory;
  private final Random random = new Random(11);
  private JournalIdentity identity = new JournalIdentity(1, 1, 1, 1, 1, 1);

  @BeforeEach
  void write() {
    try (Driver driver = driver()) {
      Loop loop = new Loop(driver);
      String root = directory.toString();
      NodeFile node = NodeFile.open(driver, root);
      identity =
          new JournalIdentity(
              node.clusterLow(),
              node.clusterHigh(),
              node.hashKey(),
              node.nodeLow(),
              node.nodeHigh(),
              node.boot());
      driver.files().createDirectories(root + "/groups/0" + CHECKPOINTED);
      List<Checkpoint> none = new ArrayList<>();
      for (int group = 0; group <= ClusterSettings.DATA_GROUPS; group++) {
        none.add(Checkpoint.none(group));
      }
      String journals = root + "/journal";
      Recovered recovered = Recovered.read(driver, journals, identity, none, 1);
      JournalSettings settings = new JournalSettings(2 << 20, 4);
      Journal journal =
          new Journal(loop, journals, settings, identity, 0, recovered, new int[] {0, 1, 2});
      CheckpointFile checkpoints =
          new CheckpointFile(
              loop, root + "/groups/0" + CHECKPOINTED, identity, none.get(CHECKPOINTED));
      for (int i = 0; i < 30; i++) {
        propose(driver, journal, i % GROUPS);
        settle(journal, loop);
        if (i == 10 || i == 20) {
          checkpoint(driver, journal, checkpoints, loop);
        }
      }
      journal.close();
    }
  }

  private void propose(Driver driver, Journal journal, int group) {
    int length = random.nextInt(6000);
    long body = driver.allocate(8192);
    for (int i = 0; i < length; i++) {
      Memory.putByte(body + i, random.nextInt());
    }
    long header = journal.begin(group, length, false);
    Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(length));
    Memory.putInt(header + EntryHeader.BODY_LENGTH, length);
    Memory.putByte(header + EntryHeader.KIND, EntryHeader.KIND_APPEND);
    EntryHeader.seal(header, body, driver.kernels());
    journal.propose(
        new Proposal() {
          @Override
          protected void decided(int status) {
            assertThat(status).isZero();
          }
        },
        body);
  }

  private static void settle(Journal journal, Loop loop) {
    do {
      journal.turn();
      loop.turn(1_000_000);
    } while (!journal.idle());
  }

  private static void checkpoint(
      Driver driver, Journal journal, CheckpointFile checkpoints, Loop loop) {
    long memory = driver.allocate(4 * 4096);
    // One section, of consumer offsets: what is in it is not looked at.
    Memory.putInt(memory, CheckpointSection.OFFSETS);
    Memory.putInt(memory + 4, CHECKPOINT_BODY - 8);
    Memory.putLong(memory + 100, 77);
    long checksum = driver.allocate(4096);
    journal.headChecksum(CHECKPOINTED, checksum);
    boolean[] done = {false};
    checkpoints.write(
        journal.head(CHECKPOINTED),
        checksum,
        journal.headTimestamp(CHECKPOINTED),
        memory,
        CHECKPOINT_BODY,
        status -> done[0] = status == 0);
    while (!done[0]) {
      loop.turn(1_000_000);
    }
  }

  private static Driver driver() {
    return new NioDriver(64, 64, new NioHandover());
  }

  private Findings check() {
    try (Driver driver = driver()) {
      return DataDirectory.check(driver, directory.toString(), false);
    }
  }

  private Path piece() throws IOException {
    try (var files = Files.list(directory.resolve("journal"))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  private List<PieceView.Frame> frames() throws IOException {
    List<PieceView.Frame> frames = new ArrayList<>();
    try (Driver driver = driver()) {
      PieceView.read(driver, piece().toString(), identity, frames::add);
    }
    return frames;
  }

  private static boolean whole(PieceView.Frame frame) {
    return frame.state() == PieceView.State.WHOLE;
  }

  private static void flip(Path file, long position, int bit) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.seek(position);
      int value = opened.read();
      opened.seek(position);
      opened.write(value ^ 1 << bit);
    }
  }

  @Test
  void whatWasWrittenIsWhole() throws IOException {
    Findings findings = check();
    assertThat(findings.damage()).isEmpty();
    assertThat(findings.files()).containsEntry("checkpoint", 2).containsKey("journal");
    assertThat(frames()).hasSizeGreaterThanOrEqualTo(30);
    assertThat(frames()).allMatch(JournalCheckTest::whole);
  }

  @Test
  void aBitOfAFrameIsFoundUnlessItIsInAStamp() throws IOException {
    List<PieceView.Frame> frames = frames();
    PieceView.Frame last = frames.getLast();
    long end = last.position() + last.length();
    for (int i = 0; i < 60; i++) {
      long position = random.nextLong(end);
      int bit = random.nextInt(8);
      flip(piece(), position, bit);
      // A stamp holds nothing but the frame's number; the bytes it displaced are elsewhere.
      boolean stamp = position % 512 >= 508;
      assertThat(check().damage().isEmpty())
          .as("bit %s of byte %s", bit, position)
          .isEqualTo(stamp);
      List<PieceView.Frame> after = frames();
      assertThat(after.size() < frames.size() || !after.stream().allMatch(JournalCheckTest::whole))
          .as("inspected")
          .isTrue();
      flip(piece(), position, bit);
    }
  }

  @Test
  void aBitOfACheckpointIsFoundUnlessItIsInTheBodyOfTheOlderOne() throws IOException {
    Path older = directory.resolve("groups/01/checkpoint.1");
    for (int i = 0; i < 60; i++) {
      Path file = directory.resolve("groups/01/checkpoint." + random.nextInt(2));
      long size = 4096 + CHECKPOINT_BODY;
      long position = random.nextLong(size);
      int bit = random.nextInt(8);
      flip(file, position, bit);
      boolean harmless = file.equals(older) && position >= 4096;
      Findings findings = check();
      assertThat(findings.damage().isEmpty())
          .as("bit %s of byte %s of %s", bit, position, file)
          .isEqualTo(harmless);
      assertThat(findings.notes().isEmpty()).isEqualTo(!harmless);
      flip(file, position, bit);
    }
  }

  @Test
  void aPieceAndACheckpointCanBeInspected() throws IOException {
    for (Path file : List.of(piece(), directory.resolve("groups/01/checkpoint.0"))) {
      StringBuilder text = new StringBuilder();
      try (Driver driver = driver()) {
        assertThat(Inspection.show(driver, file.toString(), false, 5, text::append)).isTrue();
      }
      assertThat(text).contains("group").contains("whole: true");
    }
  }
}
