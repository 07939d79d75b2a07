package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Errno;
import galgo.journal.Journal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsumerOffsetsTest {
  private static final String DIRECTORY = "/data";
  private static final int PARTITIONS = 7;
  private static final long SMALL_LIMIT = 16 << 10;

  private record Key(long partition, int kind, long key) {}

  /** Keys with all that a record has to keep of them. */
  private static final long[] NUMBERS = {0, 1, 0xFFFF_FFFFL, (1L << ConsumerOffsets.KEY_BITS) - 1};

  private static final List<Key> KEYS = new ArrayList<>();

  static {
    for (long partition = 0; partition < PARTITIONS; partition++) {
      for (int kind = 1; kind <= 2; kind++) {
        for (long key : NUMBERS) {
          KEYS.add(new Key(partition, kind, key));
        }
      }
    }
  }

  /**
   * One change of the state, as a client asked for it; offset −1 deletes, kind 0 the whole
   * partition.
   */
  private record Change(Key key, long offset) {
    void applyTo(Map<Key, Long> state) {
      if (key.kind == 0) {
        state.keySet().removeIf(other -> other.partition == key.partition);
      } else if (offset < 0) {
        state.remove(key);
      } else {
        state.put(key, offset);
      }
    }
  }

  /** A node, and by group what was asked for and what was acknowledged. */
  private static final class Node {
    final MemoryDriver driver;
    final OffsetsNode all;
    final Map<Integer, List<Change>> changes = new HashMap<>();
    final Map<Integer, Integer> acknowledged = new HashMap<>();
    final List<String> failures = new ArrayList<>();

    Node(MemoryDisk disk, long boot, int shards) {
      this(disk, boot, shards, SMALL_LIMIT, OffsetsNode.ALL);
    }

    Node(
        MemoryDisk disk,
        long boot,
        int shards,
        long checkpointAbove,
        ConsumerOffsets.Existing existing) {
      driver = new MemoryDriver(disk, boot);
      all = new OffsetsNode(driver, DIRECTORY, boot, shards, checkpointAbove, existing);
      for (int group = 1; group <= OffsetsNode.GROUPS; group++) {
        changes.put(group, new ArrayList<>());
        acknowledged.put(group, 0);
      }
    }

    boolean store(long partition, int kind, long key, long offset, @Nullable Ticket ticket) {
      int group = OffsetsNode.groupOf(partition);
      return all.of(partition).store(group, partition, kind, key, offset, ticket);
    }

    void change(Random random) {
      long partition = random.nextInt(PARTITIONS);
      int group = OffsetsNode.groupOf(partition);
      ConsumerOffsets offsets = all.of(partition);
      int kind = 1 + random.nextInt(2);
      long key = NUMBERS[random.nextInt(NUMBERS.length)];
      Ticket ticket = random.nextInt(3) == 0 ? null : ticket(group);
      int what = random.nextInt(20);
      if (what == 0) {
        offsets.forget(group, partition, ticket);
        changes.get(group).add(new Change(new Key(partition, 0, 0), -1));
      } else if (what < 4) {
        if (offsets.delete(group, partition, kind, key, ticket)) {
          changes.get(group).add(new Change(new Key(partition, kind, key), -1));
        }
      } else {
        long offset = random.nextInt(1000);
        if (store(partition, kind, key, offset, ticket)) {
          assertThat(all.get(partition, kind, key)).isEqualTo(offset);
          changes.get(group).add(new Change(new Key(partition, kind, key), offset));
        }
      }
    }

    private Ticket ticket(int group) {
      int number = changes.get(group).size() + 1;
      return new Ticket() {
        @Override
        protected void completed(@Nullable String error) {
          if (error == null) {
            assertThat(number).isGreaterThan(acknowledged.get(group));
            acknowledged.put(group, number);
          } else {
            failures.add(error);
          }
        }
      };
    }

    void turn() {
      all.turn(0);
      assertThat(all.idle() || all.loop.inFlight() > 0).as("something will go on").isTrue();
    }

    Map<Key, Long> state() {
      Map<Key, Long> state = new HashMap<>();
      for (Key key : KEYS) {
        long offset = all.get(key.partition, key.kind, key.key);
        if (offset != ConsumerOffsets.NONE) {
          state.put(key, offset);
        }
      }
      return state;
    }
  }

  /**
   * Each offset is recovered as it was after some of its group's changes, all acknowledged ones
   * among them. A checkpoint may hold some that the journal does not, so that the moment may differ
   * from key to key.
   */
  private static void assertRecovered(Node before, Map<Key, Long> start, Map<Key, Long> found) {
    Map<Key, Set<Long>> possible = new HashMap<>();
    Map<Key, Long> state = new HashMap<>(start);
    for (int group = 1; group <= OffsetsNode.GROUPS; group++) {
      List<Change> changes = before.changes.get(group);
      for (int i = 0; i <= changes.size(); i++) {
        for (Key key : KEYS) {
          if (i >= before.acknowledged.get(group) && OffsetsNode.groupOf(key.partition) == group) {
            possible
                .computeIfAbsent(key, any -> new HashSet<>())
                .add(state.getOrDefault(key, ConsumerOffsets.NONE));
          }
        }
        if (i < changes.size()) {
          changes.get(i).applyTo(state);
        }
      }
    }
    for (Key key : KEYS) {
      assertThat(possible.get(key))
          .as("%s", key)
          .contains(found.getOrDefault(key, ConsumerOffsets.NONE));
    }
  }

  @Property(tries = 60)
  void afterAnyCrashAndWithAnyNumberOfShardsNoAcknowledgedOffsetIsLost(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryDisk disk = new MemoryDisk(seed);
    Node last = null;
    Map<Key, Long> start = Map.of();
    for (long boot = 1; boot <= 6; boot++) {
      Node node = null;
      try {
        disk.crashAfter(random.nextBoolean() ? random.nextInt(40) : Long.MAX_VALUE);
        node = new Node(disk, boot, 1 + random.nextInt(4));
        if (last != null) {
          assertRecovered(last, start, node.state());
        }
        start = node.state();
        disk.crashAfter(random.nextInt(200));
        for (int i = 0; i < 200; i++) {
          for (int j = random.nextInt(4); j > 0; j--) {
            node.change(random);
          }
          node.turn();
        }
        if (random.nextBoolean()) {
          node.all.stop();
        }
      } catch (MemoryDisk.Crash e) {
        disk.crash();
      }
      if (node != null) {
        node.driver.close();
        last = node;
      }
    }
  }

  @Test
  void aGroupThatIsGoneLeavesNothingToOneThatComesLater() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.store(1, ConsumerOffsets.GROUP, 5, 10, null);
    node.store(1, ConsumerOffsets.GROUP, 6, 20, null);
    node.store(1, ConsumerOffsets.CONSUMER, 5, 30, null);
    node.all.settle();
    // As if it had stopped before it deleted what group 5 had stored.
    ConsumerOffsets.Existing without = OffsetsNode.existing(p -> true, group -> group != 5);
    Node next = new Node(disk, 2, 1, SMALL_LIMIT, without);
    assertThat(next.all.get(1, ConsumerOffsets.GROUP, 5)).isEqualTo(ConsumerOffsets.NONE);
    next.all.stop();
    Node third = new Node(disk, 3, 1);
    assertThat(third.all.get(1, ConsumerOffsets.GROUP, 5)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(third.all.get(1, ConsumerOffsets.GROUP, 6)).isEqualTo(20);
    assertThat(third.all.get(1, ConsumerOffsets.CONSUMER, 5)).isEqualTo(30);
  }

  @Test
  void aStoreIsReadableAtOnceAndAcknowledgedWhenDurable() {
    Node node = new Node(new MemoryDisk(1), 1, 1);
    assertThat(node.all.get(5, ConsumerOffsets.CONSUMER, 1)).isEqualTo(ConsumerOffsets.NONE);
    List<@Nullable String> done = new ArrayList<>();
    Ticket ticket =
        new Ticket() {
          @Override
          protected void completed(@Nullable String error) {
            done.add(error);
          }
        };
    node.store(5, ConsumerOffsets.CONSUMER, 1, 10, ticket);
    node.store(5, ConsumerOffsets.GROUP, 1, 7, null);
    assertThat(node.all.get(5, ConsumerOffsets.CONSUMER, 1)).isEqualTo(10);
    assertThat(node.all.get(5, ConsumerOffsets.GROUP, 1)).isEqualTo(7);
    ConsumerOffsets offsets = node.all.of(5);
    assertThat(offsets.smallest(OffsetsNode.groupOf(5), 5)).isEqualTo(7);
    assertThat(offsets.smallest(OffsetsNode.groupOf(5), 9)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(done).isEmpty();
    node.all.settle();
    assertThat(done).hasSize(1).containsOnlyNulls();
  }

  @Test
  void offsetsBeyondTheRecoveredEndAreLoweredForGood() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.store(1, ConsumerOffsets.CONSUMER, 1, 100, null);
    node.store(1, ConsumerOffsets.GROUP, 1, 50, null);
    node.store(2, ConsumerOffsets.GROUP, 1, 50, null);
    node.all.settle();
    Node next = new Node(disk, 2, 1);
    next.all.of(1).clamp(OffsetsNode.groupOf(1), 1, 90);
    next.all.of(2).clamp(OffsetsNode.groupOf(2), 2, -1);
    next.all.settle();
    Node third = new Node(disk, 3, 1);
    assertThat(third.all.get(1, ConsumerOffsets.CONSUMER, 1)).isEqualTo(90);
    assertThat(third.all.get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(50);
    assertThat(third.all.get(2, ConsumerOffsets.GROUP, 1)).isEqualTo(ConsumerOffsets.NONE);
  }

  @Test
  void aCrashAfterAPurgeBeforeItsOffsetsWereDeletedLeavesNone() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.store(1, ConsumerOffsets.CONSUMER, 1, 100, null);
    node.store(2, ConsumerOffsets.CONSUMER, 1, 100, null);
    node.all.settle();
    node.all.purgeMessages(1);
    // Of a message that is gone when this is durable.
    node.store(1, ConsumerOffsets.GROUP, 1, 50, null);
    node.all.settle();
    Node next = new Node(disk, 2, 1);
    assertThat(next.all.get(1, ConsumerOffsets.CONSUMER, 1)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(next.all.get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(next.all.get(2, ConsumerOffsets.CONSUMER, 1)).isEqualTo(100);
    next.store(1, ConsumerOffsets.GROUP, 1, 7, null);
    next.all.settle();
    Node third = new Node(disk, 3, 1);
    assertThat(third.all.get(1, ConsumerOffsets.CONSUMER, 1)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(third.all.get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(7);
  }

  @Test
  void whatIsStoredAfterAPurgeStays() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.store(1, ConsumerOffsets.CONSUMER, 1, 100, null);
    node.all.purgeMessages(1);
    node.all.of(1).forget(OffsetsNode.groupOf(1), 1, noting(new ArrayList<>(), 1));
    node.store(1, ConsumerOffsets.GROUP, 1, 7, null);
    node.all.settle();
    Node next = new Node(disk, 2, 1);
    assertThat(next.all.get(1, ConsumerOffsets.CONSUMER, 1)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(next.all.get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(7);
  }

  @Test
  void offsetsOfPartitionsThatAreGoneAreNotTakenOver() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.store(1, ConsumerOffsets.GROUP, 1, 5, null);
    node.all.stop();
    Node next = new Node(disk, 2, 1);
    next.store(1, ConsumerOffsets.GROUP, 2, 5, null);
    next.all.settle();
    Node third = new Node(disk, 3, 1, SMALL_LIMIT, OffsetsNode.existing(p -> false, group -> true));
    assertThat(third.state()).isEmpty();
  }

  @Test
  void aCleanStopLeavesNothingToReplay() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 2);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      node.change(random);
      node.turn();
    }
    node.all.stop();
    Node next = new Node(disk, 2, 3);
    assertThat(next.all.replayed).isZero();
    assertThat(next.state()).isEqualTo(node.state());
    next.store(1, ConsumerOffsets.GROUP, 1, 5, null);
    next.all.settle();
    Node third = new Node(disk, 3, 1);
    assertThat(third.all.replayed).isEqualTo(1);
    assertThat(third.state()).isEqualTo(next.state());
  }

  @Test
  void aCheckpointThatCannotBeWrittenIsTriedAgainAfterAWhile() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.store(1, ConsumerOffsets.GROUP, 1, 5, null);
    node.all.settle();
    disk.writeError = Errno.ENOSPC;
    later(node);
    assertThat(new Node(disk.copy(), 2, 1).all.replayed).isEqualTo(1);
    disk.writeError = 0;
    for (int i = 0; i < 20; i++) {
      node.turn();
    }
    assertThat(new Node(disk.copy(), 2, 1).all.replayed).isEqualTo(1);
    later(node);
    Node next = new Node(disk.copy(), 2, 1);
    assertThat(next.all.replayed).isZero();
    assertThat(next.all.get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(5);
  }

  private static void later(Node node) {
    node.driver.wall += Checkpointer.AGE_NANOS / 1000;
    for (int i = 0; i < 20; i++) {
      node.turn();
    }
  }

  @Test
  void checkpointsKeepTheJournalSmallWhileItIsWritten() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    Journal journal = node.all.journals.getFirst();
    for (int i = 0; i < 3000; i++) {
      assertThat(node.store(1, ConsumerOffsets.GROUP, 1, i, null)).isTrue();
      node.turn();
    }
    // Eight MiB of journal have been written over and over.
    assertThat(journal.lastSequence() * 4096).isGreaterThan(2 * (8L << 20) / 2);
    node.all.settle();
    Node next = new Node(disk, 2, 1);
    assertThat(next.all.get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(2999);
    assertThat(next.all.replayed).isLessThan(100);
  }

  @Test
  void storesBeyondTheLimitAreRefusedUntilThereIsRoom() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    int stored = 0;
    while (node.store(1, ConsumerOffsets.CONSUMER, stored, stored, null)) {
      stored++;
    }
    assertThat(stored).isEqualTo(ConsumerOffsets.GATHERED_LIMIT);
    int group = OffsetsNode.groupOf(1);
    ConsumerOffsets offsets = node.all.of(1);
    assertThat(offsets.delete(group, 1, ConsumerOffsets.CONSUMER, 0, null)).isTrue();
    List<String> calls = new ArrayList<>();
    offsets.awaitRoom(
        new Ticket() {
          @Override
          protected void completed(@Nullable String error) {
            calls.add("room");
          }
        });
    node.all.settle();
    assertThat(calls).containsExactly("room");
    Node next = new Node(disk, 2, 1);
    assertThat(next.all.get(1, ConsumerOffsets.CONSUMER, 0)).isEqualTo(ConsumerOffsets.NONE);
    for (int i = 1; i < stored; i++) {
      assertThat(next.all.get(1, ConsumerOffsets.CONSUMER, i)).isEqualTo(i);
    }
  }

  @Test
  void aJournalThatTakesOnlySomeOfWhatWasGatheredAcknowledgesOnlyThat() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    ConsumerOffsets offsets = node.all.of(1);
    List<Integer> acknowledged = new ArrayList<>();
    int stored = 0;
    int before = -1;
    // The loop does not turn, so the first frames stay under way and the journal fills up.
    while (stored > before) {
      before = stored;
      while (node.store(1, ConsumerOffsets.GROUP, stored, 1, noting(acknowledged, stored))) {
        stored++;
      }
      offsets.turn();
      node.all.journals.getFirst().turn();
    }
    while (acknowledged.isEmpty()) {
      node.all.loop.turn(0);
    }
    assertThat(acknowledged).hasSizeLessThan(stored);
    disk.crash();
    Node next = new Node(disk, 2, 1);
    for (int key : acknowledged) {
      assertThat(next.all.get(1, ConsumerOffsets.GROUP, key)).isEqualTo(1);
    }
  }

  private static Ticket noting(List<Integer> acknowledged, int key) {
    return new Ticket() {
      @Override
      protected void completed(@Nullable String error) {
        assertThat(error).isNull();
        acknowledged.add(key);
      }
    };
  }

  @Test
  void aGroupWhoseJournalHasRottedSaysSoAndOthersDoNot() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    for (long partition = 1; partition <= 3; partition++) {
      node.store(partition, ConsumerOffsets.CONSUMER, 1, 10, null);
      node.all.settle();
    }
    String piece =
        disk.names.keySet().stream()
            .filter(path -> path.endsWith(".piece"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = disk.names.get(piece).current;
    int record = 4096;
    while (bytes[record] != 2
        || bytes[record + 8] != 1
        || bytes[record + 12] != ConsumerOffsets.CONSUMER
        || bytes[record + 16] != 10) {
      record++;
    }
    bytes[record + 16] ^= 1;
    Node next = new Node(disk, 2, 1);
    assertThat(next.all.of(1).damage(OffsetsNode.groupOf(1))).isNull();
    assertThat(next.all.of(2).damage(OffsetsNode.groupOf(2))).contains(piece);
    assertThat(next.all.of(3).damage(OffsetsNode.groupOf(3))).isNull();
    assertThat(next.all.get(3, ConsumerOffsets.CONSUMER, 1)).isEqualTo(10);
  }

  @Test
  void aFailedWriteFailsEveryWaitingStore() {
    Node node = new Node(new MemoryDisk(1), 1, 1);
    Random random = new Random(1);
    node.driver.writeResult = -Errno.EIO;
    for (int i = 0; i < 50; i++) {
      node.change(random);
    }
    node.all.settle();
    assertThat(node.acknowledged.values()).containsOnly(0);
    assertThat(node.failures).isNotEmpty();
    assertThat(node.all.of(1).failure()).isNotNull();
    assertThat(node.store(1, 1, 1, 1, null)).isFalse();
  }
}
