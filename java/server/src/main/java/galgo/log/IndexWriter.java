package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the sparse indexes of a shard's segments behind their data, one block at a time. An index
 * that cannot be written makes the next start slower and nothing worse.
 */
final class IndexWriter extends Operation {
  private static final Logger LOGGER = LoggerFactory.getLogger(IndexWriter.class);

  /** How many steps of an index are worth a write. */
  private static final int WORTH = 128;

  private final LogShard shard;
  private final long buffer;
  private @Nullable Segment first;
  private @Nullable Segment last;
  private boolean header;
  private int records;

  /**
   * @param buffer a block
   */
  IndexWriter(LogShard shard, long buffer) {
    this.shard = shard;
    this.buffer = buffer;
  }

  /** More of the segment is on stable storage. */
  void dataSynced(Segment segment) {
    int saved = segment.savedRecords;
    if (saved < 0 || segment.finished || saved >= segment.index.size()) {
      return;
    }
    long from = saved == 0 ? 0 : segment.index.position(saved - 1);
    if (segment.syncedEnd - from >= (long) WORTH * shard.indexStep) {
      add(segment);
    }
  }

  /**
   * The segment is closed and on stable storage: its end is written, too, and then all is closed.
   */
  void finish(Segment segment) {
    add(segment);
  }

  private void add(Segment segment) {
    if (segment.savingIndex || segment.savedRecords < 0 || segment.removed) {
      return;
    }
    segment.savingIndex = true;
    segment.nextToSave = null;
    Segment end = last;
    last = segment;
    if (end != null) {
      end.nextToSave = segment;
      return;
    }
    first = segment;
    writeNext();
  }

  private void writeNext() {
    // Who was told that a segment is done may have started the next.
    for (Segment segment = first; segment != null && !pending(); segment = first) {
      if (!segment.removed && write(segment)) {
        return;
      }
      remove(segment);
    }
  }

  private boolean write(Segment segment) {
    int handle = segment.indexHandle;
    if (handle < 0) {
      int fresh = segment.savedRecords == 0 ? Files.TRUNCATE : 0;
      handle =
          shard.files.open(segment.indexPath(), Files.WRITE | Files.CREATE | Files.DIRECT | fresh);
      if (handle < 0) {
        giveUp(segment, handle);
        return false;
      }
      segment.indexHandle = handle;
      header = true;
      SegmentFile.encode(
          buffer,
          SegmentFile.INDEX_MAGIC,
          segment.partition.id(),
          segment.base,
          segment.firstTimestamp,
          shard.kernels);
      shard.loop.write(handle, buffer, IndexFile.BLOCK, 0, false, this);
      return true;
    }
    header = false;
    int limit =
        segment.finished
            ? segment.index.size()
            : segment.index.floorPosition(segment.syncedEnd) + 1;
    if (limit <= segment.savedRecords && !segment.finished) {
      return false;
    }
    int block = segment.savedRecords / IndexFile.RECORDS;
    int count = IndexFile.encode(buffer, segment.index, block, limit);
    records = block * IndexFile.RECORDS + count;
    if (segment.finished && records == limit && count < IndexFile.RECORDS) {
      IndexFile.putEnd(buffer, segment, segment.lastTimestamp);
      records++;
    }
    IndexFile.seal(buffer, shard.kernels);
    shard.loop.write(handle, buffer, IndexFile.BLOCK, IndexFile.blockPosition(block), false, this);
    return true;
  }

  @Override
  protected void completed(int result, int flags, long data) {
    Segment segment = first;
    if (segment == null) {
      throw new IllegalStateException("an index write completed that nobody started");
    }
    if (result < IndexFile.BLOCK) {
      giveUp(segment, result < 0 ? result : -Errno.EIO);
      remove(segment);
    } else if (!header) {
      saved(segment);
    }
    writeNext();
  }

  private void saved(Segment segment) {
    segment.savedRecords = records;
    if (segment.finished && records > segment.index.size()) {
      remove(segment);
    } else if (!segment.finished && records > segment.index.floorPosition(segment.syncedEnd)) {
      segment.savingIndex = false;
      removeFirst(segment);
    }
  }

  private void giveUp(Segment segment, int result) {
    LOGGER.warn(
        "{} cannot be written ({}); the next start reads more",
        segment.indexPath(),
        Errno.text(result));
    segment.savedRecords = -1;
  }

  private void remove(Segment segment) {
    if (segment.finished || segment.removed || segment.savedRecords < 0) {
      closeFile(segment);
    }
    segment.savingIndex = false;
    removeFirst(segment);
  }

  private void closeFile(Segment segment) {
    if (segment.indexHandle >= 0) {
      shard.files.close(segment.indexHandle);
      segment.indexHandle = -1;
    }
  }

  private void removeFirst(Segment segment) {
    first = segment.nextToSave;
    if (first == null) {
      last = null;
    }
    segment.nextToSave = null;
    segment.partition.settled();
  }
}
