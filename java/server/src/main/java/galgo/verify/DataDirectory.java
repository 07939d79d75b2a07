package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.journal.JournalIdentity;
import galgo.journal.Recovered;
import galgo.log.CheckpointBody;
import galgo.log.CheckpointSection;
import galgo.log.GroupDirectory;
import galgo.log.NodeFile;
import galgo.log.PartitionProof;
import galgo.log.SegmentFile;
import galgo.metadata.ClusterSettings;
import galgo.metadata.CommandCodec;
import galgo.metadata.Metadata;
import galgo.metadata.Partition;
import galgo.metadata.SnapshotCodec;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a data directory, offline, or beside a running server as far as that can be done. */
public final class DataDirectory {
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint\\.[01]");
  private static final String JOURNALS = "journal";
  private static final Pattern GROUP = Pattern.compile("[0-9]{2,4}");
  private static final Pattern PARTITION = Pattern.compile("[0-9]{20}");

  private final Driver driver;
  private final Files files;
  private final String root;
  private final boolean running;
  private final Findings findings = new Findings();

  /** What metadata says of a partition. */
  private record Known(int group, String owner) {}

  private final Map<Long, Known> known = new HashMap<>();
  private boolean metadataRead;
  private Map<Long, PartitionProof> proofs = Map.of();

  private DataDirectory(Driver driver, String root, boolean running) {
    this.driver = driver;
    this.files = driver.files();
    this.root = root;
    this.running = running;
  }

  /**
   * Reads everything and changes nothing; blocking.
   *
   * @param running whether a server may be at work there: what it has not finished is no damage
   * @throws DataDirectoryException when it cannot be checked: it is none, it is in use, or it
   *     cannot be read
   */
  public static Findings check(Driver driver, String root, boolean running) {
    DataDirectory directory = new DataDirectory(driver, root, running);
    directory.check();
    return directory.findings;
  }

  /**
   * The size that segments close at, as the cluster's metadata has it.
   *
   * @throws DataDirectoryException when that cannot be read
   */
  static long segmentSize(Driver driver, String root) {
    DataDirectory directory = new DataDirectory(driver, root, false);
    NodeFile node = directory.nodeFile();
    if (node == null) {
      throw new DataDirectoryException(root + " has no whole copy of its node file.");
    }
    JournalIdentity identity = JournalInspection.identity(node);
    Checkpoint checkpoint = CheckpointFile.read(driver, GroupDirectory.path(root, 0), 0, identity);
    ClusterSettings settings = restored(checkpoint).latest().settings();
    if (settings == null) {
      throw new DataDirectoryException(root + " has no whole checkpoint of its metadata.");
    }
    return settings.segmentSize();
  }

  private static Metadata restored(Checkpoint checkpoint) {
    Metadata metadata = new Metadata(1, 0);
    for (CheckpointBody.Section section : CheckpointBody.parse(checkpoint)) {
      if (section.tag() == CheckpointSection.METADATA) {
        SnapshotCodec.restore(metadata, section.address(), section.length());
      }
    }
    return metadata;
  }

  private void check() {
    List<String> names = list(root);
    if (!names.contains(NodeFile.NAME)) {
      throw new DataDirectoryException(
          root + " is no data directory of Galgo: it has no file \"" + NodeFile.NAME + "\".");
    }
    if (!running) {
      lock();
    }
    NodeFile node = nodeFile();
    if (node != null) {
      journalled(node);
    }
    for (String name : names) {
      if (!name.equals(NodeFile.NAME)
          && !name.equals(NodeFile.LOCK_NAME)
          && !name.equals("groups")
          && !name.equals(JOURNALS)) {
        findings.note(root + "/" + name + " is no file of Galgo.");
      }
    }
    groups();
  }

  private List<String> list(String path) {
    try {
      return files.list(path);
    } catch (UncheckedIOException failed) {
      throw new DataDirectoryException(path + " cannot be read (" + failed.getMessage() + ").");
    }
  }

  private void lock() {
    int result = files.lock(root + "/" + NodeFile.LOCK_NAME);
    if (result == -Errno.EWOULDBLOCK) {
      throw new DataDirectoryException(
          "The data directory "
              + root
              + " is in use by a server. Stop it first, or say --running to check what lies still.");
    }
    if (result < 0) {
      throw new DataDirectoryException(
          "The data directory "
              + root
              + " cannot be locked ("
              + Errno.text(result)
              + "). Give this user the right to write there, or say --running when no server runs.");
    }
  }

