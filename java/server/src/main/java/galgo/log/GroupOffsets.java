package galgo.log;

import galgo.io.Memory;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of one data group: in memory, and those records that are still to go into the
 * journal.
 *
 * <p>A record is 24 bytes:
 *
 * <pre>
 *   0 partition u64 | 8 consumer or group, low half u32 | 12 kind u8 (0 the whole partition) | 13 deleted u8 | 14 its next 16 bits | 16 offset u64
 * </pre>
 */
final class GroupOffsets {
  static final int RECORD = 24;

  private static final int PARTITION = 0;
  private static final long DELETED = 1L << 40;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final int FIRST_CAPACITY = 64;

  final int group;
  final OffsetTable table = new OffsetTable();

  /** Those who wait for records to be durable; a mark is the number of a record. */
  final TicketQueue waiting = new TicketQueue();

  /** Why the group takes nothing, or null. */
  final @Nullable String damage;

  // Of the owner's list of groups that have gathered something.
  @Nullable GroupOffsets nextGathering;
  boolean linked;
  int counted;

  // Three longs a record.
  private long[] gathered = {};
  private int count;
  private long ever;

  // While the journal is read: partitions with a purge behind which their offsets were not deleted.
  private final Set<Long> purged = new LinkedHashSet<>();

  GroupOffsets(int group, @Nullable String damage) {
    this.group = group;
    this.damage = damage;
  }

  static long consumer(int kind, long key) {
    if (kind != ConsumerOffsets.CONSUMER && kind != ConsumerOffsets.GROUP) {
      throw new IllegalArgumentException("kind " + kind + " is neither a consumer nor a group");
    }
    if (key >>> ConsumerOffsets.KEY_BITS != 0) {
      throw new IllegalArgumentException(
          "key " + key + " of a consumer has more than " + ConsumerOffsets.KEY_BITS + " bits");
    }
    return key >>> 32 << 48 | (long) kind << 32 | (key & LOW);
  }

  private static int kind(long consumer) {
    return (int) (consumer >>> 32) & 0xFF;
  }

  private static long key(long consumer) {
    return consumer >>> 48 << 32 | (consumer & LOW);
  }

  /** Records that are still to go. */
  int gathered() {
    return count;
  }

  /** The number of the last record that has gone. */
  long taken() {
    return ever - count;
  }

  void put(long partition, long consumer, long offset, @Nullable Ticket ticket) {
    table.put(partition, consumer, offset);
    gather(partition, consumer, offset, ticket);
  }

  /** Whether it was there; the ticket is not taken otherwise. */
  boolean remove(long partition, long consumer, @Nullable Ticket ticket) {
    if (!table.remove(partition, consumer)) {
      return false;
    }
    gather(partition, consumer | DELETED, 0, ticket);
    return true;
  }

  void forget(long partition, @Nullable Ticket ticket) {
    if (table.forget(partition) || ticket != null) {
      gather(partition, (long) PARTITION << 32 | DELETED, 0, ticket);
    }
  }

  /** Lowers offsets beyond {@code last}. */
  void clamp(long partition, long last) {
    LongMap offsets = table.partition(partition);
    if (offsets == null) {
      return;
    }
    for (int slot = 0; slot < offsets.slots(); slot++) {
      if (offsets.key(slot) != LongMap.NO_KEY && offsets.value(slot) > last) {
        offsets.value(slot, last);
        gather(partition, offsets.key(slot), last, null);
      }
    }
  }

  private void gather(long partition, long consumer, long offset, @Nullable Ticket ticket) {
    if (3 * (count + 1) > gathered.length) {
      gathered = Arrays.copyOf(gathered, Math.max(3 * FIRST_CAPACITY, 2 * gathered.length));
    }
    int at = 3 * count;
    gathered[at] = partition;
    gathered[at + 1] = consumer;
    gathered[at + 2] = offset;
    count++;
    ever++;
    if (ticket != null) {
      waiting.add(ticket, ever);
    }
  }

  /** Moves the oldest {@code records} to memory. */
  void take(int records, long target) {
    for (int i = 0; i < 3 * records; i++) {
      Memory.putLong(target + 8L * i, gathered[i]);
    }
    count -= records;
    System.arraycopy(gathered, 3 * records, gathered, 0, 3 * count);
  }

  /** Nothing of it will ever be durable. */
  void drop() {
    count = 0;
  }

  /** Makes a recorded change again, if who it is about still exists. */
  void replay(long record, ConsumerOffsets.Existing existing) {
    long partition = Memory.getLong(record);
    long consumer = Memory.getLong(record + 8);
    if (!existing.partition(partition)
        || kind(consumer) == ConsumerOffsets.GROUP && !existing.group(key(consumer))) {
      return;
    }
    if (consumer >>> 32 == (DELETED >>> 32 | PARTITION)) {
      table.forget(partition);
      purged.remove(partition);
    } else if (purged.contains(partition)) {
      // Gathered before the purge was durable, so of a message that is gone.
      return;
    } else if ((consumer & DELETED) != 0) {
      table.remove(partition, consumer & ~DELETED);
    } else {
      table.put(partition, consumer, Memory.getLong(record + 16));
    }
  }

  /** All messages of the partition went, and with them what was stored of them. */
  void replayPurge(long partition) {
    table.forget(partition);
    purged.add(partition);
  }

  /** The journal was read: what a crash cut off is done now. */
  void replayed() {
    for (long partition : purged) {
      gather(partition, (long) PARTITION << 32 | DELETED, 0, null);
    }
    purged.clear();
  }

  /** Writes a record for each offset. */
  void writeAll(long target) {
    table.forEach(new RecordWriter(target));
  }

  private static final class RecordWriter implements OffsetTable.Visitor {
    private long at;

    RecordWriter(long target) {
      this.at = target;
    }

    @Override
    public void offset(long partition, long consumer, long offset) {
      Memory.putLong(at, partition);
      Memory.putLong(at + 8, consumer);
      Memory.putLong(at + 16, offset);
      at += RECORD;
    }
  }
}
