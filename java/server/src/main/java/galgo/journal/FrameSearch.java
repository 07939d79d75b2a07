package galgo.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for whole frames behind a place that holds none: block by block to the end of the journal,
 * for what lies in between may be of any length.
 */
final class FrameSearch {
  /** A whole frame. */
  record Found(int piece, long position, long sequence, long durable) {}

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
      for (long at = from;
          at + FrameHeader.ALIGNMENT <= reader.size();
          at += FrameHeader.ALIGNMENT) {
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
