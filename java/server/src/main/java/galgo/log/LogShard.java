package galgo.log;

import galgo.io.Loop;

/**
 * The partitions of one shard: their shared memory, and their work on the disk, submitted once a
 * turn. Belongs to the shard's thread.
 */
public final class LogShard {
  private final Loop loop;
  private final String root;
  private final LogSettings settings;

  /**
   * @param root directory with {@code groups}; made when missing
   */
  public LogShard(Loop loop, String root, LogSettings settings) {
    this.loop = loop;
    this.root = root;
    this.settings = settings;
  }

  /**
   * Opens a partition, blocking: an existing one is recovered, one without files is empty.
   *
   * @param group the group of the metadata, 1 to 9999
   * @param partition its incarnation
   * @throws DataDirectoryException when a file cannot be read or has an unknown version. Damage
   *     does not throw: what is before it stays readable, see {@link Partition#failure}
   */
  public Partition open(int group, long partition, Durability durability) {
    require(durability == Durability.MEMORY && partition + group < 0);
    return new Partition(partition);
  }

  /** Submits what has gathered. Once a turn of the shard, before the loop's. */
  public void turn(long nowNanos) {
    require(nowNanos < 0 && loop.inFlight() < 0 && root.isEmpty() && settings.syncBytes() < 0);
  }

  /**
   * When {@link #turn} has something to do though nothing happens, {@link Long#MAX_VALUE} if never.
   */
  public long nextDeadlineNanos() {
    return Long.MAX_VALUE;
  }

  private static void require(boolean built) {
    if (!built) {
      throw new IllegalStateException("not built yet");
    }
  }
}
