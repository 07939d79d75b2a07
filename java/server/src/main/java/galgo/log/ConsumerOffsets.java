package galgo.log;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far consumers and groups have come in the partitions of one shard: in memory at once, durable
 * with the next write of the shard's offsets log.
 *
 * <p>What a turn stores goes into one entry of records of 24 bytes:
 *
 * <pre>
 *   0 partition u64 | 8 consumer or group u32 | 12 kind u8 (0 the whole partition) | 13 deleted u8 | 14 zero u16 | 16 offset u64
 * </pre>
 *
 * <p>{@link #openAll} makes them at the start of the node; {@link #start} gives one to its shard's
 * thread, which alone uses it from then on and calls {@link #turn} before each turn of its loop. A
 * store allocates nothing once its partition and consumer are known.
 */
public final class ConsumerOffsets {
  /** Kinds, as clients number them. */
  public static final int CONSUMER = 1;

  public static final int GROUP = 2;

  /** No offset. */
  public static final long NONE = -1;

  static final int RECORD = 24;

  /** Records gathered before stores are refused. */
  static final int GATHERED_LIMIT = 16_384;

  private static final int CHUNK = 64 << 10;
  private static final int CHUNK_RECORDS = CHUNK / RECORD;
  private static final int PARTITION = 0;
  private static final long DELETED = 1L << 40;

  /** Name of their logs. */
  public static final String LOG = "offsets";

  private final OffsetTable table = new OffsetTable();
  private final TicketQueue waiting = new TicketQueue();
  private final TicketQueue room = new TicketQueue();
  private final long chunk;
  private Driver driver;
  private @Nullable EntryLog log;

  // Records not yet in the log, three longs each.
  private long[] gathered = new long[3 * 1024];
  private int gatheredCount;
  private long gatheredEver;

  private ConsumerOffsets(Driver driver) {
    this.driver = driver;
    this.chunk = driver.allocate(CHUNK);
  }

  /**
   * Recovers all offsets and begins new logs, blocking, before any shard runs.
   *
   * @param ownerOf the shard (0..shards−1) of a partition, or a negative number when it is gone
   * @return one a shard
   * @throws DataDirectoryException when a file is damaged or cannot be read or written; older files
   *     are as before
   */
  public static List<ConsumerOffsets> openAll(
      EntryLogs logs, int shards, LongToIntFunction ownerOf) {
    return openAll(logs, shards, ownerOf, EntryLog.COMPACT_ABOVE);
  }

  static List<ConsumerOffsets> openAll(
      EntryLogs logs, int shards, LongToIntFunction ownerOf, long compactAbove) {
    List<ConsumerOffsets> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      all.add(new ConsumerOffsets(logs.driver()));
    }
    EntryLog.Replay replay =
        (kind, timestamp, body, length) -> {
          if (kind != EntryHeader.KIND_CONSUMER_OFFSETS || length % RECORD != 0) {
            throw new DataDirectoryException(
                "An offsets log holds an entry of kind "
                    + kind
                    + " and "
                    + length
                    + " bytes, which this release did not write.");
          }
          for (long record = body; record < body + length; record += RECORD) {
            int owner = ownerOf.applyAsInt(Memory.getLong(record));
            if (owner >= 0) {
              all.get(owner).recover(record);
            }
          }
        };
    List<EntryLog> opened =
        logs.openSet(LOG, shards, replay, shard -> all.get(shard)::emit, compactAbove);
    for (int shard = 0; shard < shards; shard++) {
      all.get(shard).log = opened.get(shard);
    }
    return all;
  }

  /**
   * Opens the log for writing, on the shard's thread. Blocking, once.
   *
   * @throws DataDirectoryException when its file cannot be opened
   */
  public void start(Loop loop) {
    log().start(loop);
    driver = loop.driver();
  }

  /**
   * The stored offset, or {@link #NONE}.
   *
   * @param kind {@link #CONSUMER} or {@link #GROUP}
   * @param key u32
   */
  public long get(long partition, int kind, int key) {
    return table.get(partition, consumer(kind, key), NONE);
  }

  /**
   * Stores an offset, readable at once.
   *
   * @param key u32
   * @param offset ≥ 0
   * @param ticket completes when it is durable, or null when nobody waits
   * @return false when nothing was stored: no room (see {@link #awaitRoom}), or {@link #failure} is
   *     set
   */
  public boolean store(
      long partition, int kind, int key, long offset, EntryLog.@Nullable Ticket ticket) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " is below 0");
    }
    if (gatheredCount >= GATHERED_LIMIT || failure() != null) {
      return false;
    }
    long consumer = consumer(kind, key);
    table.put(partition, consumer, offset);
    gather(partition, consumer, offset, ticket);
    return true;
  }

  /**
   * Deletes an offset. Always has room, as what can be deleted is bounded by what is stored.
   *
   * @param ticket completes when that is durable, or null when nobody waits
   * @return false when there was none; the ticket is not taken then
   */
  public boolean delete(long partition, int kind, int key, EntryLog.@Nullable Ticket ticket) {
    long consumer = consumer(kind, key);
    if (!table.remove(partition, consumer)) {
      return false;
    }
    gather(partition, consumer | DELETED, 0, ticket);
    return true;
  }

  /** Deletes the offset of a group that is gone. */
  public void forgetGroup(long partition, int group) {
    delete(partition, GROUP, group, null);
  }

  /**
   * Deletes all offsets of a partition that was purged or deleted.
   *
   * @param ticket completes when that is durable, or null when nobody waits
   */
  public void forget(long partition, EntryLog.@Nullable Ticket ticket) {
    if (table.forget(partition) || ticket != null) {
      gather(partition, (long) PARTITION << 32 | DELETED, 0, ticket);
    }
  }

  /**
   * Lowers offsets beyond the end that a partition was recovered with.
   *
   * @param last offset of the partition's last message ever, −1 when it never had one
   */
  public void clamp(long partition, long last) {
    LongMap offsets = table.partition(partition);
    if (offsets == null) {
      return;
    }
    if (last < 0) {
      forget(partition, null);
      return;
    }
    for (int slot = 0; slot < offsets.slots(); slot++) {
      if (offsets.key(slot) != LongMap.NO_KEY && offsets.value(slot) > last) {
        offsets.value(slot, last);
        gather(partition, offsets.key(slot), last, null);
      }
    }
  }

  /**
   * The smallest offset that any consumer or group has stored, or {@link #NONE}. Walks over all of
   * the partition's.
   */
  public long smallest(long partition) {
    LongMap offsets = table.partition(partition);
    if (offsets == null) {
      return NONE;
    }
    long smallest = Long.MAX_VALUE;
    for (int slot = 0; slot < offsets.slots(); slot++) {
      if (offsets.key(slot) != LongMap.NO_KEY) {
        smallest = Math.min(smallest, offsets.value(slot));
      }
    }
    return smallest;
  }

  /** Completes the ticket when a store may be tried again, or with the failure. */
  public void awaitRoom(EntryLog.Ticket ticket) {
    room.add(ticket, 0);
  }

  /**
   * Hands what was gathered to the log and lets it write. Tickets complete here or in the loop's
   * turn.
   */
  public void turn() {
    EntryLog target = log();
    flush(target);
    String failure = target.failure();
    if (failure != null) {
      waiting.complete(Long.MAX_VALUE, failure);
    }
    if (failure != null || gatheredCount < GATHERED_LIMIT) {
      room.complete(0, failure);
    }
    if (failure == null && gatheredCount > 0) {
      // A compaction made room, or the tickets above have stored: no later turn need come.
      flush(target);
    }
  }

  private void flush(EntryLog target) {
    int taken = 0;
    while (taken < gatheredCount) {
      int count = Math.min(gatheredCount - taken, CHUNK_RECORDS);
      for (int i = 0; i < 3 * count; i++) {
        Memory.putLong(chunk + 8L * i, gathered[3 * taken + i]);
      }
      if (!target.append(
          EntryHeader.KIND_CONSUMER_OFFSETS, chunk, count * RECORD, driver.wallMicros(), null)) {
        break;
      }
      taken += count;
      target.awaitLast(waiting, gatheredEver - gatheredCount + taken);
    }
    gatheredCount -= taken;
    System.arraycopy(gathered, 3 * taken, gathered, 0, 3 * gatheredCount);
    target.turn();
  }

  /** Why nothing more is stored until a restart, or null. */
  public @Nullable String failure() {
    return log().failure();
  }

  /** Whether everything stored is durable, or lost by a failure. */
  public boolean idle() {
    return failure() != null || (gatheredCount == 0 && log().idle());
  }

  /** Ends it; it is {@link #idle} and has no write under way. */
  public void close() {
    log().close();
  }

  private EntryLog log() {
    if (log == null) {
      throw new IllegalStateException("the offsets log is not open");
    }
    return log;
  }

  private static long consumer(int kind, int key) {
    if (kind != CONSUMER && kind != GROUP) {
      throw new IllegalArgumentException("kind " + kind + " is neither a consumer nor a group");
    }
    return (long) kind << 32 | (key & 0xFFFF_FFFFL);
  }

  private void gather(
      long partition, long consumer, long offset, EntryLog.@Nullable Ticket ticket) {
    if (3 * (gatheredCount + 1) > gathered.length) {
      gathered = Arrays.copyOf(gathered, 2 * gathered.length);
    }
    int at = 3 * gatheredCount;
    gathered[at] = partition;
    gathered[at + 1] = consumer;
    gathered[at + 2] = offset;
    gatheredCount++;
    gatheredEver++;
    if (ticket != null) {
      waiting.add(ticket, gatheredEver);
    }
  }

  private void recover(long record) {
    long partition = Memory.getLong(record);
    long consumer = Memory.getLong(record + 8);
    if (consumer >>> 32 == (DELETED >>> 32 | PARTITION)) {
      table.forget(partition);
    } else if ((consumer & DELETED) != 0) {
      table.remove(partition, consumer & ~DELETED);
    } else {
      table.put(partition, consumer, Memory.getLong(record + 16));
    }
  }

  private void emit(EntryLog.Sink sink) {
    RecordWriter writer = new RecordWriter(sink);
    table.forEach(writer);
    writer.flush();
  }

  /** Fills entries of a snapshot. */
  private final class RecordWriter implements OffsetTable.Visitor {
    private final EntryLog.Sink sink;
    private int count;

    RecordWriter(EntryLog.Sink sink) {
      this.sink = sink;
    }

    @Override
    public void offset(long partition, long consumer, long offset) {
      if (count == CHUNK_RECORDS) {
        flush();
      }
      long record = chunk + (long) count * RECORD;
      Memory.putLong(record, partition);
      Memory.putLong(record + 8, consumer);
      Memory.putLong(record + 16, offset);
      count++;
    }

    void flush() {
      if (count > 0) {
        sink.put(EntryHeader.KIND_CONSUMER_OFFSETS, chunk, count * RECORD, driver.wallMicros());
        count = 0;
      }
    }
  }
}
