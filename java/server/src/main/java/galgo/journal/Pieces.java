package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The files of a running journal: the ones that hold frames, in order; one that is made ready
 * before it is needed; and those that were trimmed and wait to be used again.
 *
 * <p>A file that is used again gets its next name, and that is durable before a frame is written to
 * it. Files leave the journal's front in order, so that what a crash leaves has no hole.
 */
final class Pieces implements PiecePreparation.Owner {
  /** Bytes that are filled while the start waits: room for a first frame at once. */
  private static final long FIRST_FILL = FrameHeader.MAX_LENGTH;

  /** New files are filled with zeros so far beyond the last frame. */
  private static final long FILLED_AHEAD = 2 * PiecePreparation.STEP;

  /** How long a full disk is left alone. */
  private static final long RETRY_NANOS = 100_000_000;

  /** Is told what ends the journal. */
  interface Failure {
    void failed(String path, String what, int error);
  }

  private final Driver driver;
  private final Files files;
  private final String directory;
  private final JournalSettings settings;
  private final JournalIdentity identity;
  private final int shard;
  private final Failure failure;
  private final PiecePreparation preparation;
  private final Deque<Piece> live = new ArrayDeque<>();
  private final Deque<Piece> free = new ArrayDeque<>();
  private Piece current;
  private @Nullable Piece ahead;
  private long lastNumber;

  /** Bytes of the piece ahead that were written when it was used before. */
  private long aheadFilled;

  // The disk was full or too many files were open, and when it is tried again.
  private boolean noSpace;
  private long retryAt;

  Pieces(
      Loop loop,
      String directory,
      JournalSettings settings,
      JournalIdentity identity,
      int shard,
      Failure failure) {
    this.driver = loop.driver();
    this.files = driver.files();
    this.directory = directory;
    this.settings = settings;
    this.identity = identity;
    this.shard = shard;
    this.failure = failure;
    long zeros = driver.allocate(FIRST_FILL);
    this.preparation = new PiecePreparation(loop, directory, settings.pieceBytes(), zeros, this);
    this.current = first(zeros);
    current.usable = FIRST_FILL;
    live.add(current);
    preparation.fill(current);
  }

  private Piece first(long zeros) {
    String path = nextPath();
    if (!files.exists(directory)) {
      String parent = directory.substring(0, Math.max(1, directory.lastIndexOf('/')));
      check(files.createDirectories(directory), directory, "cannot be made");
      check(files.syncDirectory(parent), parent, "cannot be synced");
    }
    int handle = check(open(path, true), path, "cannot be made");
    check(files.write(handle, zeros, (int) FIRST_FILL, 0), path, "cannot be written");
    check(files.sync(handle), path, "cannot be synced");
    check(files.syncDirectory(directory), directory, "cannot be synced");
    Piece piece = new Piece(handle, path);
    piece.named = true;
    return piece;
  }

