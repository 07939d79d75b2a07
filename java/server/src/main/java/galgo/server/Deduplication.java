package galgo.server;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.log.Append;
import galgo.log.BatchRecord;
import galgo.log.ClassicBatch;
import galgo.server.config.Settings;

/**
 * Drops messages whose id was sent to the same partition lately: so a producer may send again what
 * it has no answer for. Ids are kept in memory, from a message's arrival on; those of a batch that
 * could not be stored are forgotten. An id of 0 means that the server gives one, and is never a
 * duplicate. Belongs to one shard.
 */
final class Deduplication {
  // In the same place in both forms.
  private static final int ID = ClassicBatch.ID;
  private static final int ID_HIGH = ID + 8;

  private final Settings.Deduplication settings;
  private final Kernels kernels;
  private final LongKeyMap<RecentIds> byPartition = new LongKeyMap<>();

  Deduplication(Settings.Deduplication settings, Kernels kernels) {
    this.settings = settings;
    this.kernels = kernels;
  }

  /**
   * Takes duplicates out of a batch, moving together what is left.
   *
   * @return how many were taken out; if it is all of them, the batch is as it was
   */
  int drop(long partition, Append append) {
    if (!settings.enabled()) {
      return 0;
    }
    RecentIds recent = byPartition.get(partition);
    if (recent == null) {
      recent = new RecentIds(settings.maxEntries(), settings.expiryMicros());
      byPartition.put(partition, recent);
    }
    boolean record = append.format == BatchRecord.FORMAT;
    long to = first(append);
    long from = to;
    int kept = 0;
    for (int i = 0; i < append.count; i++) {
      long size = size(append, from);
      long low = Memory.getLong(from + ID);
      long high = Memory.getLong(from + ID_HIGH);
      if ((low | high) == 0 || recent.add(low, high, append.timestamp)) {
        if (to != from) {
          Memory.copy(from, to, size);
          if (record) {
            renumber(to, size, kept);
          }
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
      if (record) {
        Memory.putLong(append.messages + BatchRecord.LENGTH, append.length);
        Memory.putInt(append.messages + BatchRecord.COUNT, kept);
      }
    }
    return dropped;
  }

  /** A frame has moved up: its number and so its checksum change. */
  private void renumber(long frame, long size, int number) {
    Memory.putInt(frame + BatchRecord.OFFSET_DELTA, number);
    Memory.putLong(
        frame + BatchRecord.FRAME_CHECKSUM,
        kernels.xxh3(frame + BatchRecord.FRAME_ID, size - BatchRecord.FRAME_ID));
  }

  private static long first(Append append) {
    return append.messages + (append.format == BatchRecord.FORMAT ? BatchRecord.HEADER : 0);
  }

  private static long size(Append append, long message) {
    return append.format == BatchRecord.FORMAT
        ? BatchRecord.size(message)
        : ClassicBatch.size(message);
  }

  /** A batch that went through {@link #drop} was not stored: its messages may come again. */
  void failed(long partition, Append append) {
    RecentIds recent = byPartition.get(partition);
    if (recent == null) {
      return;
    }
    long message = first(append);
    for (int i = 0; i < append.count; i++) {
      recent.remove(Memory.getLong(message + ID), Memory.getLong(message + ID_HIGH));
      message += size(append, message);
    }
  }

  /** The partition is empty or gone. */
  void forget(long partition) {
    if (byPartition.get(partition) != null) {
      byPartition.remove(partition);
    }
  }
}
