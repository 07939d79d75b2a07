package galgo.log;

import galgo.journal.EntryHeader;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads of one partition: finds the entry, walks from entry to entry, and points the answer
 * at the messages between their headers. What is in memory is answered at once; for the rest the
 * read waits until the chunks have come, and then goes on where it was.
 */
final class PartitionReader {
  /** The read has its answer, needs the chunks that were asked for, or goes on. */
  private enum Step {
    DONE,
    WAIT,
    ON
  }

  private final Partition partition;
  private final LogShard shard;
  private final ReadHints hints = new ReadHints();

  // Reads that wait for the next message, in the order in which they began to.
  private @Nullable Read waiting;
  private @Nullable Read lastWaiting;
  private boolean awake;

  PartitionReader(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
  }

  void begin(Read read) {
    read.reset();
    if (read.count < 0 || read.maxBytes < 0) {
      throw new IllegalArgumentException(read.count + " messages, " + read.maxBytes + " bytes");
    }
    read.partition = partition;
    if (locate(read)) {
      resume(read);
    } else if (read.patient && asksForNext(read)) {
      await(read);
    } else {
      finish(read, read.status);
    }
  }

  private boolean asksForNext(Read read) {
    long next = partition.committedOffset();
    boolean atNext =
        read.kind == Read.OFFSET
            ? read.value == next
            : read.kind == Read.FIRST && partition.startOffset() == next;
    return atNext && read.count > 0 && read.status == LogStatus.OK;
  }

  private void await(Read read) {
    read.next = null;
    Read end = lastWaiting;
    if (end == null) {
      waiting = read;
    } else {
      end.next = read;
    }
    lastWaiting = read;
    shard.tailWaits.add(read, shard.loop.driver().monotonicNanos());
  }

  /** There are more messages than before. */
  void committed() {
    if (waiting != null && !awake) {
      awake = true;
      shard.tailWaits.wake(this);
    }
  }

  /** Ends all reads that wait for messages: some have come. */
  void endWaits() {
    awake = false;
    Read read = waiting;
    waiting = null;
    lastWaiting = null;
    while (read != null) {
      Read following = read.next;
      read.next = null;
      shard.tailWaits.remove(read);
      read.came = true;
      finish(read, LogStatus.OK);
      read = following;
    }
  }

  /** Ends the read that has waited longest. */
  void endFirstWait() {
    Read read = waiting;
    if (read == null) {
      throw new IllegalStateException("no read of " + partition.directory + " waits");
    }
    waiting = read.next;
    if (waiting == null) {
      lastWaiting = null;
    }
    read.next = null;
    shard.tailWaits.remove(read);
    finish(read, LogStatus.OK);
  }

  /** The reader that a read under way belongs to. */
  static PartitionReader of(Read read) {
    Partition owner = read.partition;
    if (owner == null) {
      throw new IllegalStateException("a read under way belongs to no partition");
    }
    return owner.reader;
  }

  /** Finds where to start; false when the answer is empty or an error. */
  private boolean locate(Read read) {
    if (partition.closed()) {
      read.status = LogStatus.CLOSED;
      return false;
    }
    long next = partition.committedOffset();
    long start = partition.startOffset();
    if (read.count == 0) {
      return false;
    }
    if (start >= partition.damagedFrom()) {
      read.status = LogStatus.DAMAGED;
      return false;
    }
    if (start == next) {
      return false;
    }
    if (read.kind == Read.TIMESTAMP) {
      return locateTime(read);
    }
    boolean damaged = partition.damagedFrom() != Long.MAX_VALUE;
    if (read.kind == Read.LAST && damaged) {
      // The last ones that can be read are not the last ones.
      read.status = LogStatus.DAMAGED;
      return false;
    }
    long wanted =
        switch (read.kind) {
          case Read.OFFSET -> Long.compareUnsigned(read.value, start) < 0 ? start : read.value;
          case Read.FIRST -> start;
          case Read.LAST -> Math.max(start, next - Math.min(read.count, next));
          default -> throw new IllegalArgumentException("kind " + read.kind);
        };
    if (damaged && Long.compareUnsigned(wanted, partition.damagedFrom()) >= 0) {
      read.status = LogStatus.DAMAGED;
      return false;
    }
    if (Long.compareUnsigned(wanted, next) >= 0) {
      return false;
    }
    if (hints.use(read, wanted)) {
      return true;
    }
    Segment segment = partition.segmentWith(wanted);
    SparseIndex index = partition.index(segment);
    int record = index.floorOffset(wanted - segment.base);
    start(read, segment, record);
    read.wanted = wanted;
    return true;
  }

