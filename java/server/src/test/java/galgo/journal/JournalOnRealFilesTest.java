package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.io.uring.UringDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal over the real drivers: written, left without a word, and read again, twice. */
class JournalOnRealFilesTest {
  private static final JournalSettings SETTINGS = new JournalSettings(2 << 20, 4);
  private static final int GROUPS = 3;
  private static final int ENTRIES = 200;
  private static final int LENGTH = 40_000;

  @TempDir private Path root;

  private final class Counted extends Proposal {
    @Override
    protected void decided(int status) {
      assertThat(status).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "uring"})
  void whatWasDecidedIsReadBackByTheNextStarts(String name) {
    if (name.equals("uring")) {
      String unavailable = UringDriver.unavailability();
      Assumptions.assumeTrue(unavailable.isEmpty(), unavailable);
    }
    for (int boot = 1; boot <= 3; boot++) {
      try (Driver driver = driver(name)) {
        life(driver, boot);
      }
    }
  }

  private static Driver driver(String name) {
    return name.equals("nio")
        ? new NioDriver(256, 256, new NioHandover())
        : new UringDriver(256, 256);
  }

  private String directory(int group) {
    return root.resolve("groups").resolve(Integer.toString(group)).toString();
  }

  private void life(Driver driver, int boot) {
    JournalIdentity identity = TestNode.identity(boot);
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      driver.files().createDirectories(directory(group));
      checkpoints.add(CheckpointFile.read(driver, directory(group), group, identity));
    }
    String journals = root.resolve("journal").toString();
    Recovered recovered = Recovered.read(driver, journals, identity, checkpoints, 1);
    long head = 0;
    for (int group = 0; group < GROUPS; group++) {
      assertThat(recovered.damage(group)).isEmpty();
      assertThat(recovered.head(group) > 0).isEqualTo(boot > 1);
      long[] next = {checkpoints.get(group).op() + 1, 0};
      recovered.replay(
          driver,
          group,
          checkpoints.get(group).op(),
          (op, header, body) -> {
            assertThat(op).isBetween(next[0] - 1, next[0]);
            next[0] = op + 1;
            next[1]++;
            assertThat(Memory.getLong(body)).isEqualTo(op);
          });
      assertThat(next[0]).isEqualTo(recovered.head(group) + 1);
      head += recovered.head(group);
    }
    Loop loop = new Loop(driver);
    Journal journal =
        new Journal(loop, journals, SETTINGS, identity, 0, recovered, new int[] {0, 1, 2});
    work(driver, loop, journal, checkpoints, identity, recovered);
    assertThat(head).isLessThanOrEqualTo(boot * (long) ENTRIES);
  }

  private void work(
      Driver driver,
      Loop loop,
      Journal journal,
      List<Checkpoint> checkpoints,
      JournalIdentity identity,
      Recovered recovered) {
    Counted[] proposals = new Counted[8];
    long bodies = driver.allocate(proposals.length * 65536L);
    CheckpointFile[] files = new CheckpointFile[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      files[group] = new CheckpointFile(loop, directory(group), identity, checkpoints.get(group));
    }
    for (int i = 0; i < ENTRIES; ) {
      int slot = i % proposals.length;
      if (proposals[slot] == null) {
        proposals[slot] = new Counted();
      }
      long header = proposals[slot].pending() ? 0 : journal.begin(i % GROUPS, LENGTH, false);
      if (header != 0) {
        long body = bodies + slot * 65536L;
        Memory.putLong(body, EntryHeader.op(header));
        Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(LENGTH));
        Memory.putInt(header + EntryHeader.BODY_LENGTH, LENGTH);
        EntryHeader.seal(header, body, driver.kernels());
        journal.propose(proposals[slot], body);
        i++;
      }
      journal.turn();
      loop.turn(header == 0 ? 1_000_000 : 0);
      if (i % 50 == 49) {
        checkpoint(driver, loop, journal, files);
        recovered.passed(0);
      }
    }
    while (Arrays.stream(proposals).anyMatch(Proposal::pending)) {
      journal.turn();
      loop.turn(1_000_000);
    }
  }

  private static void checkpoint(
      Driver driver, Loop loop, Journal journal, CheckpointFile[] files) {
    while (journal.durableSequence() < journal.lastSequence()) {
      loop.turn(1_000_000);
    }
    long memory = driver.allocate(8192);
    for (int group = 0; group < GROUPS; group++) {
      journal.headChecksum(group, memory);
      files[group].write(
          journal.head(group),
          memory,
          journal.headTimestamp(group),
          memory + 4096,
          100,
          status -> assertThat(status).isZero());
    }
    while (Arrays.stream(files).anyMatch(CheckpointFile::writing)) {
      loop.turn(1_000_000);
    }
    journal.trim(journal.durableSequence());
  }
}
