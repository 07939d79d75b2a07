package galgo.server;

import galgo.io.Memory;
import galgo.log.Append;
import galgo.log.ClassicBatch;
import galgo.server.config.Settings;

/**
 * Drops messages whose id was sent to the same partition lately: so a producer may send again what
 * it has no answer for. Ids are kept in memory, from a message's arrival on; those of a batch that
 * could not be stored are forgotten. An id of 0 means that the server gives one, and is never a
 * duplicate. Belongs to one shard.
 */
final class Deduplication {
  private static final int ID_HIGH = ClassicBatch.ID + 8;

  private final Settings.Deduplication settings;
  private final LongKeyMap<RecentIds> byPartition = new LongKeyMap<>();

  Deduplication(Settings.Deduplication settings) {
    this.settings = settings;
  }

  /**
   * Takes duplicates out of a batch, moving together what is left.
   *
   * @return how many were taken out; if it is all of them, the batch is as it was
   */
  int drop(long partition, Append append) {
    if (!settings.enabled() || append.format != ClassicBatch.FORMAT) {
      return 0;
    }
    RecentIds recent = byPartition.get(partition);
    if (recent == null) {
      recent = new RecentIds(settings.maxEntries(), settings.expiryMicros());
      byPartition.put(partition, recent);
    }
    long to = append.messages;
    long from = append.messages;
    int kept = 0;
    for (int i = 0; i < append.count; i++) {
      long size = ClassicBatch.size(from);
      long low = Memory.getLong(from + ClassicBatch.ID);
      long high = Memory.getLong(from + ID_HIGH);
      if ((low | high) == 0 || recent.add(low, high, append.timestamp)) {
        if (to != from) {
          Memory.copy(from, to, size);
        }
        to += size;
        kept++;
      }
      from += size;
    }
    int dropped = append.count - kept;
    if (kept > 0) {
      append.count = kept;
      append.length = (int) (to - append.messages);
    }
    return dropped;
  }

  /** A batch that went through {@link #drop} was not stored: its messages may come again. */
  void failed(long partition, Append append) {
    RecentIds recent = byPartition.get(partition);
    if (recent == null || append.format != ClassicBatch.FORMAT) {
      return;
    }
    long message = append.messages;
    for (int i = 0; i < append.count; i++) {
      recent.remove(Memory.getLong(message + ClassicBatch.ID), Memory.getLong(message + ID_HIGH));
      message += ClassicBatch.size(message);
    }
  }

  /** The partition is empty or gone. */
  void forget(long partition) {
    if (byPartition.get(partition) != null) {
      byPartition.remove(partition);
    }
  }
}
