package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes that change by themselves are found, or change nothing: no wrong entry, no silent loss. */
class JournalRotTest {
  private static final JournalSettings SETTINGS = new JournalSettings(2 << 20, 4);
  private static final String PIECE = TestNode.DIRECTORY + "/1-0-1.piece";

  private final CrashDisk disk = new CrashDisk(1);
  private final Random random = new Random(5);
  private final List<Integer> frames = new ArrayList<>();
  private TestNode node;
  private int end;

  @BeforeEach
  void writeFrames() {
    node = new TestNode(disk, 1, 1, 1, SETTINGS);
    node.drivers[0].prompt = true;
    for (int frame = 0; frame < 10; frame++) {
      for (int i = 0; i < 1 + frame % 4; i++) {
        node.propose(random.nextInt(3), TestNode.body(random, random.nextInt(700)));
      }
      node.settle();
    }
    node.journals[0].close();
    end = (int) node.journals[0].bytesSince(0);
    disk.names.get(PIECE).truncate(end + 4096);
    byte[] bytes = bytes();
    for (int at = 0; at < end; at += 4096) {
      if (new String(bytes, at + 24, 8, java.nio.charset.StandardCharsets.US_ASCII)
          .equals("GALGOFRM")) {
        frames.add(at);
      }
    }
    assertThat(frames).hasSize((int) node.journals[0].lastSequence());
  }

  @AfterEach
  void close() {
    node.close();
  }

  private byte[] bytes() {
    return disk.names.get(PIECE).current;
  }

  private enum Outcome {
    HARMLESS,
    DAMAGE,
    REFUSED
  }

  private Outcome recover() {
    try (TestNode found = TestNode.found(disk, 2)) {
      Outcome outcome = Outcome.HARMLESS;
      for (int group = 0; group < TestNode.GROUPS; group++) {
        List<TestNode.Entry> proposed = node.proposed.get(group);
        List<TestNode.Entry> entries = found.entries(group);
        assertThat(found.entriesInOnePass().get(group)).isEqualTo(entries);
        if (found.recovered.damage(group).isEmpty()) {
          assertThat(entries).isEqualTo(proposed);
        } else {
          outcome = Outcome.DAMAGE;
          assertThat(found.recovered.damage(group)).contains(PIECE, "operation");
          assertThat(entries).isEqualTo(proposed.subList(0, entries.size()));
          assertThat(entries.size()).isLessThan(proposed.size());
        }
      }
      return outcome;
    } catch (DataDirectoryException e) {
      assertThat(e).hasMessageContaining(PIECE);
      return Outcome.REFUSED;
    }
  }

  @Test
  void aChangedByteIsFoundOrHarmless() {
    int[] outcomes = new int[3];
    for (int round = 0; round < 1500; round++) {
      int at =
          round % 2 == 0
              ? random.nextInt(end)
              : frames.get(random.nextInt(frames.size())) + random.nextInt(300);
      byte before = bytes()[at];
      bytes()[at] ^= (byte) (1 << random.nextInt(8));
      Outcome outcome;
      try {
        outcome = recover();
      } catch (AssertionError e) {
        throw new AssertionError("byte " + at, e);
      }
      outcomes[outcome.ordinal()]++;
      boolean tail = at >= frames.getLast();
      assertThat(outcome == Outcome.REFUSED && !tail).as("byte " + at).isFalse();
      bytes()[at] = before;
    }
    assertThat(outcomes[Outcome.HARMLESS.ordinal()]).isPositive();
    assertThat(outcomes[Outcome.DAMAGE.ordinal()]).isPositive();
    assertThat(outcomes[Outcome.REFUSED.ordinal()]).isPositive();
  }

