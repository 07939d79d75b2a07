package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.io.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the closed segments of a shard again and again, slowly, one piece at a time, and checks
 * every byte: against the entries' checksums, and against the hashes of an earlier pass. The first
 * pass over a segment writes these ({@link SegmentHashes}).
 *
 * <p>It reads with handles of its own, so that nobody waits for it: a segment that is removed
 * meanwhile is let go at the next turn. Each start begins at another partition, so that a node that
 * is started often comes round to all of them.
 */
public final class Scrubber {
  private static final Logger LOGGER = LoggerFactory.getLogger(Scrubber.class);

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** How long after a fruitless look the next one is. */
  private static final long LOOK_NANOS = 60 * SECOND_NANOS;

  /** Partitions and segments that one turn looks at. */
  private static final int LOOKS_A_TURN = 256;

  private static final int PIECE = SegmentHashes.CHUNK;
  private static final int SCRATCH = SegmentFile.BLOCK;

  private final LogShard shard;
  private final long bytesPerSecond;
  private final long intervalNanos;
  private final List<Partition> partitions = new ArrayList<>();
  private final Loading loading = new Loading();
  private final Reading reading = new Reading();
  private final Writing writing = new Writing();
  private long nextAt;

  // The next segment to look at.
  private int partition = -1;
  private int segment;
  private int lookedAt;

  // Memory from its first segment on: a piece, the hashes there are, those that are, 16 bytes.
  private long piece;
  private long stored;
  private long found;
  private long scratch;
  private @Nullable SegmentWalk walk;

  private @Nullable Segment current;
  private int handle = -1;
  private long end;
  private long position;
  private boolean compare;

  /** Position of the first piece that has another hash than once, or −1. */
  private long differsAt;

  /**
   * @param bytesPerSecond of this shard; 0: never
   * @param intervalNanos how long after a pass over a segment the next one is due
   */
  public Scrubber(LogShard shard, long bytesPerSecond, long intervalNanos) {
    this.shard = shard;
    this.bytesPerSecond = bytesPerSecond;
    this.intervalNanos = intervalNanos;
    this.nextAt = shard.now + Math.min(LOOK_NANOS, intervalNanos);
  }

  /** A partition that was opened; it is forgotten by itself when it is closed. */
  public void add(Partition opened) {
    partitions.add(opened);
  }

  /** Submits its next read when that is due. Once a turn of the shard, before the loop's. */
  public void turn(long now) {
    if (bytesPerSecond == 0 || pending()) {
      return;
    }
    Segment at = current;
    if (at != null && gone(at)) {
      close();
    }
    if (now - nextAt < 0) {
      return;
    }
    Segment of = current;
    if (of != null) {
      read(of);
      return;
    }
    Segment next = next(now);
    if (next != null) {
      open(next);
    }
  }

  /** When {@link #turn} has something to do, {@link Long#MAX_VALUE} if nothing but by events. */
  public long nextDeadlineNanos() {
    return bytesPerSecond == 0 || pending() || partitions.isEmpty() ? Long.MAX_VALUE : nextAt;
  }

  private boolean pending() {
    return loading.pending() || reading.pending() || writing.pending();
  }

  private static boolean gone(Segment segment) {
    return segment.removed || segment.partition.closed();
  }

  /** The next segment whose time has come, or null after some looks. */
  private @Nullable Segment next(long now) {
    if (partition < 0 && !partitions.isEmpty()) {
      partition = (int) Long.remainderUnsigned(shard.loop.driver().random(), partitions.size());
    }
    for (int looks = 0; looks < LOOKS_A_TURN; looks++) {
      if (lookedAt > partitions.size()) {
        lookedAt = 0;
        nextAt = now + Math.min(LOOK_NANOS, intervalNanos);
        return null;
      }
      if (partition >= partitions.size()) {
        partition = 0;
      }
      Partition at = partitions.isEmpty() ? null : partitions.get(partition);
      if (at != null && at.closed()) {
        partitions.remove(partition);
      } else if (at == null || segment >= at.segments().size()) {
        partition++;
        segment = 0;
        lookedAt++;
      } else {
        Segment candidate = at.segments().get(segment++);
        if (due(candidate, now)) {
          lookedAt = 0;
          return candidate;
        }
      }
    }
    return null;
  }

  private boolean due(Segment candidate, long now) {
    return candidate.finished
        && !candidate.fresh()
        && (!candidate.scrubbed || now - candidate.scrubbedAt >= intervalNanos);
  }

  private void open(Segment next) {
    next.scrubbed = true;
    next.scrubbedAt = shard.now;
    handle = shard.files.open(next.path(), Files.READ | Files.DIRECT);
    if (Errno.isShortage(handle)) {
      next.scrubbed = false;
      nextAt = shard.now + SECOND_NANOS;
      return;
    }
    if (handle < 0) {
      unreadable(next, 0, handle);
      return;
    }
    current = next;
    end = next.end;
    position = 0;
    compare = false;
    differsAt = -1;
    SegmentWalk check = walk;
    if (check == null) {
      check = allocate();
      walk = check;
    }
    check.begin(next.path(), next.partition.id(), next.base, (at, header, whole) -> {});
    loading.start(next);
  }

  private SegmentWalk allocate() {
    long hashes = SegmentFile.up(SegmentHashes.MOST);
    long memory =
        shard
            .loop
            .driver()
            .allocate(PIECE + 2 * hashes + SCRATCH + SegmentFile.up(SegmentWalk.MEMORY));
    piece = memory;
    stored = piece + PIECE;
    found = stored + hashes;
    scratch = found + hashes;
    return new SegmentWalk(shard.loop.driver(), scratch + SCRATCH);
  }

