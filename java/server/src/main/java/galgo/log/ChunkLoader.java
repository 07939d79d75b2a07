package galgo.log;

import galgo.io.Errno;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads chunks of segments back from disk, for reads that wait for them, and some ahead.
 *
 * <p>When all memory for it is in use, reads wait in line. Only the first keeps what it has got, so
 * that two large ones cannot wait for each other; the others start again.
 */
final class ChunkLoader {
  private static final Logger LOGGER = LoggerFactory.getLogger(ChunkLoader.class);

  /** The read waits: it is resumed later. */
  static final int PARKED = -1;

  /** There is no memory, and the read has messages: it ends with them. */
  static final int ENOUGH = -2;

  /** Bytes read ahead of what is needed. */
  private static final int AHEAD = 1 << 20;

  private final LogShard shard;
  private @Nullable Load spare;
  private @Nullable Read waiting;
  private @Nullable Read lastWaiting;
  private boolean servingFirst;
  private boolean stillWaiting;

  ChunkLoader(LogShard shard) {
    this.shard = shard;
  }

  /**
   * Loads the chunks of [from, to) that are missing, and parks the read.
   *
   * @return {@link #PARKED}, {@link #ENOUGH}, or a {@link LogStatus} when they cannot be loaded
   */
  int request(Read read, Segment segment, long from, long to) {
    int first = segment.chunkIndex(from);
    int last = segment.chunkIndex(to - 1);
    if (last - first + 1 > shard.reads.capacity()) {
      return LogStatus.TOO_LARGE;
    }
    if (waiting != null && !servingFirst) {
      return read.messages > 0 ? ENOUGH : standInLine(read);
    }
    int handle = shard.openFiles.open(segment);
    if (handle < 0) {
      LOGGER.error("{} cannot be opened ({})", segment.path(), Errno.text(handle));
      return LogStatus.UNREADABLE;
    }
    boolean complete = true;
    for (int i = first; i <= last && complete; i++) {
      long low = Math.max(from, segment.chunkStart(i));
      long high = Math.min(to, segment.chunkStart(i + 1));
      complete = load(segment, i, low, high);
    }
    if (!complete) {
      return read.messages > 0 ? ENOUGH : standInLine(read);
    }
    int ahead = last + Math.max(1, AHEAD >> shard.chunkShift);
    for (int i = last + 1; i <= ahead && segment.chunkStart(i) < segment.writtenEnd; i++) {
      if (segment.chunk(i) != null || !load(segment, i, segment.chunkStart(i), 0)) {
        break;
      }
    }
    read.next = segment.parked;
    segment.parked = read;
    return PARKED;
  }

  /** Sees to it that a chunk comes; false when there is no memory. */
  private boolean load(Segment segment, int index, long low, long high) {
    Chunk chunk = segment.chunk(index);
    if (chunk != null && (chunk.loading || chunk.holds(low, high))) {
      return true;
    }
    if (chunk != null && !chunk.tail()) {
      // It was loaded when the file was shorter.
      segment.discard(chunk);
      chunk = null;
    }
    if (chunk == null) {
      chunk = shard.reads.take(segment, index, segment.chunkStart(index));
      if (chunk == null) {
        return false;
      }
      segment.place(chunk);
      chunk.validTo = Math.min(segment.chunkStart(index + 1), segment.writtenEnd);
      if (chunk.validTo < high) {
        throw new IllegalStateException(
            segment.path() + ": bytes up to " + high + " are neither in memory nor on disk");
      }
    }
    long end = chunk.tail() ? chunk.validFrom : chunk.validTo;
    Load load = spare;
    if (load == null) {
      load = new Load();
    } else {
      spare = load.next;
    }
    load.start(segment, chunk, end);
    return true;
  }

  private int standInLine(Read read) {
    if (servingFirst) {
      stillWaiting = true;
      read.next = waiting;
      waiting = read;
      if (lastWaiting == null) {
        lastWaiting = read;
      }
      return PARKED;
    }
    if (waiting != null) {
      // Starts again from what is in memory then.
      read.unhold();
    }
    read.next = null;
    Read end = lastWaiting;
    if (end == null) {
      waiting = read;
    } else {
      end.next = read;
    }
    lastWaiting = read;
    return PARKED;
  }

  /** Whether reads wait for memory. */
  boolean memoryShort() {
    return waiting != null;
  }

  /** Memory may have come free: goes on with the reads in line. Once a turn. */
  void serveLine() {
    while (true) {
      Read read = waiting;
      if (read == null || shard.reads.obtainable() == 0) {
        return;
      }
      Partition owner = read.partition;
      if (owner == null) {
        throw new IllegalStateException("a waiting read belongs to no partition");
      }
      waiting = read.next;
      if (waiting == null) {
        lastWaiting = null;
      }
      read.next = null;
      servingFirst = true;
      stillWaiting = false;
      owner.reader.resume(read);
      servingFirst = false;
      if (stillWaiting) {
        return;
      }
    }
  }

  private final class Load extends Operation {
    private @Nullable Segment segment;
    private @Nullable Chunk chunk;
    private long end;
    private int expected;
    private int got;
    private @Nullable Load next;

    void start(Segment source, Chunk target, long upTo) {
      segment = source;
      chunk = target;
      end = upTo;
      got = 0;
      expected = (int) (SegmentFile.up(upTo) - target.start);
      target.loading = true;
      target.cache.withdraw(target);
      source.operations++;
      shard.loop.read(source.handle, target.address, expected, target.start, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      Segment source = segment;
      Chunk target = chunk;
      if (source == null || target == null) {
        throw new IllegalStateException("a load completed that nobody started");
      }
      int whole = (int) SegmentFile.down(Math.max(0, result));
      if (result > 0 && got + result < end - target.start && whole > 0) {
        got += whole;
        shard.loop.read(
            source.handle, target.address + got, expected - got, target.start + got, this);
        return;
      }
      finish(source, target, result);
    }

    private void finish(Segment source, Chunk target, int result) {
      source.operations--;
      segment = null;
      chunk = null;
      next = spare;
      spare = this;
      target.loading = false;
      boolean loaded = result > 0 && got + result >= end - target.start;
      if (target.segment == null) {
        if (target.pins == 0) {
          target.cache.release(target);
        }
      } else if (loaded) {
        target.validFrom = target.start;
        if (source.clean(target)) {
          target.cache.offer(target);
        }
      } else if (!target.tail()) {
        source.discard(target);
      }
      if (!loaded) {
        LOGGER.error(
            "{} cannot be read at byte {} ({})",
            source.path(),
            target.start,
            result < 0 ? Errno.text(result) : "the file ends there");
      }
      Read parked = source.parked;
      source.parked = null;
      if (loaded) {
        PartitionReader.resumeAll(parked);
      } else {
        failAll(parked);
      }
      source.partition.settled();
    }

    private void failAll(@Nullable Read parked) {
      Read read = parked;
      while (read != null) {
        Read following = read.next;
        read.next = null;
        Partition owner = read.partition;
        if (owner != null) {
          owner.reader.finish(read, LogStatus.UNREADABLE);
        }
        read = following;
      }
    }
  }
}