  private static int check(int result, String path, String what) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " "
              + what
              + " ("
              + Errno.text(result)
              + "). Make room on the disk, and give this user the right to write there.");
    }
    return result;
  }

  private String nextPath() {
    lastNumber++;
    return new PieceName(identity.boot(), shard, lastNumber).path(directory);
  }

  private int open(String path, boolean create) {
    int flags = Files.READ | Files.WRITE | Files.DIRECT;
    return files.open(path, create ? flags | Files.CREATE | Files.EXCLUSIVE : flags);
  }

  /**
   * Where the next frame goes: the piece, at its end. Null when there is no room yet.
   *
   * @param length the frame's
   */
  @Nullable Piece place(int length) {
    if (current.end + length > settings.pieceBytes()) {
      Piece next = ahead;
      if (next == null || length > next.usable) {
        prepare();
        return null;
      }
      ahead = null;
      current = next;
      live.add(next);
    }
    prepare();
    return current.end + length <= current.usable ? current : null;
  }

  /** Starts what is to be done ahead: filling the current piece, then making the next one ready. */
  private void prepare() {
    if (preparation.busy() || noSpace && driver.monotonicNanos() < retryAt) {
      return;
    }
    if (unfilled(current) && current.usable - current.end < FILLED_AHEAD) {
      preparation.fill(current);
    } else if (ahead != null && !ahead.named) {
      preparation.start(ahead, aheadFilled);
    } else if (ahead != null && unfilled(ahead) && ahead.usable < FILLED_AHEAD) {
      preparation.fill(ahead);
    } else if (ahead == null && current.end >= settings.pieceBytes() / 2) {
      prepareNext();
    }
  }

  private boolean unfilled(Piece piece) {
    return piece.usable < settings.pieceBytes();
  }

  /** The frame is written at the current piece's end. */
  void put(long sequence, int length) {
    if (current.firstSequence == 0) {
      current.firstSequence = sequence;
    }
    current.lastSequence = sequence;
    current.end += length;
  }

  private void prepareNext() {
    Piece piece = free.poll();
    String path;
    long filled = 0;
    if (piece != null) {
      path = nextPath();
      int result = files.rename(piece.path, path);
      if (result < 0) {
        failure.failed(piece.path, "cannot be renamed", result);
        return;
      }
      piece.path = path;
      piece.clear();
      filled = settings.pieceBytes();
    } else if (live.size() < settings.maxPieces()) {
      path = nextPath();
      int handle = open(path, true);
      if (Errno.isShortage(handle)) {
        leaveAlone();
        return;
      }
      if (handle < 0) {
        failure.failed(path, "cannot be made", handle);
        return;
      }
      piece = new Piece(handle, path);
    } else {
      return;
    }
    ahead = piece;
    aheadFilled = filled;
    preparation.start(piece, filled);
  }

  @Override
  public void prepared() {
    noSpace = false;
  }

  @Override
  public void preparationFailed(Piece piece, int error) {
    if (Errno.isShortage(error)) {
      leaveAlone();
      return;
    }
    failure.failed(piece.path, "cannot be prepared", error);
  }

  /** The disk is full, and was so while there was room left for what was accepted before. */
  boolean noSpace() {
    return noSpace;
  }

  private void leaveAlone() {
    noSpace = true;
    retryAt = driver.monotonicNanos() + RETRY_NANOS;
  }

  /** Goes on with what a full disk did not take, when it was left alone for a while. */
  void retry() {
    if (noSpace && !preparation.busy() && driver.monotonicNanos() >= retryAt) {
      noSpace = false;
      prepare();
      noSpace = preparation.busy() || noSpace;
    }
  }

  /** When {@link #retry} has something to do. */
  long retryNanos() {
    return noSpace && !preparation.busy() ? retryAt : Long.MAX_VALUE;
  }

  /**
   * Pieces whose frames are all up to {@code sequence} may be used again, but for one behind which
   * no frame is durable: so the first frame of a journal's first file always is, and a start that
   * finds none there knows that it has rotted.
   */
  void trim(long sequence, long durable) {
    while (live.size() > 1
        && live.getFirst().lastSequence <= sequence
        && live.getFirst().lastSequence < durable) {
      Piece piece = live.removeFirst();
      if (piece.inFlight > 0) {
        throw new IllegalStateException(piece.path + " is trimmed while it is written");
      }
      free.add(piece);
    }
  }

  /**
   * Takes over a file of an earlier start: to be used again, or deleted when there are enough or it
   * has another size. Blocking.
   */
  void adopt(String path) {
    boolean wanted = live.size() + free.size() + (ahead == null ? 0 : 1) < settings.maxPieces();
    int handle = wanted ? open(path, false) : -1;
    if (handle >= 0 && files.size(handle) == settings.pieceBytes()) {
      free.add(new Piece(handle, path));
      return;
    }
    if (handle >= 0) {
      files.close(handle);
    }
    int result = files.delete(path);
    if (result < 0 && result != -Errno.ENOENT) {
      failure.failed(path, "cannot be deleted", result);
    }
  }

  /** About how many bytes the frames after this one take. */
  long bytesSince(long sequence) {
    long bytes = 0;
    for (Piece piece : live) {
      if (piece.firstSequence > sequence) {
        bytes += piece.end;
      } else if (piece.lastSequence > sequence) {
        long frames = piece.lastSequence - piece.firstSequence + 1;
        bytes += piece.end * (piece.lastSequence - sequence) / frames;
      }
    }
    return bytes;
  }

  /** Closes what nothing is in flight on. */
  void close() {
    if (preparation.busy()) {
      return;
    }
    for (Piece piece : live) {
      closeUnused(piece);
    }
    free.forEach(this::closeUnused);
    if (ahead != null) {
      closeUnused(ahead);
    }
  }

  private void closeUnused(Piece piece) {
    if (piece.inFlight == 0) {
      files.close(piece.handle);
    }
  }
}
