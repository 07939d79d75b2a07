package galgo.importer;

import galgo.importer.ImportPlan.PartitionPlan;
import galgo.io.Driver;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The data directory that is brought over. Only read. */
final class Source {
  private static final int LINE = 1 << 16;

  private final Driver driver;
  private final String root;
  private final String version;
  private final SourceState state;
  private final long stateHash;

  /**
   * Reads what exists; blocking.
   *
   * @throws DataDirectoryException when it is no directory of Apache Iggy 0.8, or cannot be read
   */
  Source(Driver driver, String root) {
    this.driver = driver;
    this.root = root;
    this.version = SourceVersion.require(driver, root);
    String path = root + "/" + StateLog.NAME;
    SmallFile log = SmallFile.read(driver, path);
    this.state = StateLog.read(driver, log, path);
    this.stateHash = driver.kernels().xxh3(log.address(), log.length());
  }

  String version() {
    return version;
  }

  SourceState state() {
    return state;
  }

  /**
   * A hash of what is brought over: the state, names and sizes of all files of partitions, and the
   * settings that shape the target. It changes when a server writes to the source.
   */
  long fingerprint(ImportSettings settings, List<PartitionPlan> partitions) {
    Hash hash = new Hash();
    hash.add(
        "%d %d %d"
            .formatted(settings.segmentBytes(), settings.messageExpiry(), settings.maxTopicSize()));
    hash.add(Long.toString(stateHash));
    hash.add(Long.toString(size(driver.files(), root + "/" + StateLog.NAME)));
    for (PartitionPlan partition : partitions) {
      for (String name : driver.files().list(root + "/" + partition.directory())) {
        if (name.endsWith(".log") || name.endsWith(".index")) {
          String path = partition.directory() + "/" + name;
          hash.add(path + " " + size(driver.files(), root + "/" + path));
        }
      }
    }
    return hash.value;
  }

  /** Bytes of a file, 0 when it cannot be opened. */
  static long size(Files files, String path) {
    int handle = files.open(path, Files.READ);
    if (handle < 0) {
      return 0;
    }
    long size = files.size(handle);
    files.close(handle);
    return size;
  }

  /** What lies in the source that no import brings over: a line each. */
  List<String> leftOut() {
    return driver.files().exists(root + "/state/tokens")
        ? List.of(
            "state/tokens: revoked tokens of Iggy's HTTP interface, which Galgo does not have.")
        : List.of();
  }

  /** XXH3-64 over lines, each with the hash so far before it. */
  private final class Hash {
    private final long memory = driver.allocate(LINE);
    private long value;

    void add(String line) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      Memory.putLong(memory, value);
      Memory.copy(bytes, 0, memory + Long.BYTES, bytes.length);
      value = driver.kernels().xxh3(memory, Long.BYTES + bytes.length);
    }
  }
}