  private boolean locateTime(Read read) {
    Segment segment = partition.segmentBefore(read.value);
    SparseIndex index = partition.index(segment);
    int record = index.lowerTimestamp(read.value);
    start(read, segment, record);
    read.wanted = -1;
    return true;
  }

  private static void start(Read read, Segment segment, int record) {
    read.segment = segment;
    read.message = 0;
    read.position = record < 0 ? SegmentFile.HEADER : segment.index.position(record);
    read.reached = segment.base + (record < 0 ? 0 : segment.index.offset(record));
  }

  /** Goes on until the answer is there or chunks are missing. */
  void resume(Read read) {
    Step step = Step.ON;
    while (step == Step.ON) {
      Segment segment = read.segment;
      if (segment == null) {
        throw new IllegalStateException("a read of " + partition.directory + " lost its segment");
      }
      if (segment.removed) {
        read.unhold();
        if (read.messages > 0 || !locate(read)) {
          finish(read, read.status);
          return;
        }
        continue;
      }
      step = step(read, segment);
    }
    if (step == Step.DONE) {
      boolean unknown = read.kind == Read.TIMESTAMP && read.messages == 0;
      if (unknown && partition.damagedFrom() != Long.MAX_VALUE && read.status == LogStatus.OK) {
        read.status = LogStatus.DAMAGED;
      }
      finish(read, read.status);
    }
  }

  private Step step(Read read, Segment segment) {
    if (read.wanted >= partition.committedOffset()) {
      return Step.DONE;
    }
    // A damaged segment's end is that of its file, which is longer than its entries.
    boolean ended = segment.closed && read.reached == segment.nextOffset;
    if (ended || read.position + EntryHeader.SIZE > segment.end) {
      Segment following = partition.after(segment);
      if (following == null || following.base >= partition.committedOffset()) {
        return read.wanted < 0 ? Step.DONE : lost(read, segment);
      }
      if (following.base != read.reached) {
        return lost(read, segment);
      }
      read.segment = following;
      read.position = SegmentFile.HEADER;
      return Step.ON;
    }
    int loaded = require(read, segment, read.position, read.position + EntryHeader.SIZE);
    if (loaded != LogStatus.OK) {
      return stopped(read, loaded);
    }
    long header = header(segment, read.position);
    if (header == 0) {
      return lost(read, segment);
    }
    return entry(read, segment, header);
  }

  private Step entry(Read read, Segment segment, long header) {
    long base = EntryHeader.baseOffset(header);
    if (base >= partition.committedOffset()) {
      return Step.DONE;
    }
    if (base == read.reached && EntryHeader.kind(header) == EntryHeader.KIND_FILLER) {
      read.position += EntryHeader.length(header);
      read.unhold();
      return Step.ON;
    }
    long end = base + EntryHeader.count(header);
    if (base != read.reached) {
      return lost(read, segment);
    }
    if (read.wanted < 0 && Long.compareUnsigned(EntryHeader.timestamp(header), read.value) >= 0) {
      read.wanted = base;
    }
    if (read.wanted < 0 || end <= read.wanted) {
      read.position += EntryHeader.length(header);
      read.reached = end;
      read.unhold();
      return Step.ON;
    }
    if (read.wanted >= partition.damagedFrom()) {
      return read.messages > 0 ? Step.DONE : damaged(read);
    }
    long to = read.position + EntryHeader.length(header);
    int loaded = require(read, segment, read.position, to);
    if (loaded != LogStatus.OK) {
      return stopped(read, loaded);
    }
    if (!shard.verifier.verified(segment, read.position, header)) {
      return damaged(read, segment, to, end, "the entry is not what was written");
    }
    boolean more = take(read, segment, header, base, end);
    if (read.wanted == end) {
      read.position = to;
      read.reached = end;
      read.message = 0;
    }
    read.unhold();
    return more ? Step.ON : Step.DONE;
  }

