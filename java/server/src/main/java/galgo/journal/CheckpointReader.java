package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import org.jspecify.annotations.Nullable;

/** Reads the two files of a group's checkpoints. Blocking; belongs to one thread. */
final class CheckpointReader {
  private final Driver driver;
  private final Files files;
  private final String directory;
  private final int group;
  private final JournalIdentity identity;
  private final KeyedHash hash;
  private final long block;

  CheckpointReader(Driver driver, String directory, int group, JournalIdentity identity) {
    this.driver = driver;
    this.files = driver.files();
    this.directory = directory;
    this.group = group;
    this.identity = identity;
    this.hash = new KeyedHash(driver, identity.hashKey());
    this.block = driver.allocate(2 * CheckpointHeader.BLOCK);
  }

  Checkpoint read() {
    long newest = 0;
    for (int i = 0; i < 2; i++) {
      String path = CheckpointFile.path(directory, i);
      long front = block + (long) i * CheckpointHeader.BLOCK;
      if (!readFront(path, front)) {
        continue;
      }
      long header = CheckpointHeader.whole(front, hash);
      if (header == 0) {
        // The header is written at once, so it is never half made.
        return Checkpoint.damaged(group, path + ": both copies of its header have rotted");
      }
      refuseForeign(path, header);
      if (newest == 0 || CheckpointHeader.number(header) > CheckpointHeader.number(newest)) {
        newest = header;
      }
    }
    return newest == 0 ? Checkpoint.none(group) : withBody(newest);
  }

  /** False when there is no file, or no checkpoint was ever finished in it. */
  private boolean readFront(String path, long front) {
    int handle = files.open(path, Files.READ);
    if (handle == -Errno.ENOENT) {
      return false;
    }
    check(handle, path);
    int read = check(files.read(handle, front, CheckpointHeader.BLOCK, 0), path);
    files.close(handle);
    Memory.zero(front + read, CheckpointHeader.BLOCK - read);
    for (int at = 0; at < CheckpointHeader.BLOCK; at += 8) {
      if (Memory.getLong(front + at) != 0) {
        return true;
      }
    }
    return false;
  }

  private void refuseForeign(String path, long header) {
    if (CheckpointHeader.version(header) != CheckpointHeader.CURRENT_VERSION) {
      throw new DataDirectoryException(
          path
              + " has format version "
              + CheckpointHeader.version(header)
              + ", and this server supports version "
              + CheckpointHeader.CURRENT_VERSION
              + ". Start the release that wrote it.");
    }
    if (!CheckpointHeader.ours(header, identity, group)) {
      throw new DataDirectoryException(
          path
              + " belongs to another group or node. Restore this data directory's own files from"
              + " a backup.");
    }
  }

  private Checkpoint withBody(long header) {
    String path = CheckpointFile.path(directory, CheckpointHeader.number(header));
    long length = CheckpointHeader.length(header);
    if (length < 0 || length > CheckpointFile.MAX_BODY) {
      throw new IllegalStateException(path + " says that its body has " + length + " bytes");
    }
    @Nullable Long body = length == 0 ? Long.valueOf(0) : readBody(path, (int) length);
    if (body == null || !CheckpointHeader.bodyWhole(header, body, hash)) {
      return Checkpoint.damaged(group, path + ": the newest checkpoint of the group has rotted");
    }
    return CheckpointHeader.decode(header, body);
  }

  private @Nullable Long readBody(String path, int length) {
    int padded = (length + CheckpointHeader.BLOCK - 1) & -CheckpointHeader.BLOCK;
    long body = driver.allocate(padded);
    int handle = check(files.open(path, Files.READ), path);
    int read = check(files.read(handle, body, padded, CheckpointHeader.BLOCK), path);
    files.close(handle);
    return read < length ? null : body;
  }

  private static int check(int result, String path) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " cannot be read ("
              + Errno.text(result)
              + "). Look after the device, and give this user the right to read there.");
    }
    return result;
  }
}
