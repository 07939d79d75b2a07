package galgo.journal;

/**
 * Sizes of one shard's journal.
 *
 * @param pieceBytes size of one file, a multiple of 4096, 2 MiB to 1 GiB; files of another size
 *     that an earlier start left are deleted instead of used again
 * @param maxPieces the most files of this shard, 2 to 4096; when all are full the journal takes
 *     nothing until it is trimmed
 */
public record JournalSettings(long pieceBytes, int maxPieces) {
  private static final long MIB = 1024 * 1024;

  /** 16 files of 64 MiB. */
  public static final JournalSettings DEFAULTS = new JournalSettings(64 * MIB, 16);

  public JournalSettings {
    if (pieceBytes < 2 * MIB || pieceBytes > 1024 * MIB || pieceBytes % 4096 != 0) {
      throw new IllegalArgumentException(
          "pieceBytes is " + pieceBytes + ", allowed are multiples of 4096 from 2 MiB to 1 GiB");
    }
    if (maxPieces < 2 || maxPieces > 4096) {
      throw new IllegalArgumentException("maxPieces is " + maxPieces + ", allowed are 2 to 4096");
    }
  }
}