  @Test
  void aLostStretchBeforeTheLastFrameIsFound() {
    for (int round = 0; round < 300; round++) {
      byte[] before = bytes().clone();
      int unit = random.nextBoolean() ? 512 : 4096;
      int from = random.nextInt(frames.getLast() / unit) * unit;
      int to = Math.min(frames.getLast(), from + unit * (1 + random.nextInt(6)));
      boolean zeros = random.nextBoolean();
      for (int at = from; at < to; at++) {
        bytes()[at] = zeros ? 0 : (byte) random.nextInt();
      }
      try {
        recover();
      } catch (AssertionError e) {
        throw new AssertionError("bytes " + from + " to " + to, e);
      }
      System.arraycopy(before, 0, bytes(), 0, before.length);
    }
  }

  @Test
  void aLongLostStretchIsFoundByWhatFollows() {
    CrashDisk other = new CrashDisk(2);
    JournalSettings settings = new JournalSettings(16 << 20, 4);
    try (TestNode writer = new TestNode(other, 1, 1, 1, settings)) {
      writer.drivers[0].prompt = true;
      for (int i = 0; i < 13; i++) {
        writer.propose(1, new byte[Journal.MAX_BODY]);
        writer.settle();
      }
      byte[] bytes = other.names.get(PIECE).current;
      Arrays.fill(bytes, 2 << 20, 9 << 20, (byte) 0);
      assertThatThrownBy(() -> TestNode.found(other, 2))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("have rotted, and it is unknown");
    }
  }

  @Test
  void damageNamesFileAndOperationAndLeavesOtherGroupsAlone() {
    int victim = frames.get(4);
    // The last byte of the frame's last unit that holds a body.
    int at = victim + 4096 - 600;
    while (bytes()[at] == 0) {
      at -= 8;
    }
    bytes()[at] ^= 1;
    assertThat(recover()).isEqualTo(Outcome.DAMAGE);
    try (TestNode found = TestNode.found(disk, 2)) {
      long damaged = 0;
      for (int group = 0; group < TestNode.GROUPS; group++) {
        if (!found.recovered.damage(group).isEmpty()) {
          damaged++;
          assertThat(found.recovered.damage(group))
              .isEqualTo(
                  PIECE
                      + " at "
                      + victim
                      + ": operation "
                      + (found.recovered.head(group) + 1)
                      + " is unreadable");
        }
      }
      assertThat(damaged).isEqualTo(1);
    }
  }

  @Test
  void aRottenLastFrameRefusesTheStartAndTheWayOutWorks() {
    int last = frames.getLast();
    bytes()[last + 40] ^= 1;
    assertThatThrownBy(() -> TestNode.found(disk, 2))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("truncate -s " + last + " " + PIECE);
    disk.names.get(PIECE).truncate(last);
    try (TestNode found = TestNode.found(disk, 2)) {
      for (int group = 0; group < TestNode.GROUPS; group++) {
        List<TestNode.Entry> entries = found.entries(group);
        assertThat(entries).isEqualTo(node.proposed.get(group).subList(0, entries.size()));
      }
    }
  }

  @Test
  void aStrangersJournalIsRefused() {
    byte[] original = bytes();
    node.close();
    disk.names.clear();
    CrashDisk.Node copied = new CrashDisk.Node();
    copied.write(0, original);
    disk.put(PIECE, copied);
    CrashDriver driver = new CrashDriver(disk, 1);
    List<Checkpoint> none = new ArrayList<>();
    for (int group = 0; group < TestNode.GROUPS; group++) {
      none.add(Checkpoint.none(group));
    }
    JournalIdentity other = new JournalIdentity(11, 12, 0x5EED_5EED_5EEDL, 99, 14, 2);
    assertThatThrownBy(() -> Recovered.read(driver, TestNode.DIRECTORY, other, none, 1))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("another node");
    assertThatThrownBy(
            () -> Recovered.read(driver, TestNode.DIRECTORY, TestNode.identity(1), none, 1))
        .hasMessageContaining("start 1");
    driver.close();
    node = new TestNode(disk, 3, 1, 1, null);
  }
}
