package galgo.log;

import galgo.io.Errno;
import galgo.io.Memory;
import galgo.journal.EntryHeader;
import org.jspecify.annotations.Nullable;

/** Puts batches into a partition's tail, and answers them when they are as durable as promised. */
final class Appender {
  private final Partition partition;
  private final LogShard shard;
  private final EntryWriter entries;

  // Appended and not yet committed.
  private @Nullable Append first;
  private @Nullable Append last;

  // Those of them whose bodies have to reach their segment first.
  private @Nullable Append firstPlaced;
  private @Nullable Append lastPlaced;

  // Taken back because the disk did not take them: those that the journal has still to decide on,
  // and the others, which are told when all is in order again.
  private int takenBack;
  private @Nullable Append failing;

  private long nextOffset;
  private long lastTimestamp;
  private long committedLogical;

  Appender(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
    this.entries = new EntryWriter(partition);
  }

  /** Goes on after what recovery found. */
  void resume(long offset, long timestamp, long logical) {
    nextOffset = offset;
    lastTimestamp = timestamp;
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
    boolean placed = placed(append);
    Segment segment = segment();
    long position = placed ? alignedAfter(segment.end) : segment.end;
    int flags = placed ? EntryHeader.FLAG_PLACED | EntryHeader.FLAG_ALIGNED : 0;
    int length = EntryHeader.lengthFor(append.length, flags);
    if (!reserve(segment, position + length)) {
      return false;
    }
    long header = beginHeader(append, placed);
    if (header == 0) {
      return false;
    }
    append.endBefore = segment.end;
    append.bodyBefore = segment.appendedBody;
    append.timestampBefore = lastTimestamp;
    append.placed = placed;
    write(segment, append, header, position, flags);
    answerWhenDurable(append, placed);
    return true;
  }

  /**
   * Whether the body goes straight to the segment: because it is large, or because of one before it
   * that may still have to be taken back, and all after it.
   */
  private boolean placed(Append append) {
    return partition.journalled()
        && (append.length > shard.settings.placedAbove() || firstPlaced != null);
  }

  /** Where the next block begins, with room for a filler before it. */
  private static long alignedAfter(long end) {
    long block = SegmentFile.up(end);
    long gap = block - end;
    return gap > 0 && gap < EntryHeader.SIZE ? block + SegmentFile.BLOCK : block;
  }

  /** Zeroed memory for the entry's header: with its place in the log if it goes to the journal. */
  private long beginHeader(Append append, boolean placed) {
    if (partition.journalled()) {
      return shard.journal().begin(partition.group(), placed ? 0 : append.length, placed);
    }
    Memory.zero(shard.scratch, EntryHeader.SIZE);
    return shard.scratch;
  }

  private void answerWhenDurable(Append append, boolean placed) {
    if (partition.durability == Durability.MEMORY) {
      partition.flusher.appended();
      commit(append);
      return;
    }
    enqueue(append);
    if (placed) {
      shard.journal().proposePlaced(append.proposal);
      partition.flusher.placed();
    } else {
      if (partition.journalled()) {
        shard.journal().propose(append.proposal, append.messages);
      }
      partition.flusher.appended();
    }
  }

  /**
   * Puts back, committed, an entry that the journal kept: as it was and where it was.
   *
   * @return false when there is no memory now; nothing has happened then
   */
  boolean restore(long header, long body) {
    Segment segment = segment();
    boolean aligned = (EntryHeader.flags(header) & EntryHeader.FLAG_ALIGNED) != 0;
    long position = aligned ? alignedAfter(segment.end) : segment.end;
    if (!reserve(segment, position + EntryHeader.length(header))) {
      return false;
    }
    entries.begin(segment, EntryHeader.timestamp(header));
    if (position > segment.end) {
      entries.fill(segment, position, header);
    }
    entries.put(segment, position, header, body);
    grow(segment, header, position);
    segment.committedBody += EntryHeader.bodyLength(header);
    segment.committedEnd = segment.end;
    committedLogical = segment.logicalBase + segment.end;
    partition.committed(nextOffset, EntryHeader.bodyLength(header));
    partition.flusher.appended();
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
        shard.memoryShort = true;
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
    // The block before comes from the disk, and is checked like everything from there.
    tail.ownFrom = from;
    if (from > tail.validFrom) {
      if (segment.stub == 0) {
        throw new IllegalStateException(segment.path() + ": no copy of the block before " + from);
      }
      Memory.copy(segment.stub, tail.at(tail.validFrom), SegmentFile.BLOCK);
      segment.dropStub();
    }
    return true;
  }

  private void write(Segment segment, Append append, long header, long position, int flags) {
    long timestamp = lastTimestamp;
    if (Long.compareUnsigned(append.timestamp, timestamp) > 0) {
      timestamp = append.timestamp;
    }
    append.baseOffset = nextOffset;
    entries.fillHeader(append, header, timestamp, flags);
    entries.begin(segment, timestamp);
    if (position > segment.end) {
      entries.fill(segment, position, header);
    }
    entries.put(segment, position, header, append.messages);
    grow(segment, header, position);
    append.segment = segment;
    append.endPosition = segment.logicalBase + segment.end;
    append.entryTimestamp = timestamp;
  }

  /** The segment has an entry more. */
  private void grow(Segment segment, long header, long position) {
    long timestamp = EntryHeader.timestamp(header);
    if (segment.index.wants(position)) {
      segment.index.add(nextOffset - segment.base, position, timestamp, segment.appendedBody);
    }
    nextOffset += EntryHeader.count(header);
    lastTimestamp = timestamp;
    segment.end = position + EntryHeader.length(header);
    segment.nextOffset = nextOffset;
    segment.lastTimestamp = timestamp;
    segment.appendedBody += EntryHeader.bodyLength(header);
    segment.closed = segment.end >= shard.settings.segmentSize();
  }

