package galgo.journal;

import galgo.io.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for whole frames behind a place that holds none, to the end of the journal: first block by
 * block, further on by the stamp of one block in many. So an ordinary start reads little of what a
 * file still has free, and what it misses is at most {@link #STRIDE} bytes of frames behind {@link
 * #NEAR} bytes of none.
 */
final class FrameSearch {
  /** A whole frame. */
  record Found(int piece, long position, long sequence, long durable) {}

  /** So far every block is looked at, bytes. */
  private static final long NEAR = 4L * FrameHeader.MAX_LENGTH;

  /** Beyond that one block in so many bytes. */
  private static final long STRIDE = 256 * 1024;

  /** Stamps so far after the one that is missed are this journal's. */
  private static final int STAMPS = 1 << 18;

  private final JournalIdentity identity;
  private final KeyedHash hash;
  private final PieceReader reader;
  private final List<FoundPiece> pieces;
  private final PieceName name;
  private final long frame;

  /**
   * @param frame memory for the largest frame; what it held is lost
   */
  FrameSearch(
      JournalIdentity identity,
      KeyedHash hash,
      PieceReader reader,
      List<FoundPiece> pieces,
      long frame) {
    this.identity = identity;
    this.hash = hash;
    this.reader = reader;
    this.pieces = pieces;
    this.name = pieces.getFirst().name();
    this.frame = frame;
  }

  /** The first whole frame of a later number, from a place on; null when there is none. */
  @Nullable Found after(long sequence, int piece, long position) {
    long from = position;
    for (int index = piece; index < pieces.size(); index++) {
      reader.open(pieces.get(index).path());
      long near = from + NEAR;
      for (long at = from;
          at + FrameHeader.ALIGNMENT <= reader.size();
          at += FrameHeader.ALIGNMENT) {
        if (at == near) {
          at = stampedFrom(sequence, near);
          if (at < 0) {
            break;
          }
        }
        long block = reader.block(at);
        if (FrameHeader.valid(block, identity, name.boot(), name.shard(), hash)
            && FrameHeader.sequence(block) > sequence) {
          Found found =
              new Found(index, at, FrameHeader.sequence(block), FrameHeader.durable(block));
          if (whole(found)) {
            return found;
          }
        }
      }
      from = 0;
    }
    return null;
  }

  /** Where to look on, for stamps of later frames lie not far behind it; −1 when there are none. */
  private long stampedFrom(long sequence, long near) {
    int salt = Stamps.salt(identity, name.boot(), name.shard(), hash.kernels(), hash.scratch());
    for (long at = near; at + FrameHeader.ALIGNMENT <= reader.size(); at += STRIDE) {
      reader.readExactly(at, FrameHeader.ALIGNMENT, frame);
      int ahead = Memory.getInt(frame + Stamps.UNIT - 4) - Stamps.of(salt, sequence);
      if (ahead > 0 && ahead <= STAMPS) {
        return Math.max(near, at - STRIDE + FrameHeader.ALIGNMENT);
      }
    }
    return -1;
  }

  /**
   * Whether a found frame, or one after it, says that the frame of this number was durable. Frames
   * that were under way together do not say so of each other.
   */
  boolean covers(Found found, long sequence) {
    @Nullable Found at = found;
    while (at != null && at.durable() < sequence) {
      at = after(at.sequence(), at.piece(), at.position());
    }
    return at != null;
  }

  /** Brings a found frame to memory, without stamps. */
  long load(Found found) {
    if (!whole(found)) {
      throw new DataDirectoryException(
          pieces.get(found.piece()).path()
              + " has changed while it was read. Stop what else uses the data directory.");
    }
    return frame;
  }

  private boolean whole(Found found) {
    reader.open(pieces.get(found.piece()).path());
    int length = FrameHeader.length(reader.block(found.position()));
    if (found.position() + length > reader.size()) {
      return false;
    }
    reader.copy(found.position(), length, frame);
    Stamps.takeOut(frame, length);
    return FrameHeader.whole(frame, hash);
  }
}
