package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One file of a partition's log: how far it goes, how far it is on disk, and what of it is in
 * memory. Positions are of the file; the first {@link SegmentFile#HEADER} bytes are its header.
 */
final class Segment {
  /** Room ahead that a stop leaves; a start reads it to see that it is empty. */
  private static final int REST_ROOM = 1 << 20;

  private static final @Nullable Chunk[] NO_CHUNKS = {};

  final Partition partition;

  /** Offset of its first message. */
  final long base;

  /** Bytes of the partition's log before it, headers of files included; counts from the start. */
  final long logicalBase;

  final SparseIndex index;
  boolean indexLoaded = true;

  /** Position after the last entry, and what follows from the entries. */
  long end = SegmentFile.HEADER;

  long nextOffset;
  long firstTimestamp;
  long lastTimestamp;
  long appendedBody;
  long committedBody;

  /** Whether the scrubber has begun with it since the start, and when, by the monotonic clock. */
  boolean scrubbed;

  long scrubbedAt;

  /** Position after the last entry that is committed: what is beyond may be taken back. */
  long committedEnd = SegmentFile.HEADER;

  /** Takes no more appends. */
  boolean closed;

  /** Closed, and everything of it is on stable storage. */
  boolean finished;

  /** Taken out of the partition: nothing may be started on it. */
  boolean removed;

  /** Bytes that the file had when it was opened, room that is not used included. */
  long fileSize;

  /** Up to here it is in the file, on stable storage. */
  long writtenEnd;

  long syncedEnd;

  /** The open file, −1 while it is closed. */
  int handle = -1;

  /** Operations in flight on the file but for writes. */
  int operations;

  /** The writer's: not to be closed for want of handles. */
  boolean writing;

  /** Whether it is among the open files that may be closed for want of handles. */
  boolean listedOpen;

  /** Reads that wait for a chunk of it. */
  @Nullable Read parked;

  /** The index file: records that it has, and its handle while it is open. */
  int savedRecords;

  int indexHandle = -1;
  boolean savingIndex;
  @Nullable Segment nextToSave;

  /** A copy of the block that the end lies in, while no chunk of a tail holds it; 0 if there is. */
  long stub;

  private final LogShard shard;
  private final int chunkShift;
  private @Nullable Chunk[] chunks = NO_CHUNKS;

  Segment(Partition partition, long base, long logicalBase) {
    this.partition = partition;
    this.base = base;
    this.logicalBase = logicalBase;
    this.nextOffset = base;
    this.shard = partition.shard;
    this.chunkShift = shard.chunkShift;
    this.index = new SparseIndex(shard.indexStep);
  }

  /** Whether not even its header was made yet. */
  boolean fresh() {
    return end == SegmentFile.HEADER;
  }

  /** Up to here it is committed and in the file, on stable storage. */
  long durableEnd() {
    return Math.min(syncedEnd, committedEnd);
  }

  String path() {
    return SegmentFile.path(partition.directory, base, SegmentFile.SEGMENT_SUFFIX);
  }

  String indexPath() {
    return SegmentFile.path(partition.directory, base, SegmentFile.INDEX_SUFFIX);
  }

  String hashesPath() {
    return SegmentFile.path(partition.directory, base, SegmentHashes.SUFFIX);
  }

  int chunkSize() {
    return 1 << chunkShift;
  }

  int chunkIndex(long position) {
    return (int) (position >>> chunkShift);
  }

  long chunkStart(int chunk) {
    return (long) chunk << chunkShift;
  }

  @Nullable Chunk chunk(int number) {
    return number < chunks.length ? chunks[number] : null;
  }

  /** The chunk with a position that is known to be in memory. */
  Chunk chunkAt(long position) {
    Chunk chunk = chunk(chunkIndex(position));
    if (chunk == null) {
      throw new IllegalStateException(path() + ": position " + position + " is not in memory");
    }
    return chunk;
  }

  void place(Chunk chunk) {
    if (chunk.index >= chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(chunk.index + 1, 2 * chunks.length));
    }
    chunks[chunk.index] = chunk;
  }

  /** Opens the file for reading and writing; returns a handle or a negative error. */
  int open(boolean create) {
    if (handle < 0) {
      int flags = Files.READ | Files.WRITE | Files.DIRECT | (create ? Files.CREATE : 0);
      int opened = shard.files.open(path(), flags);
      if (opened < 0) {
        return opened;
      }
      handle = opened;
    }
    return handle;
  }

  /** Cuts the room off that was made ahead and is not needed; what is not cut only takes room. */
  void giveBackRoom() {
    if (open(false) >= 0) {
      shard.files.truncate(handle, SegmentFile.up(end));
    }
  }

  /**
   * Ends it for a stop: the next start goes on in it. A little room that was made ahead stays, and
   * a beginning that is soon read needs no index: for a thousand partitions these are a thousand
   * waits for the file system.
   */
  void rest() {
    if (fileSize() - end > REST_ROOM) {
      shard.files.truncate(handle, SegmentFile.up(end));
    }
    long indexed = savedRecords <= 0 ? 0 : index.position(savedRecords - 1);
    if (end - indexed >= shard.indexStep) {
      finished = true;
      shard.indexWriter.finish(this);
    }
  }

  private long fileSize() {
    return handle < 0 ? 0 : shard.files.size(handle);
  }

  void closeFile() {
    if (handle >= 0) {
      shard.files.close(handle);
      handle = -1;
    }
  }

  void closeIndex() {
    if (indexHandle >= 0) {
      shard.files.close(indexHandle);
      indexHandle = -1;
    }
  }

  /** Whether the file holds all that the chunk does. */
  boolean clean(Chunk chunk) {
    long holds = chunk.tail() ? Math.min(chunk.start + chunkSize(), end) : 0;
    return writtenEnd >= holds;
  }

  /** Offers the chunks between two positions to the cache, as far as they are clean. */
  void offerClean(long from, long to) {
    for (int i = chunkIndex(from); i < chunks.length && chunkStart(i) < to; i++) {
      Chunk chunk = chunks[i];
      if (chunk != null && !chunk.loading && clean(chunk)) {
        chunk.cache.offer(chunk);
      }
    }
  }

  /** Takes out a clean chunk nobody points into; false when it has to stay. */
  boolean evict(Chunk chunk) {
    if (UnwrittenTails.needs(this, chunk) || chunk.tail() && !saveStub(chunk)) {
      return false;
    }
    chunks[chunk.index] = null;
    return true;
  }

  private boolean saveStub(Chunk chunk) {
    long block = SegmentFile.down(end);
    if (closed || block == end || chunkIndex(block) != chunk.index) {
      return true;
    }
    long copy = shard.stubs.take();
    if (copy == 0) {
      return false;
    }
    Memory.copy(chunk.at(block), copy, SegmentFile.BLOCK);
    stub = copy;
    return true;
  }

  /** Gives up a chunk: it is free at once, or when its last reader or its load has ended. */
  void discard(Chunk chunk) {
    chunks[chunk.index] = null;
    chunk.cache.withdraw(chunk);
    chunk.segment = null;
    if (chunk.pins == 0 && !chunk.loading) {
      chunk.cache.release(chunk);
    }
  }

  /** Gives up all chunks from this one on. */
  void discardFrom(int number) {
    for (int i = number; i < chunks.length; i++) {
      Chunk chunk = chunks[i];
      if (chunk != null) {
        discard(chunk);
      }
    }
  }

  /** Gives up all its memory. */
  void discardAll() {
    discardFrom(0);
    chunks = NO_CHUNKS;
    dropStub();
  }

  /**
   * Reads the block that the end lies in, blocking, unless it is in memory or the end is between
   * blocks. Returns 0 or a negative error.
   */
  int restoreStub() {
    long block = SegmentFile.down(end);
    Chunk chunk = chunk(chunkIndex(block));
    if (block == end || stub != 0 || chunk != null && chunk.tail() && chunk.validFrom <= block) {
      return 0;
    }
    long copy = shard.stubs.take();
    if (copy == 0) {
      return -Errno.ENOMEM;
    }
    int opened = open(false);
    int read = opened < 0 ? opened : shard.files.read(opened, copy, SegmentFile.BLOCK, block);
    if (read < end - block) {
      shard.stubs.give(copy);
      return read < 0 ? read : -Errno.EIO;
    }
    stub = copy;
    return 0;
  }

  /**
   * Ends the file with the block that the end lies in, and that with zeros if it was written
   * further once and nobody else writes it again. Blocking; returns 0 or a negative error.
   */
  int cutFile() {
    if (handle < 0) {
      return 0;
    }
    long block = SegmentFile.down(end);
    int result = shard.files.truncate(handle, SegmentFile.up(end));
    if (result >= 0 && stub != 0) {
      Memory.zero(stub + (end - block), SegmentFile.BLOCK - (end - block));
      result = shard.files.write(handle, stub, SegmentFile.BLOCK, block);
      syncedEnd = Math.min(syncedEnd, block);
    }
    return Math.min(0, result);
  }

  void dropStub() {
    if (stub != 0) {
      shard.stubs.give(stub);
      stub = 0;
    }
  }
}
