package galgo.server;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Loop;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.DataDirectoryException;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.Recovered;
import galgo.log.CheckpointBody;
import galgo.log.CheckpointSection;
import galgo.log.Checkpointer;
import galgo.log.ConsumerOffsets;
import galgo.log.GroupDirectory;
import galgo.log.LogShard;
import galgo.log.NodeFile;
import galgo.metadata.ClusterSettings;
import galgo.metadata.Metadata;
import galgo.server.config.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the files of a data directory say that belongs to no partition: who it is, what its journals
 * hold, what the groups' checkpoints cover. Read by shard 0 before the others come up; then each
 * shard makes its own part.
 */
final class NodeStorage {
  private static final int BLOCK = 4096;

  /** Bytes of frames after which a checkpoint is made, at most. */
  private static final long CHECKPOINT_BYTES = 128L << 20;

  private final String path;
  private final JournalSettings settings;
  private final JournalIdentity identity;
  private final List<Checkpoint> checkpoints;
  private final Recovered recovered;

  private NodeStorage(
      String path,
      JournalSettings settings,
      JournalIdentity identity,
      List<Checkpoint> checkpoints,
      Recovered recovered) {
    this.path = path;
    this.settings = settings;
    this.identity = identity;
    this.checkpoints = checkpoints;
    this.recovered = recovered;
  }

  /**
   * Takes the directory for this process, founds a cluster in a new one, reads checkpoints and
   * journals. Blocking.
   *
   * @param shards how many this start has
   * @throws DataDirectoryException when it cannot be used
   */
  static NodeStorage open(Loop loop, Settings settings, int shards, MetadataRecovery recovery) {
    Driver driver = loop.driver();
    String path = settings.path();
    NodeFile node = NodeFile.open(driver, path);
    JournalIdentity identity =
        new JournalIdentity(
            node.clusterLow(),
            node.clusterHigh(),
            node.hashKey(),
            node.nodeLow(),
            node.nodeHigh(),
            node.boot());
    Checkpoint metadata = read(driver, path, 0, identity);
    if (metadata.number() == 0 && metadata.damage().isEmpty()) {
      found(loop, settings, identity, metadata, recovery);
    }
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int group = 0; group <= ClusterSettings.DATA_GROUPS; group++) {
      checkpoints.add(read(driver, path, group, identity));
    }
    Recovered recovered =
        Recovered.read(driver, journals(path), identity, List.copyOf(checkpoints), shards);
    return new NodeStorage(path, journalSettings(settings), identity, checkpoints, recovered);
  }

  private static Checkpoint read(Driver driver, String path, int group, JournalIdentity identity) {
    return CheckpointFile.read(driver, GroupDirectory.path(path, group), group, identity);
  }

  private static String journals(String path) {
    return path + "/journal";
  }

  /** Writes the first checkpoint of metadata. No file of a journal was made before it. */
  private static void found(
      Loop loop,
      Settings settings,
      JournalIdentity identity,
      Checkpoint none,
      MetadataRecovery recovery) {
    Driver driver = loop.driver();
    String path = settings.path();
    String directory = GroupDirectory.path(path, 0);
    if (!driver.files().list(journals(path)).isEmpty()) {
      throw new DataDirectoryException(
          "The checkpoint of metadata in "
              + directory
              + " is missing, and "
              + journals(path)
              + " is not new. Restore the data directory from a backup or from another copy.");
    }
    check(GroupDirectory.make(driver.files(), path, directory), directory);
    MetadataRecovery.Founded founded = recovery.found();
    long position = driver.allocate(BLOCK);
    MetadataSection section = new MetadataSection(founded.metadata(), position);
    section.position(0, position);
    CheckpointBody body = new CheckpointBody(driver);
    int length = body.fill(0, List.of(section));
    int[] status = {1};
    new CheckpointFile(loop, directory, identity, none)
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
    founded.tell(settings);
  }

  private static void check(int result, String directory) {
    if (result < 0) {
      throw new DataDirectoryException(
          directory
              + " cannot be written ("
              + Errno.text(result)
              + "). Make room on the disk, and give this user the right to write there.");
    }
  }

  private static JournalSettings journalSettings(Settings settings) {
    long bytes = settings.partition().journalBytes();
    JournalSettings most = JournalSettings.DEFAULTS;
    long piece = Math.min(most.pieceBytes(), bytes / most.maxPieces());
    return new JournalSettings(piece, (int) (bytes / piece));
  }

  /** Brings empty metadata to where its journal stands. Shard 0, once. */
  void recover(Metadata metadata, MetadataRecovery recovery) {
    recovery.recover(metadata, checkpoints.getFirst(), recovered);
  }

  Recovered recovered() {
    return recovered;
  }

  /**
   * Begins a shard's journal, on its thread.
   *
   * @param groups those of the shard
   */
  Journal journal(Loop loop, int shard, int[] groups) {
    return new Journal(
        loop,
        journals(path),
        settings,
        identity,
        shard,
        recovered,
        Arrays.stream(groups).filter(this::whole).toArray());
  }

  /**
   * The consumer offsets of a shard, on its thread. Blocking.
   *
   * @param existing what metadata has
   */
  ConsumerOffsets offsets(
      Loop loop, Journal journal, int[] groups, ConsumerOffsets.Existing existing) {
    int[] data = Arrays.stream(groups).filter(group -> group > 0).toArray();
    ConsumerOffsets offsets = new ConsumerOffsets(loop, journal, data, recovered::damage);
    for (int group : data) {
      offsets.recover(checkpoints.get(group), recovered, existing);
    }
    return offsets;
  }

  /** Tells a shard's log what checkpoints and journals know of its partitions. Blocking. */
  void prepare(LogShard log, int[] groups) {
    for (int group : groups) {
      log.take(checkpoints.get(group));
    }
    log.prepare(groups);
  }

  /**
   * Makes a shard's checkpoints, on its thread.
   *
   * @param sections what goes into them
   */
  Checkpointer checkpointer(
      Loop loop,
      int shard,
      int[] groups,
      LogShard log,
      Journal journal,
      List<CheckpointSection> sections) {
    boolean damaged = !Arrays.stream(groups).allMatch(this::whole);
    return new Checkpointer(
        loop,
        log,
        journal,
        identity,
        Arrays.stream(groups).filter(this::whole).mapToObj(checkpoints::get).toList(),
        Math.min(CHECKPOINT_BYTES, settings.pieceBytes() * settings.maxPieces() / 4),
        sections,
        () -> {
          // What is left of a damaged group stays: the next start must find the damage again.
          if (!damaged) {
            recovered.passed(shard);
          }
        });
  }

  private boolean whole(int group) {
    return recovered.damage(group).isEmpty();
  }
}
