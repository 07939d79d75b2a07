package galgo.journal;

import galgo.io.Driver;
import galgo.io.Memory;
import java.util.List;

/**
 * Reads blocks again: those of one group one by one, each verified by itself, or those of several
 * in one pass, frame by frame. Belongs to one thread.
 */
final class Replay {
  private final JournalIdentity identity;
  private final KeyedHash hash;
  private final PieceReader reader;
  private final List<FoundPiece> files;
  private final long scratch;

  // A frame's bytes at their places, without stamps, as far as they were needed: its front with the
  // stamp table up to `front`, and [from, to) of its blocks.
  private final long frame;
  private int front;
  private int from;
  private int to;
  private int file = -1;
  private long position;

  /** All of the frame is in memory, and whole. */
  private boolean whole;

  Replay(Driver driver, JournalIdentity identity, List<FoundPiece> files) {
    this.identity = identity;
    this.hash = new KeyedHash(driver, identity.hashKey());
    this.reader = new PieceReader(driver);
    this.files = files;
    this.scratch = driver.allocate(4096);
    this.frame = driver.allocate(FrameHeader.MAX_LENGTH);
  }

  /** Shows the entries of one group's operations after {@code fromOp}, in order. */
  void run(GroupHistory group, long fromOp, EntryVisitor visitor) {
    for (long op = Math.max(fromOp + 1, group.first()); op <= group.head(); op++) {
      show(group, op, visitor);
    }
    end();
  }

  /** Shows the entries of several groups after their checkpoints, in the order of frames. */
  void run(GroupHistory[] groups, EntryVisitor visitor) {
    long[] next = new long[groups.length];
    for (int i = 0; i < groups.length; i++) {
      next[i] = groups[i].first();
    }
    for (int group = first(groups, next); group >= 0; group = first(groups, next)) {
      loadWhole(groups[group].location(next[group]));
      show(groups[group], next[group], visitor);
      next[group]++;
    }
    end();
  }

  /** The group whose next block lies before all others'; −1 when there is none. */
  private static int first(GroupHistory[] groups, long[] next) {
    int first = -1;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < groups.length; i++) {
      if (next[i] <= groups[i].head() && groups[i].location(next[i]) < least) {
        least = groups[i].location(next[i]);
        first = i;
      }
    }
    return first;
  }

  private void end() {
    reader.close();
    file = -1;
    whole = false;
  }

  private void show(GroupHistory group, long op, EntryVisitor visitor) {
    long location = group.location(op);
    goTo(location);
    int offset = Location.offset(location);
    long block = frame + offset;
    need(offset, BlockHeader.SIZE);
    if (!blockIsWhole(offset)
        || BlockHeader.group(block) != group.group()
        || BlockHeader.op(block) != op) {
      throw new DataDirectoryException(
          files.get(file).path()
              + " at "
              + position
              + ": operation "
              + op
              + " of group "
              + group.group()
              + " has become unreadable. Look after the device, and start the server again.");
    }
    long body = BlockHeader.entry(block, BlockHeader.entries(block));
    for (int i = 0; i < BlockHeader.entries(block); i++) {
      long header = BlockHeader.entry(block, i);
      visitor.entry(op, header, BlockBodies.placed(header) ? 0 : body);
      body += BlockBodies.bodyBytes(header);
    }
  }

  private boolean blockIsWhole(int offset) {
    if (whole) {
      return true;
    }
    long block = frame + offset;
    if (!BlockHeader.valid(block, identity, hash)) {
      return false;
    }
    need(offset, BlockHeader.SIZE + BlockHeader.entries(block) * EntryHeader.SIZE);
    if (!BlockHeader.entriesValid(block, hash)
        || BlockBodies.length(block) > FrameHeader.MAX_LENGTH - offset) {
      return false;
    }
    need(offset, (int) BlockBodies.length(block));
    return BlockBodies.valid(block, hash.kernels(), scratch);
  }

  private void goTo(long location) {
    boolean loaded = whole && file == Location.file(location);
    if (loaded && position == Location.position(location)) {
      return;
    }
    file = Location.file(location);
    position = Location.position(location);
    reader.open(files.get(file).path());
    whole = false;
    front = 0;
    from = 0;
    to = 0;
  }

  /** Has the location's frame in memory; one that has rotted in part is read block by block. */
  private void loadWhole(long location) {
    goTo(location);
    if (whole) {
      return;
    }
    PieceName name = files.get(file).name();
    long header = reader.block(position);
    int length = FrameHeader.length(header);
    if (FrameHeader.valid(header, identity, name.boot(), name.shard(), hash)
        && position + length <= reader.size()) {
      reader.copy(position, length, frame);
      Stamps.takeOut(frame, length);
      whole = FrameHeader.whole(frame, hash);
    }
  }

  /** Has [offset, offset + length) of the frame in memory. */
  private void need(int offset, int length) {
    if (whole) {
      return;
    }
    int start = offset & -FrameHeader.ALIGNMENT;
    int end = (offset + length + FrameHeader.ALIGNMENT - 1) & -FrameHeader.ALIGNMENT;
    int table = FrameHeader.SIZE + Stamps.tableLength(end);
    loadFront((table + FrameHeader.ALIGNMENT - 1) & -FrameHeader.ALIGNMENT);
    if (to == 0) {
      from = Math.max(start, front);
      to = from;
    }
    if (end > to) {
      reader.readExactly(position + to, end - to, frame + to);
      takeOut(to, end);
      to = end;
    }
  }

  private void loadFront(int end) {
    if (end > front) {
      // Bytes that were loaded as a block's come once more: the table must not be read half.
      reader.readExactly(position, end, frame);
      takeOut(0, end);
      front = end;
    }
  }

  private void takeOut(int start, int end) {
    for (int unit = start / Stamps.UNIT; unit < end / Stamps.UNIT; unit++) {
      Memory.putInt(frame + (long) (unit + 1) * Stamps.UNIT - 4, Stamps.displaced(frame, unit));
    }
  }
}
