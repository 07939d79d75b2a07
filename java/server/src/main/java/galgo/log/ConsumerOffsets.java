package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Loop;
import galgo.journal.Checkpoint;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.journal.Journal;
import galgo.journal.Proposal;
import galgo.journal.Recovered;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far consumers and groups have come in the partitions of one shard: in memory at once, durable
 * with the next frame of the shard's journal.
 *
 * <p>What a turn stores for a data group goes into one entry of records, see {@link GroupOffsets}.
 * All records of a group are a section of its checkpoint; replaying a change a second time does no
 * harm, so the section may be newer than the checkpoint says.
 *
 * <p>Belongs to the shard's thread, which calls {@link #turn} before the journal's. A store
 * allocates nothing once its partition and consumer are known.
 */
public final class ConsumerOffsets implements CheckpointSection {
  /** Kinds, as clients number them. */
  public static final int CONSUMER = 1;

  public static final int GROUP = 2;

  /** Bits of the key of a consumer or group that may be set. */
  public static final int KEY_BITS = 48;

  /** No offset. */
  public static final long NONE = -1;

  /** Records gathered before stores are refused. */
  static final int GATHERED_LIMIT = 16_384;

  /** What metadata has at a start; what others have stored is dropped. */
  public interface Existing {
    boolean partition(long id);

    /** Whether there is a consumer group of this key. */
    boolean group(long key);
  }

  private static final int CHUNK = 64 << 10;
  private static final int CHUNK_RECORDS = CHUNK / GroupOffsets.RECORD;

  /** Entries that may be on their way at a time. */
  private static final int ENTRIES = 64;

  private final Driver driver;
  private final Journal journal;
  private final @Nullable GroupOffsets[] groups;
  private final TicketQueue room = new TicketQueue();

  // Groups with records that are still to go.
  private @Nullable GroupOffsets firstGathering;
  private @Nullable GroupOffsets lastGathering;
  private int gathered;

  private @Nullable Entry spare;
  private int flying;

  /**
   * @param served the data groups of the shard
   * @param damage by group: what of its journal is damaged, empty when nothing is
   */
  public ConsumerOffsets(Loop loop, Journal journal, int[] served, IntFunction<String> damage) {
    this.driver = loop.driver();
    this.journal = journal;
    int most = 0;
    for (int group : served) {
      most = Math.max(most, group);
    }
    this.groups = new GroupOffsets[most + 1];
    for (int group : served) {
      String text = damage.apply(group);
      groups[group] = new GroupOffsets(group, text.isEmpty() ? null : text);
    }
    long memory = driver.allocate((long) ENTRIES * CHUNK);
    for (int i = 0; i < ENTRIES; i++) {
      Entry entry = new Entry(memory + (long) i * CHUNK);
      entry.next = spare;
      spare = entry;
    }
  }

  /**
   * At the start: takes what a group's checkpoint and the entries after it say. Blocking.
   *
   * @throws DataDirectoryException when something is not what this release writes
   */
  public void recover(Checkpoint checkpoint, Recovered recovered, Existing existing) {
    GroupOffsets offsets = of(checkpoint.group());
    for (CheckpointBody.Section section : CheckpointBody.parse(checkpoint)) {
      if (section.tag() == OFFSETS) {
        replay(offsets, section.address(), section.length(), existing);
      }
    }
    recovered.replay(
        driver,
        offsets.group,
        checkpoint.op(),
        (op, header, body) -> {
          int kind = EntryHeader.kind(header);
          if (kind == EntryHeader.KIND_CONSUMER_OFFSETS) {
            replay(offsets, body, EntryHeader.bodyLength(header), existing);
          } else if (kind == EntryHeader.KIND_TRUNCATE
              && Truncation.kind(body) == Truncation.PURGE) {
            offsets.replayPurge(Truncation.partition(body));
          }
        });
    offsets.replayed();
    gathered(offsets);
  }

  private static void replay(GroupOffsets offsets, long records, int length, Existing existing) {
    if (length % GroupOffsets.RECORD != 0) {
      throw new DataDirectoryException(
          "Consumer offsets of group "
              + offsets.group
              + " come in "
              + length
              + " bytes, which this release did not write. Start the release that wrote them.");
    }
    for (long record = records; record < records + length; record += GroupOffsets.RECORD) {
      offsets.replay(record, existing);
    }
  }

