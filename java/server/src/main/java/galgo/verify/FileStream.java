package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.Operation;

/**
 * Reads files from first byte to last, past the page cache, several pieces ahead. One file at a
 * time; belongs to the thread of its driver.
 */
final class FileStream {
  /** Bytes of a piece; the last one of a file may be shorter. */
  static final int PIECE = 1 << 20;

  private static final int AHEAD = 8;

  private final Driver driver;
  private final Loop loop;
  private final Piece[] pieces = new Piece[AHEAD];

  private String path = "";
  private int handle = -1;
  private long size;
  private long asked;
  private long given;
  private long position;
  private int length;
  private long address;
  private String error = "";

  FileStream(Driver driver) {
    this.driver = driver;
    this.loop = new Loop(driver);
    long memory = driver.allocate((long) AHEAD * PIECE);
    for (int i = 0; i < AHEAD; i++) {
      pieces[i] = new Piece(memory + (long) i * PIECE);
    }
  }

  /** Begins with a file; returns 0 or a negative {@link Errno}. */
  int open(String file) {
    path = file;
    handle = driver.files().open(file, Files.READ | Files.DIRECT);
    if (handle < 0) {
      return handle;
    }
    size = driver.files().size(handle);
    asked = 0;
    given = 0;
    length = 0;
    error = "";
    for (int i = 0; i < AHEAD && asked < size; i++) {
      ask();
    }
    return 0;
  }

  /** Bytes of the file when it was opened. */
  long size() {
    return size;
  }

  /**
   * Waits for the next piece, which takes the place of the one before; false after the last, and
   * after an error.
   */
  boolean next() {
    if (length > 0 && asked < size) {
      ask();
    }
    position = given;
    length = 0;
    if (given >= size || !error.isEmpty()) {
      return false;
    }
    Piece piece = pieces[(int) (given / PIECE % AHEAD)];
    while (piece.pending()) {
      loop.turn(-1);
    }
    if (piece.result < 0) {
      error = path + " cannot be read at byte " + given + " (" + Errno.text(piece.result) + ")";
      return false;
    }
    int wanted = (int) Math.min(PIECE, size - given);
    if (piece.result < wanted) {
      // Cut while it was read, or a read that ended early: the rest is asked for the slow way.
      int got = driver.files().read(handle, piece.memory, PIECE, given);
      if (got < wanted) {
        error = path + " ends at byte " + (given + Math.max(0, got)) + ", before its size";
        return false;
      }
    }
    address = piece.memory;
    length = wanted;
    given += wanted;
    return true;
  }

  private void ask() {
    Piece piece = pieces[(int) (asked / PIECE % AHEAD)];
    loop.read(handle, piece.memory, PIECE, asked, piece);
    asked += PIECE;
  }

  /** Why the file could not be read to its end; empty while it can. */
  String error() {
    return error;
  }

  /** Position of the piece in the file. */
  long position() {
    return position;
  }

  int length() {
    return length;
  }

  long address() {
    return address;
  }

  void close() {
    if (handle < 0) {
      return;
    }
    for (Piece piece : pieces) {
      while (piece.pending()) {
        loop.turn(-1);
      }
    }
    driver.files().close(handle);
    handle = -1;
  }

  /**
   * Reads a small file whole, zeros after it.
   *
   * @param most bytes at {@code target}, a multiple of 4096
   * @return its size, perhaps more than {@code most}, or a negative {@link Errno}
   */
  static long readSmall(Driver driver, String path, long target, int most) {
    Files files = driver.files();
    int handle = files.open(path, Files.READ | Files.DIRECT);
    if (handle < 0) {
      return handle;
    }
    try {
      int read = files.read(handle, target, most, 0);
      if (read < 0) {
        return read;
      }
      Memory.zero(target + read, most - read);
      return files.size(handle);
    } finally {
      files.close(handle);
    }
  }

  /** Bytes of a file, 0 when it cannot be opened. */
  static long size(Driver driver, String path) {
    int handle = driver.files().open(path, Files.READ);
    if (handle < 0) {
      return 0;
    }
    long size = driver.files().size(handle);
    driver.files().close(handle);
    return size;
  }

  private static final class Piece extends Operation {
    final long memory;
    int result;

    Piece(long memory) {
      this.memory = memory;
    }

    @Override
    protected void completed(int outcome, int flags, long data) {
      result = outcome;
    }
  }
}
