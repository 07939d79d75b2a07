package galgo.journal;

import galgo.io.Driver;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows what a journal's file holds, frame by frame, frames among them that are needed no more.
 * Reads only; blocking. What a frame that is not whole means is for {@link Recovered} to say, which
 * knows the whole journal.
 */
public final class PieceView {
  /** A frame, or the place of one. */
  public enum State {
    WHOLE,

    /** Of its stamps and its checksum only one is right: it was written, and is damaged. */
    DAMAGED,

    /**
     * Neither its stamps nor its checksum are right: being written when the server ended, or
     * damaged.
     */
    UNFINISHED,

    /** Whole, and of another journal than the file's name says: from before it was used again. */
    STALE
  }

  /**
   * A block of a frame.
   *
   * @param op operation of the group
   * @param timestamp microseconds since 1970
   * @param whole by its own checksums, bodies included
   */
  public record Block(
      int group, long op, int entries, long timestamp, int offset, int length, boolean whole) {}

  /**
   * A frame with a whole header.
   *
   * @param durable the frames up to this one were durable when it was submitted
   */
  public record Frame(
      long position, long sequence, long durable, int length, State state, List<Block> blocks) {}

  private final JournalIdentity identity;
  private final KeyedHash hash;
  private final PieceReader reader;
  private final PieceName name;
  private final long frame;
  private final long scratch;
  private final Consumer<Frame> to;

  private PieceView(Driver driver, PieceName name, JournalIdentity identity, Consumer<Frame> to) {
    this.identity = identity;
    this.hash = new KeyedHash(driver, identity.hashKey());
    this.reader = new PieceReader(driver);
    this.name = name;
    this.frame = driver.allocate(FrameHeader.MAX_LENGTH);
    this.scratch = driver.allocate(FrameHeader.ALIGNMENT);
    this.to = to;
  }

  /** The first eight bytes of a frame stand at this place in it. */
  public static boolean looksLikeOne(long start) {
    return Memory.getLong(start + FrameHeader.MAGIC) == FrameHeader.MAGIC_NUMBER;
  }

  /** Whether a file has the name of a journal's. */
  public static boolean named(String name) {
    return PieceName.parse(name) != null;
  }

  /**
   * Reads the file.
   *
   * @param identity of its data directory, with any boot
   * @param to takes the frames, in the order of the file
   * @throws DataDirectoryException when it cannot be read, or does not have the name of a piece
   */
  public static void read(
      Driver driver, String path, JournalIdentity identity, Consumer<Frame> to) {
    PieceName name = PieceName.parse(path.substring(path.lastIndexOf('/') + 1));
    if (name == null) {
      throw new DataDirectoryException(path + " does not have the name of a journal's file.");
    }
    PieceView view = new PieceView(driver, name, identity, to);
    view.reader.open(path);
    try {
      view.frames();
    } finally {
      view.reader.close();
    }
  }

  private void frames() {
    long position = 0;
    while (position + FrameHeader.ALIGNMENT <= reader.size()) {
      long block = reader.block(position);
      long boot = Memory.getLong(block + FrameHeader.BOOT);
      int shard = Memory.getInt(block + FrameHeader.SHARD);
      int length = FrameHeader.length(block);
      boolean header =
          FrameHeader.valid(block, identity, boot, shard, hash)
              && position + length <= reader.size();
      if (!header) {
        position += FrameHeader.ALIGNMENT;
        continue;
      }
      reader.copy(position, length, frame);
      position += show(position, boot, shard);
    }
  }

  /** Shows the frame in memory; returns how far the next one may be. */
  private int show(long position, long boot, int shard) {
    int length = FrameHeader.length(frame);
    int salt = Stamps.salt(identity, boot, shard, hash.kernels(), scratch);
    boolean stamped = Stamps.allAre(frame, length, Stamps.of(salt, FrameHeader.sequence(frame)));
    Stamps.takeOut(frame, length);
    State state = State.WHOLE;
    boolean whole = FrameHeader.whole(frame, hash);
    if (stamped != whole) {
      state = State.DAMAGED;
    } else if (!whole) {
      state = State.UNFINISHED;
    } else if (boot != name.boot() || shard != name.shard()) {
      state = State.STALE;
    }
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < FrameHeader.blocks(frame); i++) {
      long entry = FrameHeader.directory(frame, i);
      int at = FrameHeader.directoryOffset(entry);
      int bytes = FrameHeader.directoryLength(entry);
      boolean inside = at >= 0 && bytes >= BlockHeader.SIZE && at + (long) bytes <= length;
      boolean proven = inside && whole(frame + at, bytes);
      blocks.add(
          new Block(
              FrameHeader.directoryGroup(entry),
              FrameHeader.directoryOp(entry),
              proven ? BlockHeader.entries(frame + at) : 0,
              proven ? BlockHeader.timestamp(frame + at) : 0,
              at,
              bytes,
              proven));
    }
    to.accept(
        new Frame(
            position,
            FrameHeader.sequence(frame),
            FrameHeader.durable(frame),
            length,
            state,
            blocks));
    return whole ? length : FrameHeader.ALIGNMENT;
  }

  private boolean whole(long block, int bytes) {
    return BlockHeader.valid(block, identity, hash)
        && BlockHeader.SIZE + (long) BlockHeader.entries(block) * EntryHeader.SIZE <= bytes
        && BlockHeader.entriesValid(block, hash)
        && BlockBodies.length(block) == bytes
        && BlockBodies.valid(block, hash.kernels(), scratch);
  }
}
