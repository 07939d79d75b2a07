package galgo.importer;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.DataDirectoryException;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.Recovered;
import galgo.log.CheckpointBody;
import galgo.log.CheckpointSection;
import galgo.log.ConsumerOffsets;
import galgo.log.Durability;
import galgo.log.GroupDirectory;
import galgo.log.LogSettings;
import galgo.log.LogShard;
import galgo.log.LogStatus;
import galgo.log.Partition;
import galgo.log.SegmentFile;
import galgo.metadata.ClusterSettings;
import galgo.metadata.Metadata;
import galgo.metadata.SnapshotCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The data directory that an import makes. As long as it is not finished it has no node file, so
 * that no server takes it, and a directory {@code importing} that says of which source it is.
 *
 * <p>Segments are written at once; checkpoints say at the end what there is, and the node file
 * comes last.
 */
final class Target {
  /** Turns without getting anywhere, each a millisecond of waiting for the disk. */
  private static final int PATIENCE = 60_000;

  private static final long WAIT_NANOS = 1_000_000;
  private static final int PAGE = 4096;

  private final Driver driver;
  private final Files files;
  private final Loop loop;
  private final ImportFiles names;
  private final String root;
  private final JournalIdentity identity;
  private final LogShard log;
  private final ConsumerOffsets offsets;
  private final List<Partition> partitions = new ArrayList<>();
  private final int[] groups = IntStream.rangeClosed(1, ClusterSettings.DATA_GROUPS).toArray();

  /** Blocking; the directory is this process's, see {@link ImportFiles#begin}. */
  Target(Driver driver, ImportFiles names, long segmentBytes) {
    this.driver = driver;
    this.files = driver.files();
    this.loop = new Loop(driver);
    this.names = names;
    this.root = names.root();
    this.identity = names.identity();
    // Nothing is ever written to it: all entries go to segments.
    JournalIdentity nobody = new JournalIdentity(1, 1, 1, 1, 1, 1);
    List<Checkpoint> none =
        IntStream.rangeClosed(0, groups.length).mapToObj(Checkpoint::none).toList();
    Recovered recovered = Recovered.read(driver, names.scratch(), nobody, none, 1);
    Journal journal =
        new Journal(loop, names.scratch(), JournalSettings.DEFAULTS, nobody, 0, recovered, groups);
    LogSettings defaults = LogSettings.DEFAULTS;
    this.log =
        new LogShard(
            loop,
            root,
            new LogSettings(
                segmentBytes,
                defaults.chunkPoolBytes(),
                defaults.readPoolBytes(),
                defaults.flushAgeNanos(),
                defaults.syncBytes(),
                defaults.placedAbove()),
            journal,
            recovered);
    this.offsets = new ConsumerOffsets(loop, journal, groups, group -> "");
  }

  /**
   * The partition, with what an earlier run has brought there.
   *
   * @param first offset it begins with when there is nothing yet
   */
  Partition partition(int group, long id, long first) {
    boolean begun =
        files.list(SegmentFile.partitionDirectory(root, group, id)).stream()
            .anyMatch(name -> SegmentFile.base(name, SegmentFile.SEGMENT_SUFFIX).isPresent());
    if (begun) {
      Partition partition = log.open(group, id, Durability.SYNCED);
      if (!partition.failure().isEmpty()) {
        throw new DataDirectoryException(
            partition.failure() + ". Delete " + root + " and import again.");
      }
      if (partition.counters().messages() > 0) {
        partitions.add(partition);
        return partition;
      }
      await(partition::delete, partition);
    }
    Partition partition = log.begin(group, id, Durability.SYNCED, first);
    partitions.add(partition);
    return partition;
  }

  /** Takes out all that has been brought to a partition, and begins it again. */
  Partition again(Partition partition, int group, long first) {
    partitions.remove(partition);
    await(partition::delete, partition);
    Partition begun = log.begin(group, partition.id(), Durability.SYNCED, first);
    partitions.add(begun);
    return begun;
  }

  /** Appends an entry as it is. */
  void restore(Partition partition, long header, long body) {
    for (int i = 0; !partition.restore(header, body); i++) {
      if (i == PATIENCE || !partition.failure().isEmpty()) {
        throw stuck(partition.failure());
      }
      turn(WAIT_NANOS);
    }
  }

  /** Lets the log write what has gathered. */
  void turn(long waitNanos) {
    log.turn(driver.monotonicNanos());
    loop.turn(waitNanos);
  }

  void offset(int group, long partition, int kind, long key, long offset) {
    offsets.restore(group, partition, kind, key, offset);
  }

  /** Makes all durable and says so in checkpoints; then the directory is a server's to start on. */
  void finish(Metadata metadata) {
    await(log::settleAll, null);
    for (Partition partition : partitions) {
      await(partition::close, partition);
    }
    long position = driver.allocate(PAGE);
    CheckpointBody body = new CheckpointBody(driver);
    for (int group : groups) {
      checkpoint(group, position, body, List.of(offsets, log.section()));
    }
    checkpoint(0, position, body, List.of(new MetadataSnapshot(metadata)));
    names.finish();
  }

  private void checkpoint(
      int group, long position, CheckpointBody body, List<CheckpointSection> sections) {
    String directory = GroupDirectory.path(root, group);
    check(GroupDirectory.make(files, root, directory), directory);
    Checkpoint latest = CheckpointFile.read(driver, directory, group, identity);
    for (CheckpointSection section : sections) {
      section.position(group, position);
    }
    int length = body.fill(group, sections);
    if (length < 0) {
      throw new DataDirectoryException(
          "Group " + group + " has more to keep than " + CheckpointFile.MAX_BODY + " bytes.");
    }
    int[] status = {1};
    new CheckpointFile(loop, directory, identity, latest)
        .write(
            0,
            position + 8,
            driver.wallMicros(),
            body.address(),
            length,
            result -> status[0] = result);
    while (status[0] > 0) {
      loop.turn(-1);
    }
    check(status[0], directory);
  }

  private void await(Consumer<IntConsumer> operation, @Nullable Partition of) {
    int[] status = {-1};
    operation.accept(result -> status[0] = result);
    for (int i = 0; status[0] < 0; i++) {
      if (i == PATIENCE) {
        throw stuck("");
      }
      turn(WAIT_NANOS);
    }
    if (status[0] != LogStatus.OK) {
      throw stuck(of == null ? LogStatus.text(status[0]) : of.failure());
    }
  }

  private DataDirectoryException stuck(String why) {
    return new DataDirectoryException(
        root
            + ": the disk does not take what is written to it"
            + (why.isEmpty() ? "" : " (" + why + ")")
            + ". Make room, and run the import again: it goes on where it was.");
  }

  private static void check(int result, String path) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " cannot be written ("
              + Errno.text(result)
              + "). Mend that and run the import again: it goes on where it was.");
    }
  }

  /** All metadata, as a server's first checkpoint has it. */
  private static final class MetadataSnapshot implements CheckpointSection {
    private final byte[] snapshot;

    MetadataSnapshot(Metadata metadata) {
      snapshot = SnapshotCodec.encode(metadata.latest());
    }

    @Override
    public int tag() {
      return METADATA;
    }

    @Override
    public int length(int group) {
      return group == 0 ? snapshot.length : 0;
    }

    @Override
    public void write(int group, long target) {
      Memory.copy(snapshot, 0, target, snapshot.length);
    }
  }
}