  /** Puts messages of an entry into the answer; false when the answer ends here. */
  private boolean take(Read read, Segment segment, long header, long base, long end) {
    int format = EntryHeader.format(header);
    int head = format == BatchRecord.FORMAT ? BatchRecord.HEADER : 0;
    long body = read.position + EntryHeader.SIZE;
    long bodyEnd = body + EntryHeader.bodyLength(header);
    int skip = (int) (read.wanted - base);
    int count = (int) (end - read.wanted);
    long from = body + head;
    if (read.message != 0) {
      from = read.message;
      read.message = 0;
    } else {
      for (int i = 0; i < skip; i++) {
        from += messageSize(segment, format, from);
      }
    }
    int given = count;
    long to = bodyEnd;
    long room = read.maxBytes - read.bytes - head;
    if (count > read.count - read.messages || to - from > room) {
      given = 0;
      to = from;
      int most = Math.min(count, read.count - read.messages);
      while (given < most) {
        long size = messageSize(segment, format, to);
        if (to - from + size > room && read.messages + given > 0) {
          break;
        }
        to += size;
        given++;
      }
    }
    if (given == 0) {
      return false;
    }
    boolean added =
        head == 0 || from == body + head && to == bodyEnd
            ? read.add(segment, format, head == 0 ? from : body, to, given)
            : read.addCut(segment, body, from, to, given, shard.stream);
    if (!added) {
      if (read.messages == 0) {
        read.status = LogStatus.TOO_LARGE;
      }
      return false;
    }
    if (read.messages == 0) {
      read.firstOffset = read.wanted;
    }
    read.messages += given;
    read.wanted += given;
    read.message = to;
    read.lastOffset = read.wanted - 1;
    return given == count && read.messages < read.count && read.bytes < read.maxBytes;
  }

  private static long messageSize(Segment segment, int format, long position) {
    return format == BatchRecord.FORMAT
        ? CutHeader.size(segment, position)
        : ClassicBatch.HEADER
            + SegmentMemory.unsignedInt(segment, position + ClassicBatch.HEADERS_LENGTH)
            + SegmentMemory.unsignedInt(segment, position + ClassicBatch.PAYLOAD_LENGTH);
  }

  /**
   * The address of a header whose bytes are in memory, 0 when it is not what was written. A copy if
   * it lies across a border: valid until the next call.
   */
  private long header(Segment segment, long position) {
    long end = position + EntryHeader.SIZE;
    Chunk chunk = segment.chunkAt(position);
    boolean whole = end <= segment.chunkStart(chunk.index + 1);
    long header = whole ? chunk.at(position) : shard.scratch;
    if (!whole) {
      SegmentMemory.read(segment, position, header, EntryHeader.SIZE);
    }
    boolean trusted =
        chunk.trusted(position, end, segment.chunkSize())
            && (whole || segment.chunkAt(end - 1).trusted(position, end, segment.chunkSize()));
    if (trusted || shard.verifier.headerFits(segment, position, header)) {
      return header;
    }
    return 0;
  }

  /** Holds the chunks of [from, to), and asks for those that are missing. */
  private int require(Read read, Segment segment, long from, long to) {
    boolean all = true;
    for (int i = segment.chunkIndex(from); i <= segment.chunkIndex(to - 1); i++) {
      Chunk chunk = segment.chunk(i);
      long low = Math.max(from, segment.chunkStart(i));
      long high = Math.min(to, segment.chunkStart(i + 1));
      if (chunk != null && chunk.holds(low, high)) {
        read.hold(chunk);
      } else {
        all = false;
      }
    }
    return all ? LogStatus.OK : shard.loader.request(read, segment, from, to);
  }

  /** The chunks are on their way ({@link ChunkLoader#PARKED}), or will not come. */
  private Step stopped(Read read, int status) {
    if (status == ChunkLoader.PARKED) {
      return Step.WAIT;
    }
    if (read.messages == 0) {
      read.status = status;
    }
    return Step.DONE;
  }

  /**
   * No entry follows here. Those after it cannot be found but by the next record of the index, so
   * that all up to there are not served.
   */
  private Step lost(Read read, Segment segment) {
    SparseIndex index = partition.index(segment);
    int record = index.floorPosition(read.position) + 1;
    boolean last = record >= index.size();
    long to = last ? segment.end : index.position(record);
    long offset = last ? segment.nextOffset : segment.base + index.offset(record);
    return damaged(read, segment, to, offset, "no entry begins there");
  }

  private Step damaged(Read read, Segment segment, long to, long toOffset, String what) {
    long from = Math.min(read.position, to - 1);
    if (partition.damage.add(segment, from, to, read.reached, toOffset, what)) {
      shard.damage.foundByRead();
    }
    return read.messages > 0 ? Step.DONE : damaged(read);
  }

  private static Step damaged(Read read) {
    read.status = LogStatus.DAMAGED;
    return Step.DONE;
  }

  void finish(Read read, int status) {
    read.unhold();
    Segment segment = read.segment;
    if (read.messages > 0 && segment != null && !segment.removed) {
      hints.keep(read, segment);
    }
    read.status = read.messages > 0 ? LogStatus.OK : status;
    read.segment = null;
    read.partition = null;
    read.done();
  }

  /** Goes on with reads whose chunks have come, or will not. */
  static void resumeAll(@Nullable Read parked) {
    Read read = parked;
    while (read != null) {
      Read following = read.next;
      read.next = null;
      of(read).resume(read);
      read = following;
    }
  }
}
