package galgo.log;

import galgo.io.Memory;
import galgo.journal.EntryHeader;
import org.jspecify.annotations.Nullable;

/** Puts batches into a partition's tail, and answers them when they are as durable as promised. */
final class Appender {
  private final Partition partition;
  private final LogShard shard;

  // Appended and not yet committed.
  private @Nullable Append first;
  private @Nullable Append last;

  private long nextOffset;
  private long lastTimestamp;
  private long committedTimestamp;
  private long committedLogical;

  Appender(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
  }

  /** Goes on after what recovery found. */
  void resume(long offset, long timestamp, long logical) {
    nextOffset = offset;
    lastTimestamp = timestamp;
    committedTimestamp = timestamp;
    committedLogical = logical;
  }

  long lastTimestamp() {
    return lastTimestamp;
  }

  /** Bytes of log, appended. */
  long appendedLogical() {
    Segment newest = partition.newest();
    if (newest == null) {
      return committedLogical;
    }
    return newest.fresh() ? newest.logicalBase : newest.logicalBase + newest.end;
  }

  /**
   * Appends, or answers with an error.
   *
   * @return false when there is no memory now; nothing has happened then
   */
  boolean append(Append append) {
    int status = partition.writeStatus();
    if (status == LogStatus.OK && tooLarge(append)) {
      status = LogStatus.TOO_LARGE;
    }
    if (status != LogStatus.OK) {
      append.status = status;
      append.done();
      return true;
    }
    Segment segment = segment();
    int length = EntryHeader.lengthFor(append.length);
    if (!reserve(segment, segment.end + length)) {
      return false;
    }
    write(segment, append, length);
    if (partition.durability == Durability.MEMORY) {
      partition.flusher.appended();
      commit(append);
    } else {
      enqueue(append);
      partition.flusher.appended();
    }
    return true;
  }

  private boolean tooLarge(Append append) {
    if (append.length <= 0 || append.count <= 0) {
      throw new IllegalArgumentException(append.count + " messages in " + append.length + " bytes");
    }
    return append.length > shard.largestBatch();
  }

  private Segment segment() {
    Segment newest = partition.newest();
    if (newest != null && !newest.closed) {
      return newest;
    }
    long logical = newest == null ? committedLogical : newest.logicalBase + newest.end;
    return partition.addSegment(nextOffset, logical);
  }

  /** Sees to it that the tail has chunks from the segment's end to {@code to}. */
  private boolean reserve(Segment segment, long to) {
    long from = segment.fresh() ? 0 : segment.end;
    int firstChunk = segment.chunkIndex(from);
    Chunk current = segment.chunk(firstChunk);
    if (current != null) {
      // It must not go while room is made for the others.
      current.cache.withdraw(current);
    }
    for (int i = firstChunk; i <= segment.chunkIndex(to - 1); i++) {
      Chunk chunk = segment.chunk(i);
      if ((chunk == null || !chunk.tail()) && !addTail(segment, i, from)) {
        Chunk begun = segment.chunk(firstChunk);
        if (begun != null && begun.pins == 0 && !begun.loading && segment.clean(begun)) {
          begun.cache.offer(begun);
        }
        return false;
      }
    }
    return true;
  }

  private boolean addTail(Segment segment, int index, long from) {
    Chunk tail = shard.tails.take(segment, index, segment.chunkStart(index));
    if (tail == null) {
      return false;
    }
    Chunk loaded = segment.chunk(index);
    if (loaded != null) {
      segment.discard(loaded);
    }
    segment.place(tail);
    tail.validFrom = Math.max(tail.start, SegmentFile.down(from));
    tail.validTo = Long.MAX_VALUE;
    tail.ownFrom = tail.validFrom;
    if (from > tail.validFrom) {
      if (segment.stub == 0) {
        throw new IllegalStateException(segment.path() + ": no copy of the block before " + from);
      }
      Memory.copy(segment.stub, tail.at(tail.validFrom), SegmentFile.BLOCK);
      segment.dropStub();
    }
    return true;
  }

  private void write(Segment segment, Append append, int length) {
    long timestamp = lastTimestamp;
    if (Long.compareUnsigned(append.timestamp, timestamp) > 0) {
      timestamp = append.timestamp;
    }
    if (segment.fresh()) {
      segment.firstTimestamp = timestamp;
      long header = shard.scratch;
      SegmentFile.encode(
          header,
          SegmentFile.SEGMENT_MAGIC,
          partition.id(),
          segment.base,
          timestamp,
          shard.kernels);
      SegmentMemory.write(segment, 0, header, SegmentFile.HEADER, shard.kernels);
    }
    long position = segment.end;
    append.baseOffset = nextOffset;
    writeEntry(segment, position, append, timestamp, length);
    if (segment.index.wants(position)) {
      segment.index.add(nextOffset - segment.base, position, timestamp, segment.appendedBody);
    }
    nextOffset += append.count;
    lastTimestamp = timestamp;
    segment.end = position + length;
    segment.nextOffset = nextOffset;
    segment.lastTimestamp = timestamp;
    segment.appendedBody += append.length;
    segment.closed = segment.end >= shard.settings.segmentSize();
    append.segment = segment;
    append.endPosition = segment.logicalBase + segment.end;
    append.entryTimestamp = timestamp;
  }

