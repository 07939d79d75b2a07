package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * What one of a group's two checkpoint files holds, by itself. Reads only; blocking.
 *
 * @param headerWhole whether one copy of its header is whole; the rest says nothing otherwise
 * @param unused whether no checkpoint was ever finished in it
 * @param number a greater one is newer
 * @param op everything of the group up to it is durable outside the journal
 * @param timestamp microseconds since 1970
 * @param body address of the body, in memory of the driver
 * @param bodyWhole whether the body is the header's; of the older file it need not be, when a newer
 *     checkpoint was being written over it
 * @param damage places that are not what was written, apart from the body
 */
public record CheckpointView(
    boolean headerWhole,
    boolean unused,
    int group,
    long boot,
    long number,
    long op,
    long timestamp,
    long body,
    int length,
    boolean bodyWhole,
    List<String> damage) {
  public static final String NAME = "checkpoint.";

  private static final int BLOCK = CheckpointHeader.BLOCK;

  /** Whether the first 4096 bytes of a file are those of a checkpoint's. */
  public static boolean looksLikeOne(long start) {
    return CheckpointHeader.marked(start) || CheckpointHeader.marked(start + CheckpointHeader.COPY);
  }

  /**
   * Reads a file.
   *
   * @param identity of its data directory, with any boot
   * @throws DataDirectoryException when it cannot be read
   */
  public static CheckpointView read(Driver driver, String path, JournalIdentity identity) {
    Files files = driver.files();
    int handle = check(files.open(path, Files.READ), path);
    long size = files.size(handle);
    if (size > CheckpointFile.MAX_BODY + 2L * BLOCK) {
      files.close(handle);
      throw new DataDirectoryException(path + " has " + size + " bytes, more than any checkpoint.");
    }
    int bytes = (int) Math.max(2L * BLOCK, (size + BLOCK - 1) & -BLOCK);
    // The checksums put a key in front of what they hash: the block before must be ours.
    long start = driver.allocate(BLOCK + (long) bytes) + BLOCK;
    int read = check(files.read(handle, start, bytes, 0), path);
    files.close(handle);
    Memory.zero(start + read, bytes - read);
    return view(start, read, new KeyedHash(driver, identity.hashKey()));
  }

  private static int check(int result, String path) {
    if (result < 0) {
      throw new DataDirectoryException(path + " cannot be read (" + Errno.text(result) + ").");
    }
    return result;
  }

  private static CheckpointView view(long start, int read, KeyedHash hash) {
    List<String> damage = new ArrayList<>();
    if (zeros(start, BLOCK)) {
      return new CheckpointView(false, true, 0, 0, 0, 0, 0, 0, 0, false, damage);
    }
    boolean first = CheckpointHeader.wholeCopy(start, hash);
    boolean second = CheckpointHeader.wholeCopy(start + CheckpointHeader.COPY, hash);
    if (!first) {
      damage.add("byte 0 to 511: the first copy of its header");
    }
    if (!second) {
      damage.add("byte 512 to 1023: the second copy of its header");
    }
    if (!zeros(start + 2L * CheckpointHeader.COPY, BLOCK - 2 * CheckpointHeader.COPY)) {
      damage.add("byte 1024 to 4095: room that is not zero");
    }
    long header = CheckpointHeader.whole(start, hash);
    if (header == 0) {
      return new CheckpointView(false, false, 0, 0, 0, 0, 0, 0, 0, false, damage);
    }
    long length = CheckpointHeader.length(header);
    boolean there = length >= 0 && BLOCK + length <= read;
    long body = start + BLOCK;
    boolean whole = there && CheckpointHeader.bodyWhole(header, body, hash);
    long padded = (length + BLOCK - 1) & -BLOCK;
    for (long at = length; whole && at < padded && BLOCK + at < read; at++) {
      if (Memory.getByte(body + at) != 0) {
        damage.add("byte " + (BLOCK + at) + ": room behind the body that is not zero");
        break;
      }
    }
    Checkpoint found = CheckpointHeader.decode(header, body);
    return new CheckpointView(
        true,
        false,
        found.group(),
        found.boot(),
        found.number(),
        found.op(),
        found.timestamp(),
        body,
        found.length(),
        whole,
        damage);
  }

  private static boolean zeros(long address, int length) {
    for (int at = 0; at < length; at += 8) {
      if (Memory.getLong(address + at) != 0) {
        return false;
      }
    }
    return true;
  }
}
