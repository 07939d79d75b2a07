package galgo.journal;

/** One open file of a running journal. */
final class Piece {
  final int handle;
  String path;

  /** Up to here frames may be written: it is on stable storage, with the file's name. */
  long usable;

  /** Its name is on stable storage. */
  boolean named;

  /** Up to here it holds frames. */
  long end;

  /** The first and last frame in it; none while the first is 0. */
  long firstSequence;

  long lastSequence;

  /** Writes of frames under way. */
  int inFlight;

  Piece(int handle, String path) {
    this.handle = handle;
    this.path = path;
  }

  void clear() {
    usable = 0;
    named = false;
    end = 0;
    firstSequence = 0;
    lastSequence = 0;
  }
}
