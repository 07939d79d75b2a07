package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.JournalIdentity;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a data directory is: identities drawn when it was made, and how often it was started.
 *
 * <p>{@code <root>/node} holds two copies of 4096 bytes each; a start writes the older one, then
 * the other, so that one of them is whole at any moment.
 *
 * <pre>
 *   0 magic u64 | 8 format version u32 | 12 zero u32 | 16 cluster u128 | 32 hash key u64 | 40 node u128 | 56 boot u64
 *  64 zero      | 4088 XXH3-64 of bytes 0..4087
 * </pre>
 *
 * @param clusterLow low half of the cluster's random id
 * @param clusterHigh high half
 * @param hashKey random key of the cluster's checksums
 * @param nodeLow low half of the random id of this node's directory
 * @param nodeHigh high half
 * @param boot 1 at the first start, one more at each further one
 */
public record NodeFile(
    long clusterLow, long clusterHigh, long hashKey, long nodeLow, long nodeHigh, long boot) {
  /** Of the whole data directory; other versions are refused. */
  public static final int VERSION = 2;

  public static final String NAME = "node";
  private static final String NEW_NAME = "node.new";
  public static final String LOCK_NAME = "lock";
  private static final List<String> HARMLESS = List.of(LOCK_NAME, NEW_NAME, "lost+found");

  /** Bytes of one of the two copies. */
  public static final int COPY = 4096;

  private static final int CHECKSUM = COPY - 8;
  // "GALGONOD" read as little-endian bytes.
  public static final long MAGIC = 0x444F_4E4F_474C_4147L;

  /**
   * Locks the data directory, makes it when it is missing or empty, and counts this start.
   * Blocking.
   *
   * <p>The lock lasts until the driver closes, so the driver is the one that lives as long as the
   * node.
   *
   * @throws DataDirectoryException when the directory is in use, foreign, unwritable, damaged or of
   *     another format version; its contents are as before
   */
  public static NodeFile open(Driver driver, String root) {
    Files files = driver.files();
    makeDirectory(files, root);
    refuseForeign(files, root);
    lock(files, root);
    settleNames(files, root);
    long memory = driver.allocate(2 * COPY);
    // Listed again under the lock: another process may have made the node file in between.
    return list(files, root).contains(NAME)
        ? started(files, driver.kernels(), root, memory)
        : created(driver, root, memory);
  }

  /** What the journal's frames are marked with in this start. */
  public JournalIdentity journalIdentity() {
    return new JournalIdentity(clusterLow, clusterHigh, hashKey, nodeLow, nodeHigh, boot);
  }

  private static void refuseForeign(Files files, String root) {
    List<String> names = list(files, root);
    if (names.contains(NAME)) {
      return;
    }
    List<String> foreign = new ArrayList<>(names);
    foreign.removeAll(HARMLESS);
    if (foreign.isEmpty()) {
      return;
    }
    if (foreign.contains("importing")) {
      throw new DataDirectoryException(
          "The data directory "
              + root
              + " holds an unfinished import. Run galgo import again, it goes on where it was; or"
              + " delete the directory.");
    }
    boolean iggy = foreign.contains("streams") && foreign.contains("state");
    throw new DataDirectoryException(
        "The data directory "
            + root
            + " holds files that are not Galgo's (such as "
            + foreign.getFirst()
            + (iggy ? "; it looks like one of Apache Iggy, which galgo import brings over" : "")
            + "). Name an empty or missing directory as data directory.");
  }

  private static List<String> list(Files files, String root) {
    try {
      return files.list(root);
    } catch (UncheckedIOException e) {
      throw new DataDirectoryException(
          "The data directory "
              + root
              + " cannot be read ("
              + e.getMessage()
              + "). Give this user the right to read and write there, or name another data"
              + " directory.");
    }
  }

  private static void makeDirectory(Files files, String root) {
    List<String> missing = new ArrayList<>();
    for (String path = root; !path.isEmpty() && !files.exists(path); path = parent(path)) {
      missing.add(path);
    }
    check(files.createDirectories(root), root, "cannot be created");
    for (String path : missing.reversed()) {
      String parent = parent(path);
      check(files.syncDirectory(parent.isEmpty() ? "." : parent), root, "cannot be synced");
    }
  }

  /** The path above; "/" above an absolute name, empty above a relative one. */
  private static String parent(String path) {
    String trimmed = path;
    while (trimmed.length() > 1 && trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    int slash = trimmed.lastIndexOf('/');
    return slash == 0 && trimmed.length() > 1 ? "/" : trimmed.substring(0, Math.max(slash, 0));
  }

  private static void lock(Files files, String root) {
    int result = files.lock(root + "/" + LOCK_NAME);
    if (result == -Errno.EWOULDBLOCK) {
      throw new DataDirectoryException(
          "The data directory "
              + root
              + " is in use by another process. Stop that server, or name another data directory.");
    }
    check(result, root, "is not writable");
  }

  /**
   * A process that was killed may have made names and not synced them: who finds them now would
   * take them for durable.
   */
  private static void settleNames(Files files, String root) {
    for (String directory : List.of(root + "/groups", root)) {
      if (files.exists(directory)) {
        check(files.syncDirectory(directory), directory, "cannot be synced");
      }
    }
  }

  private static NodeFile created(Driver driver, String root, long memory) {
    Files files = driver.files();
    NodeFile node =
        new NodeFile(
            driver.random(), driver.random(), driver.random(), driver.random(), driver.random(), 1);
    node.encode(memory, driver.kernels());
    node.encode(memory + COPY, driver.kernels());
    // Renamed when whole, so that a node file of this name is never half made.
    String fresh = root + "/" + NEW_NAME;
    int handle =
        check(
            files.open(fresh, Files.WRITE | Files.CREATE | Files.TRUNCATE),
            root,
            "is not writable");
    check(files.write(handle, memory, 2 * COPY, 0), root, "cannot be written");
    check(files.sync(handle), root, "cannot be synced");
    files.close(handle);
    check(files.rename(fresh, root + "/" + NAME), root, "is not writable");
    check(files.syncDirectory(root), root, "cannot be synced");
    return node;
  }

  private static NodeFile started(Files files, Kernels kernels, String root, long memory) {
    String path = root + "/" + NAME;
    int handle = check(files.open(path, Files.READ | Files.WRITE), root, "is not writable");
    int read = check(files.read(handle, memory, 2 * COPY, 0), root, "cannot be read");
    Memory.zero(memory + read, 2 * COPY - read);
    NodeFile first = decode(memory, kernels);
    NodeFile second = decode(memory + COPY, kernels);
    NodeFile newest = first;
    if (first == null || (second != null && second.boot > first.boot)) {
      newest = second;
    }
    if (newest == null) {
      throw unusable(path, memory);
    }
    NodeFile next =
        new NodeFile(
            newest.clusterLow,
            newest.clusterHigh,
            newest.hashKey,
            newest.nodeLow,
            newest.nodeHigh,
            newest.boot + 1);
    next.encode(memory, kernels);
    int older = newest.equals(first) ? COPY : 0;
    write(files, handle, memory, older, root);
    write(files, handle, memory, COPY - older, root);
    files.close(handle);
    return next;
  }

  private static void write(Files files, int handle, long memory, int position, String root) {
    check(files.write(handle, memory, COPY, position), root, "cannot be written");
    check(files.sync(handle), root, "cannot be synced");
  }

  private static DataDirectoryException unusable(String path, long memory) {
    for (long copy = memory; copy <= memory + COPY; copy += COPY) {
      int version = Memory.getInt(copy + 8);
      if (Memory.getLong(copy) == MAGIC && version != VERSION) {
        return new DataDirectoryException(
            path
                + " says that the data directory has format version "
                + version
                + ", and this server supports version "
                + VERSION
                + ". Start the release that wrote it, or name another data directory.");
      }
    }
    return new DataDirectoryException(
        "Both copies in "
            + path
            + " are damaged, so the data directory's identity is unknown. Restore that file (8192 bytes) from a backup.");
  }

  private static int check(int result, String root, String what) {
    if (result < 0) {
      throw new DataDirectoryException(
          "The data directory "
              + root
              + " "
              + what
              + " ("
              + Errno.text(result)
              + "). Give this user the right to write there and free space, or name another data directory.");
    }
    return result;
  }

  private void encode(long copy, Kernels kernels) {
    Memory.zero(copy, COPY);
    Memory.putLong(copy, MAGIC);
    Memory.putInt(copy + 8, VERSION);
    Memory.putLong(copy + 16, clusterLow);
    Memory.putLong(copy + 24, clusterHigh);
    Memory.putLong(copy + 32, hashKey);
    Memory.putLong(copy + 40, nodeLow);
    Memory.putLong(copy + 48, nodeHigh);
    Memory.putLong(copy + 56, boot);
    Memory.putLong(copy + CHECKSUM, kernels.xxh3(copy, CHECKSUM));
  }

  /** One copy, null when it is not what was written. */
  public static @Nullable NodeFile decode(long copy, Kernels kernels) {
    if (Memory.getLong(copy) != MAGIC
        || Memory.getInt(copy + 8) != VERSION
        || Memory.getLong(copy + CHECKSUM) != kernels.xxh3(copy, CHECKSUM)) {
      return null;
    }
    return new NodeFile(
        Memory.getLong(copy + 16),
        Memory.getLong(copy + 24),
        Memory.getLong(copy + 32),
        Memory.getLong(copy + 40),
        Memory.getLong(copy + 48),
        Memory.getLong(copy + 56));
  }
}