  private void writeEntry(
      Segment segment, long position, Append append, long timestamp, int length) {
    long originMax = append.stamp(timestamp, shard);
    long header = shard.scratch;
    Memory.zero(header, EntryHeader.SIZE);
    Memory.putInt(header + EntryHeader.LENGTH, length);
    Memory.putInt(header + EntryHeader.BODY_LENGTH, append.length);
    Memory.putByte(header + EntryHeader.KIND, EntryHeader.KIND_APPEND);
    Memory.putByte(header + EntryHeader.FORMAT, append.format);
    Memory.putInt(header + EntryHeader.COUNT, append.count);
    Memory.putLong(header + EntryHeader.PARTITION, partition.id());
    Memory.putLong(header + EntryHeader.BASE_OFFSET, append.baseOffset);
    Memory.putLong(header + EntryHeader.TIMESTAMP, timestamp);
    Memory.putLong(header + EntryHeader.ORIGIN_MAX, originMax);
    Memory.putLong(header + EntryHeader.CLIENT, append.clientLow);
    Memory.putLong(header + EntryHeader.CLIENT + 8, append.clientHigh);
    Memory.putLong(header + EntryHeader.SESSION, append.session);
    Memory.putLong(header + EntryHeader.REQUEST, append.request);
    Memory.putLong(header + EntryHeader.DURABLE, partition.durableOffset());
    EntryHeader.seal(header, append.messages, shard.kernels);
    SegmentMemory.write(segment, position, header, EntryHeader.SIZE, shard.kernels);
    long body = position + EntryHeader.SIZE;
    SegmentMemory.write(segment, body, append.messages, append.length, shard.kernels);
    int padding = length - EntryHeader.SIZE - append.length;
    SegmentMemory.zero(segment, body + append.length, padding);
  }

  private void enqueue(Append append) {
    append.next = null;
    if (last == null) {
      first = append;
    } else {
      last.next = append;
    }
    last = append;
  }

  /** Answers all that end at or before this many bytes of log. */
  void commitTo(long logical) {
    for (Append append = first; append != null && append.endPosition <= logical; append = first) {
      removeFirst(append);
      commit(append);
    }
  }

  private void commit(Append append) {
    Segment segment = append.segment;
    if (segment == null) {
      throw new IllegalStateException("append at " + append.baseOffset + " has no segment");
    }
    append.segment = null;
    segment.committedBody += append.length;
    committedLogical = append.endPosition;
    committedTimestamp = append.entryTimestamp;
    partition.committed(append.baseOffset + append.count, append.length);
    append.status = LogStatus.OK;
    append.done();
  }

  private void removeFirst(Append append) {
    first = append.next;
    if (first == null) {
      last = null;
    }
    append.next = null;
  }

  /** Answers all that wait with an error. What they put into the tail is never read. */
  void failPending(int status) {
    Append append = first;
    first = null;
    last = null;
    while (append != null) {
      Append following = append.next;
      append.next = null;
      append.segment = null;
      append.status = status;
      append.done();
      append = following;
    }
  }

  /**
   * Takes back from memory what was not committed, so that its offsets are given again.
   *
   * @return the segment that now ends with the last committed entry, null when there is none
   */
  @Nullable Segment rollBack() {
    nextOffset = partition.committedOffset();
    lastTimestamp = committedTimestamp;
    Segment newest = partition.newest();
    while (newest != null && newest.logicalBase >= committedLogical && newest.committedBody == 0) {
      partition.dropNewest();
      newest = partition.newest();
    }
    if (newest == null) {
      return null;
    }
    newest.end = committedLogical - newest.logicalBase;
    newest.nextOffset = nextOffset;
    newest.lastTimestamp = committedTimestamp;
    newest.appendedBody = newest.committedBody;
    // One that was closed for its age stays so: its file is finished.
    newest.closed = newest.finished || newest.end >= shard.settings.segmentSize();
    newest.index.cut(newest.end);
    newest.discardFrom(newest.chunkIndex(newest.end) + 1);
    return newest;
  }
}
