package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.EntryHeader;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.Proposal;
import galgo.journal.Recovered;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** All shards of a node in one thread, as far as consumer offsets need them. */
final class OffsetsNode {
  static final int GROUPS = 4;

  static final ConsumerOffsets.Existing ALL = existing(partition -> true, group -> true);

  private static final JournalSettings JOURNAL = new JournalSettings(2 << 20, 4);

  final Loop loop;
  final int shards;
  final Recovered recovered;
  final List<ConsumerOffsets> offsets = new ArrayList<>();
  final List<Journal> journals = new ArrayList<>();
  final List<Checkpointer> checkpointers = new ArrayList<>();

  /** Entries that were recovered from journals. */
  int replayed;

  private final Driver driver;

  /**
   * @param checkpointAbove bytes of frames
   */
  OffsetsNode(
      Driver driver,
      String directory,
      long boot,
      int shards,
      long checkpointAbove,
      ConsumerOffsets.Existing existing) {
    this.driver = driver;
    this.shards = shards;
    loop = new Loop(driver);
    JournalIdentity identity = new JournalIdentity(1, 2, 3, 4, 5, boot);
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int group = 0; group <= GROUPS; group++) {
      String path = GroupDirectory.path(directory, group);
      checkpoints.add(CheckpointFile.read(driver, path, group, identity));
    }
    String path = directory + "/journal";
    recovered = Recovered.read(driver, path, identity, checkpoints, shards);
    for (int group = 1; group <= GROUPS; group++) {
      recovered.replay(
          driver, group, checkpoints.get(group).op(), (op, header, body) -> replayed++);
    }
    for (int shard = 0; shard < shards; shard++) {
      int number = shard;
      int[] groups =
          IntStream.rangeClosed(1, GROUPS).filter(each -> shardOf(each) == number).toArray();
      int[] whole = IntStream.of(groups).filter(each -> recovered.damage(each).isEmpty()).toArray();
      Journal journal = new Journal(loop, path, JOURNAL, identity, shard, recovered, whole);
      ConsumerOffsets mine = new ConsumerOffsets(loop, journal, groups, recovered::damage);
      for (int group : groups) {
        mine.recover(checkpoints.get(group), recovered, existing);
      }
      LogShard log = new LogShard(loop, directory, LogHarness.TINY, journal, recovered, 14, 4096);
      journals.add(journal);
      offsets.add(mine);
      checkpointers.add(
          new Checkpointer(
              loop,
              log,
              journal,
              identity,
              IntStream.of(whole).mapToObj(checkpoints::get).toList(),
              checkpointAbove,
              List.of(mine),
              () -> recovered.passed(number)));
    }
  }

  static ConsumerOffsets.Existing existing(LongPredicate partitions, LongPredicate groups) {
    return new ConsumerOffsets.Existing() {
      @Override
      public boolean partition(long id) {
        return partitions.test(id);
      }

      @Override
      public boolean group(long key) {
        return groups.test(key);
      }
    };
  }

  static int groupOf(long partition) {
    return 1 + (int) (partition % GROUPS);
  }

  private int shardOf(int group) {
    return (group - 1) % shards;
  }

  ConsumerOffsets of(long partition) {
    return offsets.get(shardOf(groupOf(partition)));
  }

  long get(long partition, int kind, long key) {
    return of(partition).get(groupOf(partition), partition, kind, key);
  }

  /** As a purge of the partition, but for its offsets. */
  void purgeMessages(long partition) {
    int group = groupOf(partition);
    Journal journal = journals.get(shardOf(group));
    long body = driver.allocate(4096);
    Truncation.put(body, partition, Truncation.PURGE, 0);
    long header = journal.begin(group, Truncation.SIZE, false);
    assertThat(header).isNotZero();
    int kind = EntryHeader.KIND_TRUNCATE;
    Truncation.seal(header, kind, partition, driver.wallMicros(), body, driver.kernels());
    journal.propose(
        new Proposal() {
          @Override
          protected void decided(int status) {
            assertThat(status).isZero();
          }
        },
        body);
  }

  boolean idle() {
    return offsets.stream().allMatch(ConsumerOffsets::idle)
        && journals.stream().allMatch(Journal::idle);
  }

  void turn(long waitNanos) {
    long now = driver.monotonicNanos();
    for (int shard = 0; shard < shards; shard++) {
      offsets.get(shard).turn();
      journals.get(shard).turn();
      checkpointers.get(shard).turn(now);
    }
    loop.turn(waitNanos);
  }

  /** Until everything stored is durable, or lost by a failure. */
  void settle() {
    do {
      turn(0);
    } while (!idle());
  }

  /** As a node stops, with everything in the checkpoints. */
  void stop() {
    settle();
    checkpointers.forEach(Checkpointer::finish);
    while (!checkpointers.stream().allMatch(Checkpointer::finished)) {
      turn(0);
    }
    journals.forEach(Journal::close);
  }
}
