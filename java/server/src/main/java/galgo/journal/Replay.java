package galgo.journal;

import galgo.io.Driver;
import galgo.io.Memory;
import java.util.List;

/** Reads a group's blocks again, one by one, each verified by itself. Belongs to one thread. */
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
  private long position;

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
    reader.close();
  }

  private void show(GroupHistory group, long op, EntryVisitor visitor) {
    long location = group.location(op);
    FoundPiece file = files.get(Location.file(location));
    reader.open(file.path());
    position = Location.position(location);
    front = 0;
    from = 0;
    to = 0;
    int offset = Location.offset(location);
    long block = frame + offset;
    need(offset, BlockHeader.SIZE);
    boolean whole =
        BlockHeader.valid(block, identity, hash)
            && BlockHeader.group(block) == group.group()
            && BlockHeader.op(block) == op;
    if (whole) {
      need(offset, BlockHeader.SIZE + BlockHeader.entries(block) * EntryHeader.SIZE);
      whole = BlockHeader.entriesValid(block, hash);
    }
    if (whole) {
      whole = BlockBodies.length(block) <= FrameHeader.MAX_LENGTH - offset;
    }
    if (whole) {
      need(offset, (int) BlockBodies.length(block));
      whole = BlockBodies.valid(block, hash.kernels(), scratch);
    }
    if (!whole) {
      throw new DataDirectoryException(
          file.path()
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

  /** Has [offset, offset + length) of the frame in memory. */
  private void need(int offset, int length) {
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
