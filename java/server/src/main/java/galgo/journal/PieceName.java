package galgo.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a journal's file is called: {@code <boot>-<shard>-<number>.piece}. Names say what belongs to
 * which journal and in which order, so that a file can be used again under another name.
 *
 * @param boot the start whose journal it is
 * @param shard the journal's shard
 * @param number 1, 2, 3, … in the journal
 */
record PieceName(long boot, int shard, long number) {
  private static final String END = ".piece";

  String path(String directory) {
    return directory + "/" + boot + "-" + shard + "-" + number + END;
  }

  /** Null when the name is no piece's. */
  static @Nullable PieceName parse(String name) {
    if (!name.endsWith(END)) {
      return null;
    }
    String[] parts = name.substring(0, name.length() - END.length()).split("-", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      PieceName parsed =
          new PieceName(
              Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
      return name.equals(parsed.boot + "-" + parsed.shard + "-" + parsed.number + END)
              && parsed.boot > 0
              && parsed.shard >= 0
              && parsed.number > 0
          ? parsed
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
