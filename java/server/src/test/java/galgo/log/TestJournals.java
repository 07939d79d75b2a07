package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Loop;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.Recovered;
import java.util.ArrayList;
import java.util.List;

/** The journal of a {@link LogHarness}, and its checkpoints. */
final class TestJournals {
  static final int[] GROUPS = {1, 2, 3};

  final Journal journal;
  final Recovered recovered;
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final List<CheckpointFile> files = new ArrayList<>();
  private final CheckpointBody body;
  private final long checksum;
  private boolean first = true;

  TestJournals(Loop loop, String root, long boot) {
    JournalIdentity identity = new JournalIdentity(1, 2, 3, 4, 5, boot);
    body = new CheckpointBody(loop.driver());
    checksum = loop.driver().allocate(4096);
    checkpoints.add(Checkpoint.none(0));
    for (int group : GROUPS) {
      String directory = SegmentFile.groupDirectory(root, group);
      makeDirectory(loop, root, directory);
      checkpoints.add(CheckpointFile.read(loop.driver(), directory, group, identity));
      files.add(new CheckpointFile(loop, directory, identity, checkpoints.get(group)));
    }
    recovered = Recovered.read(loop.driver(), root + "/journal", identity, checkpoints, 1);
    journal =
        new Journal(
            loop,
            root + "/journal",
            new JournalSettings(2 << 20, 4),
            identity,
            0,
            recovered,
            GROUPS);
  }

  private static void makeDirectory(Loop loop, String root, String directory) {
    loop.driver().files().createDirectories(directory);
    loop.driver().files().syncDirectory(root + "/groups");
    loop.driver().files().syncDirectory(root);
  }

  /** Tells the shard what checkpoints and journals know. */
  void prepare(LogShard shard) {
    for (int group : GROUPS) {
      Checkpoint checkpoint = checkpoints.get(group);
      assertThat(checkpoint.damage()).isEmpty();
      shard.take(checkpoint);
    }
    shard.prepare(GROUPS);
  }

  /**
   * While nothing is going on: all is in segments, and the journal is trimmed.
   *
   * @param meanwhile what happens behind what the checkpoint covers, before it is written
   */
  void checkpoint(LogShard shard, Runnable turn, Runnable meanwhile) {
    long mark = journal.durableSequence();
    long[] heads = new long[GROUPS.length];
    long[] timestamps = new long[GROUPS.length];
    for (int i = 0; i < GROUPS.length; i++) {
      heads[i] = journal.head(GROUPS[i]);
      timestamps[i] = journal.headTimestamp(GROUPS[i]);
      journal.headChecksum(GROUPS[i], checksum + 64L * i);
    }
    int[] left = {1};
    shard.settle(
        mark,
        status -> {
          assertThat(status).isEqualTo(LogStatus.OK);
          left[0]--;
        });
    await(left, turn);
    meanwhile.run();
    for (int i = 0; i < GROUPS.length; i++) {
      int group = GROUPS[i];
      int length = body.fill(group, List.of(shard.section(), shard.unwritten()));
      left[0] = 1;
      files
          .get(i)
          .write(
              heads[i],
              checksum + 64L * i,
              timestamps[i],
              body.address(),
              length,
              status -> {
                assertThat(status).isZero();
                left[0]--;
              });
      await(left, turn);
    }
    journal.trim(mark);
    if (first) {
      first = false;
      recovered.passed(0);
    }
  }

  /** Makes room in the journal for who never starts again. */
  void trim(LogShard shard, Runnable turn) {
    long mark = journal.durableSequence();
    int[] left = {1};
    shard.settle(mark, status -> left[0]--);
    await(left, turn);
    journal.trim(mark);
  }

  private static void await(int[] left, Runnable turn) {
    for (int i = 0; left[0] > 0; i++) {
      assertThat(i).as("turns").isLessThan(10_000);
      turn.run();
    }
  }
}
