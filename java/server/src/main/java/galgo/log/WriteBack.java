package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a partition's segments what an earlier run could not, out of a checkpoint; before its
 * files are looked at. Blocking.
 */
final class WriteBack {
  private static final Logger LOGGER = LoggerFactory.getLogger(WriteBack.class);

  private final LogShard shard;

  WriteBack(LogShard shard) {
    this.shard = shard;
  }

  /**
   * Makes the tails durable where they belong; if that fails, the partition takes no writes, and
   * checkpoints go on holding them.
   *
   * @param memory a buffer, a multiple of 4096
   * @return whether the partition's files are what they should be
   */
  boolean run(Partition partition, List<UnwrittenTails.Tail> tails, long memory, int bytes) {
    int result = partition.makeDirectory();
    for (UnwrittenTails.Tail tail : tails) {
      result = result < 0 ? result : write(partition, tail, memory, bytes);
    }
    result = result < 0 ? result : shard.files.syncDirectory(partition.directory);
    result = result < 0 ? result : shard.files.syncDirectory(partition.groupDirectory);
    if (result < 0) {
      shard.unwritten.carry(partition.id(), tails);
      partition.fail(
          partition.directory
              + " cannot be written ("
              + Errno.text(result)
              + "), as before the start; what is missing stays in the checkpoint of its group");
      return false;
    }
    LOGGER.warn(
        "{}: wrote what could not be written before the start, up to offset {}",
        partition.directory,
        tails.getLast().nextOffset() - 1);
    return true;
  }

  private int write(Partition partition, UnwrittenTails.Tail tail, long memory, int most) {
    String path = SegmentFile.path(partition.directory, tail.base(), SegmentFile.SEGMENT_SUFFIX);
    int handle = shard.files.open(path, Files.READ | Files.WRITE | Files.CREATE | Files.DIRECT);
    if (handle < 0) {
      return handle;
    }
    int result = 0;
    for (long done = 0; done < tail.bytes() && result >= 0; done += result) {
      int piece = (int) Math.min(most, tail.bytes() - done);
      int blocks = (int) SegmentFile.up(piece);
      result = blocks == piece ? 0 : readLast(handle, tail.position() + done, memory, blocks);
      if (result >= 0) {
        Memory.copy(tail.address() + done, memory, piece);
        result = shard.files.write(handle, memory, blocks, tail.position() + done);
        result = result >= 0 && result < blocks ? -Errno.EIO : result;
      }
    }
    result = result < 0 ? result : shard.files.sync(handle);
    shard.files.close(handle);
    return result;
  }

  /**
   * Reads the last of some blocks, as far as it is there: a start before this one may have written
   * the same tail, and the partition more behind it.
   */
  private int readLast(int handle, long position, long memory, int blocks) {
    int before = blocks - SegmentFile.BLOCK;
    Memory.zero(memory + before, SegmentFile.BLOCK);
    return shard.files.read(handle, memory + before, SegmentFile.BLOCK, position + before);
  }
}
