package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the sparse indexes of a shard's segments behind their data, a block at a time, several
 * segments at once. An index that cannot be written makes the next start slower and nothing worse.
 */
final class IndexWriter {
  private static final Logger LOGGER = LoggerFactory.getLogger(IndexWriter.class);

  /** How many steps of an index are worth a write. */
  private static final int WORTH = 128;

  /** The same for a partition that has nothing more to write, so that its next start is short. */
  private static final int WORTH_AT_REST = 8;

  private static final int SLOTS = 16;

  private final LogShard shard;

  // Segments that wait for a slot.
  private @Nullable Segment first;
  private @Nullable Segment last;
  private @Nullable Slot free;
  private boolean starting;

  IndexWriter(LogShard shard, Driver driver) {
    this.shard = shard;
    long buffers = driver.allocate((long) SLOTS * Slot.BYTES);
    for (int i = 0; i < SLOTS; i++) {
      Slot slot = new Slot(buffers + (long) i * Slot.BYTES);
      slot.next = free;
      free = slot;
    }
  }

  /** More of the segment is on stable storage. */
  void dataSynced(Segment segment) {
    int saved = segment.savedRecords;
    if (saved < 0 || segment.finished || saved >= segment.index.size()) {
      return;
    }
    long from = saved == 0 ? 0 : segment.index.position(saved - 1);
    int worth = segment.partition.flusher.fullyWritten() ? WORTH_AT_REST : WORTH;
    if (segment.durableEnd() - from >= (long) worth * shard.indexStep) {
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
    if (end == null) {
      first = segment;
    } else {
      end.nextToSave = segment;
    }
    last = segment;
    startNext();
  }

  private void startNext() {
    if (starting) {
      return;
    }
    starting = true;
    for (Slot slot = free; slot != null && first != null; slot = free) {
      Segment segment = first;
      first = segment.nextToSave;
      if (first == null) {
        last = null;
      }
      segment.nextToSave = null;
      free = slot.next;
      slot.start(segment);
    }
    starting = false;
  }

  /** Writes one segment's index as far as it may be written. */
  private final class Slot extends Operation {
    /** A header and a block. */
    static final int BYTES = SegmentFile.HEADER + IndexFile.BLOCK;

    private final long buffer;
    private @Nullable Segment segment;
    private int records;
    private int expected;
    private @Nullable Slot next;

    Slot(long buffer) {
      this.buffer = buffer;
    }

    void start(Segment of) {
      segment = of;
      if (!write(of)) {
        end(of);
      }
    }

    /** Submits the next block; false when there is none. */
    private boolean write(Segment of) {
      int limit = of.finished ? of.index.size() : of.index.floorPosition(of.durableEnd()) + 1;
      boolean complete = of.finished ? of.savedRecords > limit : of.savedRecords >= limit;
      if (of.removed || of.savedRecords < 0 || complete) {
        return false;
      }
      boolean begun = of.indexHandle >= 0;
      if (!begun && !open(of)) {
        return false;
      }
      int block = of.savedRecords / IndexFile.RECORDS;
      long at = buffer + SegmentFile.HEADER;
      int count = IndexFile.encode(at, of.index, block, limit);
      records = block * IndexFile.RECORDS + count;
      if (of.finished && records == limit && count < IndexFile.RECORDS) {
        IndexFile.putEnd(at, of, of.lastTimestamp);
        records++;
      }
      IndexFile.seal(at, shard.kernels);
      // The first block goes with the header.
      boolean withHeader = !begun && block == 0;
      long from = withHeader ? buffer : at;
      expected = withHeader ? BYTES : IndexFile.BLOCK;
      long position = withHeader ? 0 : IndexFile.blockPosition(block);
      shard.loop.write(of.indexHandle, from, expected, position, false, this);
      return true;
    }

    private boolean open(Segment of) {
      // One that is begun anew must not keep blocks of another.
      int fresh = of.savedRecords < IndexFile.RECORDS ? Files.TRUNCATE : 0;
      int handle =
          shard.files.open(of.indexPath(), Files.WRITE | Files.CREATE | Files.DIRECT | fresh);
      if (handle < 0) {
        giveUp(of, handle);
        return false;
      }
      of.indexHandle = handle;
      SegmentFile.encode(
          buffer,
          SegmentFile.INDEX_MAGIC,
          of.partition.id(),
          of.base,
          of.firstTimestamp,
          shard.kernels);
      return true;
    }

    @Override
    protected void completed(int result, int flags, long data) {
      Segment of = segment;
      if (of == null) {
        throw new IllegalStateException("an index write completed that nobody started");
      }
      if (result < expected) {
        giveUp(of, result < 0 ? result : -Errno.EIO);
      } else {
        of.savedRecords = records;
      }
      if (!write(of)) {
        end(of);
      }
    }

    private void giveUp(Segment of, int result) {
      LOGGER.warn(
          "{} cannot be written ({}); the next start reads more",
          of.indexPath(),
          Errno.text(result));
      of.savedRecords = -1;
    }

    private void end(Segment of) {
      if (of.finished || of.removed || of.savedRecords < 0) {
        of.closeIndex();
      }
      of.savingIndex = false;
      segment = null;
      next = free;
      free = this;
      of.partition.settled();
      startNext();
    }
  }
}
