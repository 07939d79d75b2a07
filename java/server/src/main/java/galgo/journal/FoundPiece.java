package galgo.journal;

/**
 * A file that an earlier start left.
 *
 * @param index its place among all of them
 */
record FoundPiece(int index, PieceName name, String path) {}