  /** Returns the newest copy, null when none is whole. */
  private @Nullable NodeFile nodeFile() {
    String path = root + "/" + NodeFile.NAME;
    int bytes = 2 * NodeFile.COPY;
    long memory = driver.allocate(bytes);
    long size = FileStream.readSmall(driver, path, memory, bytes);
    if (size < 0) {
      throw new DataDirectoryException(path + " cannot be read (" + Errno.text((int) size) + ").");
    }
    findings.file(FileKind.NODE, size);
    NodeFile first = NodeFile.decode(memory, driver.kernels());
    NodeFile second = NodeFile.decode(memory + NodeFile.COPY, driver.kernels());
    if (first == null && !running) {
      findings.damaged(Damage.of(path, 0, NodeFile.COPY, "the first copy is not what was written"));
    }
    if (second == null && !running) {
      findings.damaged(
          Damage.of(path, NodeFile.COPY, bytes, "the second copy is not what was written"));
    }
    if (first == null && second == null && running) {
      findings.damaged(Damage.of(path, 0, bytes, "neither copy is what was written"));
    }
    return first == null || (second != null && second.boot() > first.boot()) ? second : first;
  }

  /** Checkpoints of groups, and journals where nobody writes them. */
  private void journalled(NodeFile node) {
    JournalIdentity identity = JournalInspection.identity(node);
    if (running) {
      findings.note("Journals and checkpoints were not checked: a server writes them.");
      names(CheckpointFile.read(driver, GroupDirectory.path(root, 0), 0, identity), null);
      return;
    }
    JournalCheck check = new JournalCheck(driver, root, identity, findings);
    check.check();
    names(check.checkpoints().getFirst(), check.recovered());
    Recovered recovered = check.recovered();
    if (recovered == null) {
      return;
    }
    try {
      proofs = PartitionProof.read(driver, recovered, check.checkpoints());
    } catch (DataDirectoryException found) {
      String what = Objects.requireNonNullElse(found.getMessage(), "");
      findings.damaged(Damage.of(root + "/groups", 0, 0, what));
    }
  }

  /**
   * Learns the names of streams and topics.
   *
   * @param recovered what came after the checkpoint, null when that is not known
   */
  private void names(Checkpoint checkpoint, @Nullable Recovered recovered) {
    if (checkpoint.number() == 0) {
      return;
    }
    try {
      metadata(checkpoint, recovered);
    } catch (DataDirectoryException | IllegalArgumentException found) {
      if (!running) {
        String what = Objects.requireNonNullElse(found.getMessage(), "");
        findings.damaged(Damage.of(GroupDirectory.path(root, 0), 0, 0, what));
      }
    }
  }

  private void metadata(Checkpoint checkpoint, @Nullable Recovered recovered) {
    Metadata metadata = restored(checkpoint);
    if (recovered != null) {
      recovered.replay(
          driver,
          0,
          checkpoint.op(),
          (op, header, body) -> {
            if (EntryHeader.kind(header) == EntryHeader.KIND_METADATA) {
              metadata.apply(CommandCodec.decode(body, EntryHeader.bodyLength(header)));
            }
          });
      metadataRead = recovered.damage(0).isEmpty();
    }
    for (Stream stream : metadata.latest().streams()) {
      for (Topic topic : stream.topics()) {
        for (Partition each : topic.partitions()) {
          known.put(each.incarnation(), new Known(each.dataGroup(), owner(stream, topic, each)));
        }
      }
    }
  }

  private static String owner(Stream stream, Topic topic, Partition partition) {
    return "stream "
        + text(stream.name().toArray())
        + ", topic "
        + text(topic.name().toArray())
        + ", partition "
        + partition.id();
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Partitions that must have messages on the disk, and have no directory. */
  private void missing(Set<Long> checked) {
    for (Map.Entry<Long, PartitionProof> each : proofs.entrySet()) {
      long id = each.getKey();
      Known owner = known.get(id);
      PartitionProof proof = each.getValue();
      if (owner != null && !checked.contains(id) && proof.settled() > proof.start()) {
        String path = SegmentFile.partitionDirectory(root, owner.group, id);
        findings.damaged(
            new Damage(
                path, 0, 0, id, proof.start(), proof.settled(), owner.owner, "it is missing"));
      }
    }
  }

  private void groups() {
    Set<Long> checked = new HashSet<>();
    PartitionCheck check = new PartitionCheck(driver, new FileStream(driver), findings, running);
    for (String group : list(root + "/groups")) {
      String directory = root + "/groups/" + group;
      if (!GROUP.matcher(group).matches()) {
        findings.note(directory + " is nothing of Galgo.");
        continue;
      }
      for (String partition : list(directory)) {
        String path = directory + "/" + partition;
        if (CHECKPOINT.matcher(partition).matches()) {
          continue;
        }
        if (!PARTITION.matcher(partition).matches()) {
          findings.note(path + " is nothing of Galgo.");
          continue;
        }
        long id = Long.parseUnsignedLong(partition);
        Known owner = known.get(id);
        if (owner != null && owner.group != Integer.parseInt(group)) {
          findings.damaged(
              Damage.of(path, 0, 0, "metadata has this partition in group " + owner.group));
        } else if (owner == null && metadataRead && !running) {
          findings.note(
              path + " belongs to no partition that metadata has; the next start removes it.");
        }
        PartitionProof proof = proofs.getOrDefault(id, PartitionProof.none());
        check.check(path, id, owner == null ? "" : owner.owner, proof);
        checked.add(id);
      }
    }
    missing(checked);
  }
}
