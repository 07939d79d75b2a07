package galgo.log;

import galgo.journal.Journal;

/**
 * Sizes and ages of one shard's partitions.
 *
 * @param segmentSize bytes after which a segment closes, 64 KiB to 1 GiB; the append that reaches
 *     it still goes there
 * @param chunkPoolBytes memory for tails, and for what was written as long as nobody needs it; at
 *     least 64 KiB
 * @param readPoolBytes memory for what is read back from disk; at least 64 KiB
 * @param flushAgeNanos how long a {@link Durability#MEMORY} append may wait in a chunk that is not
 *     full
 * @param syncBytes after how many written bytes partitions that are not {@link Durability#SYNCED}
 *     are synced in the background
 * @param placedAbove batches of more bytes than this go straight to their segment, and only their
 *     headers into the journal
 */
public record LogSettings(
    long segmentSize,
    long chunkPoolBytes,
    long readPoolBytes,
    long flushAgeNanos,
    long syncBytes,
    int placedAbove) {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  /** 1 GiB segments, 256 MiB of tails, 64 MiB of reads, flushed after 100 ms. */
  public static final LogSettings DEFAULTS =
      new LogSettings(1024 * MIB, 256 * MIB, 64 * MIB, 100_000_000, 8 * MIB, 128 * 1024);

  public LogSettings {
    check("segmentSize", segmentSize, 64 * KIB, 1024 * MIB);
    check("chunkPoolBytes", chunkPoolBytes, 64 * KIB, 1024 * 1024 * MIB);
    check("readPoolBytes", readPoolBytes, 64 * KIB, 1024 * 1024 * MIB);
    check("flushAgeNanos", flushAgeNanos, 0, Long.MAX_VALUE / 4);
    check("syncBytes", syncBytes, 64 * KIB, Long.MAX_VALUE / 4);
    check("placedAbove", placedAbove, 0, Journal.MAX_BODY);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", allowed are " + least + " to " + most);
    }
  }
}