  private void enqueue(Append append) {
    append.next = null;
    if (last == null) {
      first = append;
    } else {
      last.next = append;
    }
    last = append;
    if (append.placed) {
      append.nextPlaced = null;
      if (lastPlaced == null) {
        firstPlaced = append;
      } else {
        lastPlaced.nextPlaced = append;
      }
      lastPlaced = append;
    }
  }

  /** Whether nothing waits to be answered. */
  boolean idle() {
    return first == null && takenBack == 0;
  }

  /** Whether something waits for the segment's file. */
  boolean awaitsDisk() {
    return partition.journalled() ? firstPlaced != null : first != null;
  }

  /** Answers all that end at or before this many bytes of log. */
  void commitTo(long logical) {
    for (Append append = first; append != null && append.endPosition <= logical; append = first) {
      removeFirst(append);
      commit(append);
    }
  }

  /** Whether the first body that has to reach its segment ends at or before this. */
  boolean awaitsSync(long logical) {
    return firstPlaced != null && firstPlaced.endPosition <= logical;
  }

  /** The bodies of those that end at or before this many bytes of log are durable. */
  void placedTo(long logical) {
    for (Append append = firstPlaced;
        append != null && append.endPosition <= logical;
        append = firstPlaced) {
      firstPlaced = append.nextPlaced;
      if (firstPlaced == null) {
        lastPlaced = null;
      }
      append.nextPlaced = null;
      shard.journal().bodyDurable(append.proposal);
    }
  }

  /** The journal has decided on an append: it is durable, or the journal has failed. */
  void decided(Append append, int status) {
    if (append.takenBack) {
      decidedTakenBack(append);
      return;
    }
    if (first == null || first.baseOffset != append.baseOffset) {
      throw new IllegalStateException(
          partition.directory + ": offset " + append.baseOffset + " decided out of order");
    }
    removeFirst(append);
    if (status == 0) {
      commit(append);
    } else {
      partition.fail(shard.journal().failure());
      append.segment = null;
      append.status = LogStatus.FAILED;
      append.done();
    }
    if (idle()) {
      partition.settled();
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
    segment.committedEnd = committedLogical - segment.logicalBase;
    if (segment.closed && segment.committedEnd == segment.end) {
      shard.queues.ready(partition.flusher);
    }
    partition.committed(append.baseOffset + append.count, append.length);
    partition.reader.committed();
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

  /**
   * Takes back from memory the first append that waits for the disk and all after it, so that their
   * offsets are given again. They are told by {@link #failTakenBack}.
   *
   * @return the segment that is now the newest, null when there is none
   */
  @Nullable Segment rollBack() {
    Append from = partition.journalled() ? firstPlaced : first;
    if (from == null) {
      return partition.newest();
    }
    Segment segment = from.segment;
    if (segment == null) {
      throw new IllegalStateException("append at " + from.baseOffset + " has no segment");
    }
    takeOut(from, LogStatus.NO_SPACE);
    nextOffset = from.baseOffset;
    lastTimestamp = from.timestampBefore;
    while (partition.newest() != segment) {
      partition.dropNewest();
    }
    if (from.endBefore == SegmentFile.HEADER) {
      partition.dropNewest();
      return partition.newest();
    }
    segment.end = from.endBefore;
    segment.nextOffset = nextOffset;
    segment.lastTimestamp = lastTimestamp;
    segment.appendedBody = from.bodyBefore;
    // One that was closed for its age stays so: its file is finished.
    segment.closed = segment.finished || segment.end >= shard.settings.segmentSize();
    segment.index.cut(segment.end);
    segment.discardFrom(segment.chunkIndex(segment.end) + 1);
    return segment;
  }

  /** Takes an append and all after it out of those that wait, to be told this status. */
  private void takeOut(Append from, int status) {
    Append before = null;
    for (Append append = first;
        append != null && append.baseOffset != from.baseOffset;
        append = append.next) {
      before = append;
    }
    last = before;
    if (before == null) {
      first = null;
    } else {
      before.next = null;
    }
    firstPlaced = null;
    lastPlaced = null;
    Append append = from;
    while (append != null) {
      Append following = append.next;
      append.next = null;
      append.nextPlaced = null;
      append.status = status;
      if (partition.journalled()) {
        append.takenBack = true;
        takenBack++;
        shard.journal().bodyFailed(append.proposal, -Errno.EIO);
      } else {
        append.next = failing;
        failing = append;
      }
      append = following;
    }
  }

  /** The journal has decided on one that was taken back: nothing of it is claimed. */
  private void decidedTakenBack(Append append) {
    append.takenBack = false;
    takenBack--;
    append.segment = null;
    append.done();
    if (idle()) {
      partition.settled();
    }
  }

  /** All is in order again: tells those who were taken back and are not in the journal. */
  void failTakenBack() {
    Append append = failing;
    failing = null;
    while (append != null) {
      Append following = append.next;
      append.next = null;
      append.segment = null;
      append.done();
      append = following;
    }
  }

  /** Nothing more is written: fails those that wait for it, and all after them. */
  void failUnwritten(int status) {
    Append from = partition.journalled() ? firstPlaced : first;
    if (from != null) {
      takeOut(from, status);
      failTakenBack();
    }
  }
}