  /** Takes an offset that another log holds; what makes it durable is the next checkpoint. */
  public void restore(int group, long partition, int kind, long key, long offset) {
    of(group).table.put(partition, GroupOffsets.consumer(kind, key), offset);
  }

  /**
   * The stored offset, or {@link #NONE}.
   *
   * @param group data group of the partition
   * @param kind {@link #CONSUMER} or {@link #GROUP}
   * @param key below 2^{@link #KEY_BITS}: a consumer's is its own, a group's its incarnation, so
   *     that no group finds what one before it stored under the same id
   */
  public long get(int group, long partition, int kind, long key) {
    return of(group).table.get(partition, GroupOffsets.consumer(kind, key), NONE);
  }

  /**
   * Whether a consumer's offset may be stored, when a partition has those of at most {@code most}.
   *
   * @param key as for {@link #get}
   */
  public boolean fits(int group, long partition, int kind, long key, int most) {
    LongMap offsets = of(group).table.partition(partition);
    return offsets == null
        || offsets.size() < most
        || offsets.get(GroupOffsets.consumer(kind, key), NONE) != NONE;
  }

  /**
   * Stores an offset, readable at once.
   *
   * @param group data group of the partition
   * @param key as for {@link #get}
   * @param offset ≥ 0
   * @param ticket completes when it is durable, or null when nobody waits
   * @return false when nothing was stored: no room (see {@link #awaitRoom}), or {@link #failure} is
   *     set
   */
  public boolean store(
      int group, long partition, int kind, long key, long offset, @Nullable Ticket ticket) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " is below 0");
    }
    GroupOffsets offsets = of(group);
    if (gathered >= GATHERED_LIMIT || failure(offsets) != null) {
      return false;
    }
    offsets.put(partition, GroupOffsets.consumer(kind, key), offset, ticket);
    gathered(offsets);
    return true;
  }

  /**
   * Deletes an offset. Always has room, as what can be deleted is bounded by what is stored.
   *
   * @param ticket completes when that is durable, or null when nobody waits
   * @return false when there was none; the ticket is not taken then
   */
  public boolean delete(int group, long partition, int kind, long key, @Nullable Ticket ticket) {
    GroupOffsets offsets = of(group);
    boolean deleted = offsets.remove(partition, GroupOffsets.consumer(kind, key), ticket);
    gathered(offsets);
    return deleted;
  }

  /** Deletes the offset of a consumer group that is gone. */
  public void forgetGroup(int group, long partition, long consumerGroup) {
    delete(group, partition, GROUP, consumerGroup, null);
  }

  /**
   * Deletes all offsets of a partition that was purged or deleted. After a purge it is called at
   * least once with a ticket, and before an offset of a new message is stored: a start takes what
   * the journal has of the partition between the purge and this for offsets of messages that are
   * gone.
   *
   * @param ticket completes when that is durable, or null when nobody waits
   */
  public void forget(int group, long partition, @Nullable Ticket ticket) {
    GroupOffsets offsets = of(group);
    offsets.forget(partition, ticket);
    gathered(offsets);
  }

  /**
   * Lowers offsets beyond the end that a partition was recovered with.
   *
   * @param last offset of the partition's last message ever, −1 when it never had one
   */
  public void clamp(int group, long partition, long last) {
    GroupOffsets offsets = of(group);
    if (last < 0) {
      offsets.forget(partition, null);
    } else {
      offsets.clamp(partition, last);
    }
    gathered(offsets);
  }

  /**
   * The smallest offset that any consumer or group has stored, or {@link #NONE}. Walks over all of
   * the partition's.
   */
  public long smallest(int group, long partition) {
    LongMap offsets = of(group).table.partition(partition);
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

  /** Completes the ticket when a store may be tried again, or with the journal's failure. */
  public void awaitRoom(Ticket ticket) {
    room.add(ticket, 0);
  }

  /** Proposes what was gathered. Tickets complete here or in the loop's turn. */
  public void turn() {
    propose();
    String failure = failure();
    if (failure != null || gathered < GATHERED_LIMIT) {
      room.complete(0, failure);
      // What those stored must not wait for a turn that nothing brings about.
      propose();
    }
  }

  /** Why nothing more is stored until a restart, or null. */
  public @Nullable String failure() {
    String failure = journal.failure();
    return failure.isEmpty() ? null : failure;
  }

  /** Why nothing more is stored for a group until a restart, or null. */
  public @Nullable String failure(int group) {
    return failure(of(group));
  }

  /**
   * What of a group's journal is damaged, or null. Then its offsets are not what was acknowledged
   * last.
   */
  public @Nullable String damage(int group) {
    return of(group).damage;
  }

  private @Nullable String failure(GroupOffsets offsets) {
    return offsets.damage == null ? failure() : offsets.damage;
  }

  /** Whether everything stored is durable, or lost by a failure. */
  public boolean idle() {
    return flying == 0 && (gathered == 0 || failure() != null);
  }

  @Override
  public int tag() {
    return CheckpointSection.OFFSETS;
  }

  @Override
  public int length(int group) {
    return served(group) ? of(group).table.size() * GroupOffsets.RECORD : 0;
  }

  @Override
  public void write(int group, long target) {
    of(group).writeAll(target);
  }

  private boolean served(int group) {
    return group >= 0 && group < groups.length && groups[group] != null;
  }

  private GroupOffsets of(int group) {
    GroupOffsets offsets = group < 0 || group >= groups.length ? null : groups[group];
    if (offsets == null) {
      throw new IllegalArgumentException("group " + group + " belongs to another shard");
    }
    return offsets;
  }

  /** Counts what the group has gathered, and has it go with the next turn. */
  private void gathered(GroupOffsets offsets) {
    gathered += offsets.gathered() - offsets.counted;
    offsets.counted = offsets.gathered();
    if (offsets.counted > 0 && !offsets.linked) {
      link(offsets);
    }
  }

  private void link(GroupOffsets offsets) {
    offsets.linked = true;
    if (lastGathering == null) {
      firstGathering = offsets;
    } else {
      lastGathering.nextGathering = offsets;
    }
    lastGathering = offsets;
  }

  private GroupOffsets unlink(GroupOffsets first) {
    firstGathering = first.nextGathering;
    if (firstGathering == null) {
      lastGathering = null;
    }
    first.nextGathering = null;
    first.linked = false;
    return first;
  }

  private void propose() {
    GroupOffsets last = lastGathering;
    GroupOffsets offsets;
    do {
      offsets = firstGathering;
      if (offsets == null) {
        return;
      }
      unlink(offsets);
      propose(offsets);
      gathered(offsets);
    } while (offsets != last);
  }

  /** Proposes as much of a group's as there is room for. */
  private void propose(GroupOffsets offsets) {
    String failure = failure(offsets);
    if (failure != null) {
      offsets.drop();
      offsets.waiting.complete(Long.MAX_VALUE, failure);
      return;
    }
    while (offsets.gathered() > 0 && spare != null) {
      int records = Math.min(offsets.gathered(), CHUNK_RECORDS);
      int length = records * GroupOffsets.RECORD;
      long header = journal.begin(offsets.group, length, false);
      if (header == 0) {
        return;
      }
      Entry entry = take();
      offsets.take(records, entry.memory);
      entry.offsets = offsets;
      entry.mark = offsets.taken();
      EntryHeader.describe(header, EntryHeader.KIND_CONSUMER_OFFSETS, length, driver.wallMicros());
      EntryHeader.seal(header, entry.memory, driver.kernels());
      journal.propose(entry, entry.memory);
    }
  }

  private Entry take() {
    Entry entry = spare;
    if (entry == null) {
      throw new IllegalStateException("all " + ENTRIES + " entries are on their way");
    }
    spare = entry.next;
    entry.next = null;
    flying++;
    return entry;
  }

  /** Records on their way. */
  private final class Entry extends Proposal {
    final long memory;
    @Nullable Entry next;
    @Nullable GroupOffsets offsets;
    long mark;

    Entry(long memory) {
      this.memory = memory;
    }

    @Override
    protected void decided(int status) {
      GroupOffsets of = offsets;
      if (of == null) {
        throw new IllegalStateException("an entry was decided that was not proposed");
      }
      offsets = null;
      next = spare;
      spare = this;
      flying--;
      of.waiting.complete(mark, status == 0 ? null : lost(status));
    }

    private String lost(int status) {
      String failure = failure();
      return failure == null ? "the journal answered " + Errno.text(status) : failure;
    }
  }
}