  private void read(Segment of) {
    if (position < end) {
      reading.start();
    } else {
      finish(of);
    }
  }

  private void take(Segment of, int length) {
    SegmentWalk check = walk;
    if (check == null) {
      throw new IllegalStateException("a piece of " + of.path() + " that nobody asked for");
    }
    int chunk = (int) (position / PIECE);
    long hash = SegmentHashes.hash(found, chunk);
    shard.kernels.xxh3Wide(piece, length, hash);
    check.add(piece, length);
    if (compare
        && differsAt < 0
        && !Memory.equal(hash, SegmentHashes.hash(stored, chunk), SegmentHashes.HASH)) {
      differsAt = position;
    }
    position += length;
    shard.damage.scrubbed(length);
    nextAt = shard.now + length * SECOND_NANOS / bytesPerSecond;
  }

  /** All bytes have been checked: says what is wrong, or keeps the hashes. */
  private void finish(Segment of) {
    SegmentWalk check = walk;
    if (check == null) {
      throw new IllegalStateException("the end of " + of.path() + " that nobody read");
    }
    check.finish();
    for (SegmentWalk.Gap gap : check.gaps()) {
      boolean open = gap.toOffset() == SegmentWalk.UNKNOWN;
      damaged(
          of,
          gap.from(),
          gap.to(),
          gap.fromOffset(),
          open ? of.nextOffset : gap.toOffset(),
          gap.what());
    }
    if (check.gaps().isEmpty() && check.nextOffset() != of.nextOffset) {
      damaged(of, end, end + 1, check.nextOffset(), of.nextOffset, "entries are missing");
    } else if (check.gaps().isEmpty() && differsAt >= 0) {
      // No entry says so: it was written over with something that is whole in itself.
      long to = Math.min(end, differsAt + PIECE);
      damaged(of, differsAt, to, of.base, of.base, "another hash than at the first pass");
    } else if (check.gaps().isEmpty() && !compare) {
      writing.start(of);
    }
    shard.damage.segmentScrubbed();
    if (!writing.pending()) {
      close();
    }
  }

  private void damaged(
      Segment of, long from, long to, long fromOffset, long toOffset, String what) {
    if (of.partition.damage.add(of, from, to, fromOffset, toOffset, what)) {
      shard.damage.foundByScrubber();
    }
  }

  private void unreadable(Segment of, long at, int result) {
    String what = result < 0 ? Errno.text(result) : "the file ends there";
    damaged(of, at, of.end, of.base, of.nextOffset, "it cannot be read (" + what + ")");
    close();
  }

  private void close() {
    if (handle >= 0) {
      shard.files.close(handle);
    }
    handle = -1;
    current = null;
  }

  private Segment current() {
    Segment of = current;
    if (of == null) {
      throw new IllegalStateException("an operation of the scrubber completed that nobody started");
    }
    return of;
  }

  /** Reads the hashes that there are. */
  private final class Loading extends Operation {
    private int file = -1;

    void start(Segment of) {
      file = shard.files.open(of.hashesPath(), Files.READ | Files.DIRECT);
      if (file < 0) {
        read(of);
        return;
      }
      shard.loop.read(file, stored, (int) SegmentFile.up(SegmentHashes.MOST), 0, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      Segment of = current();
      shard.files.close(file);
      file = -1;
      String problem =
          result < 0
              ? Errno.text(result)
              : SegmentHashes.problem(
                  stored,
                  result,
                  of.partition.id(),
                  of.base,
                  shard.loop.driver(),
                  of.hashesPath(),
                  scratch);
      boolean whole = problem.isEmpty();
      compare =
          whole
              && SegmentHashes.hashed(stored) == end
              && SegmentFile.timestamp(stored) == of.firstTimestamp;
      if (!whole) {
        LOGGER.error(
            "{} is damaged: {}. It is made anew, if its segment is whole by its own checksums.",
            of.hashesPath(),
            problem);
        shard.damage.foundByScrubber();
      }
    }
  }

  /** Reads a piece of the segment. */
  private final class Reading extends Operation {
    private int length;

    void start() {
      length = (int) Math.min(PIECE, end - position);
      shard.loop.read(handle, piece, (int) SegmentFile.up(length), position, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      Segment of = current();
      if (gone(of)) {
        close();
      } else if (result < length) {
        unreadable(of, position, result);
      } else {
        take(of, length);
      }
    }
  }

  /** Writes the hashes of the first pass under an unfinished name, which is changed then. */
  private final class Writing extends Operation {
    private int file = -1;
    private int size;

    void start(Segment of) {
      size =
          SegmentHashes.seal(
              found, of.partition.id(), of.base, of.firstTimestamp, end, shard.kernels);
      file =
          shard.files.open(
              of.hashesPath() + SegmentHashes.UNFINISHED,
              Files.WRITE | Files.CREATE | Files.TRUNCATE | Files.DIRECT);
      if (file < 0) {
        failed(of, file);
        return;
      }
      // Until then the segment's directory stays.
      of.operations++;
      shard.loop.write(file, found, size, 0, true, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      Segment of = current();
      shard.files.close(file);
      file = -1;
      String unfinished = of.hashesPath() + SegmentHashes.UNFINISHED;
      int renamed = result < 0 || result == size ? result : -Errno.EIO;
      if (renamed == size && !gone(of)) {
        renamed = shard.files.rename(unfinished, of.hashesPath());
      } else {
        shard.files.delete(unfinished);
      }
      if (renamed < 0) {
        failed(of, renamed);
      }
      of.operations--;
      close();
      of.partition.settled();
    }

    private void failed(Segment of, int result) {
      LOGGER.warn(
          "{} cannot be written ({}); the next pass tries again",
          of.hashesPath(),
          Errno.text(result));
    }
  }
}
