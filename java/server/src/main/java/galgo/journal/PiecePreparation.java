package galgo.journal;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Makes files usable in the background, one job at a time: a name is synced; a new file is filled
 * with zeros step by step, because a first write to a place makes the file system commit a note of
 * it.
 */
final class PiecePreparation {
  /** Bytes of one write of zeros. */
  static final int CHUNK = 512 * 1024;

  /** Bytes that become usable together. */
  static final long STEP = 8L * 1024 * 1024;

  /** Is told how it went. */
  interface Owner {
    void prepared();

    /**
     * @param error {@link Errno#ENOSPC} only where filling can go on later
     */
    void preparationFailed(Piece piece, int error);
  }

  private final Loop loop;
  private final Files files;
  private final String directory;
  private final long pieceBytes;
  private final long zeros;
  private final Owner owner;
  private final NameSync nameSync = new NameSync();
  private final Fill fill = new Fill();
  private @Nullable Piece piece;

  /**
   * @param zeros address of {@link #CHUNK} zero bytes
   */
  PiecePreparation(Loop loop, String directory, long pieceBytes, long zeros, Owner owner) {
    this.loop = loop;
    this.files = loop.driver().files();
    this.directory = directory;
    this.pieceBytes = pieceBytes;
    this.zeros = zeros;
    this.owner = owner;
  }

  boolean busy() {
    return piece != null;
  }

  /**
   * Syncs the name of a piece, then fills its first step.
   *
   * @param filled bytes of it that were written before
   */
  void start(Piece next, long filled) {
    begin(next, filled);
    nameSync.start();
  }

  /** Fills one step more of a piece whose name is durable. */
  void fill(Piece next) {
    begin(next, next.usable);
    fill.next();
  }

  private void begin(Piece next, long filled) {
    if (piece != null) {
      throw new IllegalStateException(piece.path + " is being prepared");
    }
    piece = next;
    fill.written = filled;
    fill.synced = filled;
    fill.target = Math.min(pieceBytes, filled + STEP);
  }

  private Piece preparing() {
    Piece current = piece;
    if (current == null) {
      throw new IllegalStateException("no piece is being prepared");
    }
    return current;
  }

  private void done(int error) {
    Piece current = preparing();
    piece = null;
    if (error < 0) {
      owner.preparationFailed(current, error);
    } else {
      owner.prepared();
    }
  }

  private final class NameSync extends Operation {
    private int handle;

    void start() {
      handle = files.open(directory, Files.READ);
      if (handle < 0) {
        done(handle);
        return;
      }
      loop.sync(handle, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      files.close(handle);
      if (result < 0) {
        done(result == -Errno.ENOSPC ? -Errno.EIO : result);
        return;
      }
      preparing().named = true;
      preparing().usable = fill.synced;
      fill.next();
    }
  }

  private final class Fill extends Operation {
    private long written;
    private long synced;
    private long target;
    private int expected;
    private boolean syncing;

    void next() {
      if (synced == target) {
        done(0);
        return;
      }
      syncing = written == target;
      if (syncing) {
        loop.sync(preparing().handle, this);
        return;
      }
      expected = (int) Math.min(CHUNK, target - written);
      loop.write(preparing().handle, zeros, expected, written, false, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      if (result < 0) {
        done(result);
        return;
      }
      if (syncing) {
        synced = written;
        preparing().usable = synced;
      } else {
        // A short write goes on where a whole block ends.
        int whole = Math.min(result, expected) & -FrameHeader.ALIGNMENT;
        if (whole == 0) {
          done(-Errno.EIO);
          return;
        }
        written += whole;
      }
      next();
    }
  }
}
