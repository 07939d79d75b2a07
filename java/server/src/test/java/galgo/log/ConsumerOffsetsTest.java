package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Errno;
import galgo.io.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsumerOffsetsTest {
  private static final String DIRECTORY = "/data";
  private static final int PARTITIONS = 7;
  private static final long SMALL_LIMIT = 16 << 10;

  private record Key(long partition, int kind, int key) {}

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

  /**
   * All shards of a node in one thread, and by shard what was asked for and what was acknowledged.
   */
  private static final class Node {
    final MemoryDriver driver;
    final Loop loop;
    final int shards;
    final List<ConsumerOffsets> offsets;
    final List<List<Change>> changes = new ArrayList<>();
    final List<Integer> acknowledged = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    Node(MemoryDisk disk, long boot, int shards) {
      this(disk, boot, shards, SMALL_LIMIT);
    }

    Node(MemoryDisk disk, long boot, int shards, long compactAbove) {
      this.shards = shards;
      driver = new MemoryDriver(disk, boot);
      loop = new Loop(driver);
      offsets =
          ConsumerOffsets.openAll(
              new EntryLogs(driver, DIRECTORY, boot), shards, this::owner, compactAbove);
      for (ConsumerOffsets shard : offsets) {
        shard.start(loop);
        changes.add(new ArrayList<>());
        acknowledged.add(0);
      }
    }

    int owner(long partition) {
      return (int) (partition % shards);
    }

    ConsumerOffsets of(long partition) {
      return offsets.get(owner(partition));
    }

    void change(Random random) {
      long partition = random.nextInt(PARTITIONS);
      int kind = 1 + random.nextInt(2);
      int key = random.nextInt(4) - 1;
      int shard = owner(partition);
      EntryLog.Ticket ticket = random.nextInt(3) == 0 ? null : ticket(shard);
      int what = random.nextInt(20);
      if (what == 0) {
        of(partition).forget(partition, ticket);
        changes.get(shard).add(new Change(new Key(partition, 0, 0), -1));
      } else if (what < 4) {
        if (of(partition).delete(partition, kind, key, ticket)) {
          changes.get(shard).add(new Change(new Key(partition, kind, key), -1));
        }
      } else {
        long offset = random.nextInt(1000);
        assertThat(of(partition).store(partition, kind, key, offset, ticket)).isTrue();
        assertThat(of(partition).get(partition, kind, key)).isEqualTo(offset);
        changes.get(shard).add(new Change(new Key(partition, kind, key), offset));
      }
    }

    private EntryLog.Ticket ticket(int shard) {
      int number = changes.get(shard).size() + 1;
      return new EntryLog.Ticket() {
        @Override
        protected void completed(@Nullable String error) {
          if (error == null) {
            acknowledged.set(shard, number);
          } else {
            failures.add(error);
          }
        }
      };
    }

    void turn() {
      offsets.forEach(ConsumerOffsets::turn);
      boolean idle = offsets.stream().allMatch(ConsumerOffsets::idle);
      assertThat(idle || loop.inFlight() > 0).as("something will go on").isTrue();
      loop.turn(0);
    }

    void settle() {
      do {
        turn();
      } while (!offsets.stream().allMatch(ConsumerOffsets::idle));
    }

    Map<Key, Long> state(java.util.function.LongPredicate partitions) {
      Map<Key, Long> state = new HashMap<>();
      for (long partition = 0; partition < PARTITIONS; partition++) {
        for (int kind = 1; kind <= 2; kind++) {
          for (int key = -1; key < 3; key++) {
            long offset = of(partition).get(partition, kind, key);
            if (partitions.test(partition) && offset != ConsumerOffsets.NONE) {
              state.put(new Key(partition, kind, key), offset);
            }
          }
        }
      }
      return state;
    }
  }

  /**
   * The recovered state of each old shard is that after some of its changes, all acknowledged ones
   * among them.
   */
  private static void assertRecovered(Node before, Map<Key, Long> start, Node after) {
    for (int shard = 0; shard < before.shards; shard++) {
      int owner = shard;
      Map<Key, Long> found = after.state(partition -> before.owner(partition) == owner);
      Map<Key, Long> expected = new HashMap<>(start);
      expected.keySet().removeIf(key -> before.owner(key.partition) != owner);
      List<Change> changes = before.changes.get(shard);
      boolean possible = false;
      for (int i = 0; i <= changes.size() && !possible; i++) {
        possible = i >= before.acknowledged.get(shard) && expected.equals(found);
        if (i < changes.size()) {
          changes.get(i).applyTo(expected);
        }
      }
      assertThat(possible).as("shard %d recovers to a state it had: %s", shard, found).isTrue();
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
          assertRecovered(last, start, node);
        }
        start = node.state(partition -> true);
        disk.crashAfter(random.nextInt(50));
        for (int i = 0; i < 200; i++) {
          for (int j = random.nextInt(4); j > 0; j--) {
            node.change(random);
          }
          node.turn();
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
  void aStoreIsReadableAtOnceAndAcknowledgedWhenDurable() {
    Node node = new Node(new MemoryDisk(1), 1, 1);
    ConsumerOffsets offsets = node.offsets.getFirst();
    assertThat(offsets.get(5, ConsumerOffsets.CONSUMER, 1)).isEqualTo(ConsumerOffsets.NONE);
    List<@Nullable String> done = new ArrayList<>();
    EntryLog.Ticket ticket =
        new EntryLog.Ticket() {
          @Override
          protected void completed(@Nullable String error) {
            done.add(error);
          }
        };
    offsets.store(5, ConsumerOffsets.CONSUMER, 1, 10, ticket);
    offsets.store(5, ConsumerOffsets.GROUP, 1, 7, null);
    assertThat(offsets.get(5, ConsumerOffsets.CONSUMER, 1)).isEqualTo(10);
    assertThat(offsets.get(5, ConsumerOffsets.GROUP, 1)).isEqualTo(7);
    assertThat(offsets.smallest(5)).isEqualTo(7);
    assertThat(offsets.smallest(6)).isEqualTo(ConsumerOffsets.NONE);
    assertThat(done).isEmpty();
    node.settle();
    assertThat(done).hasSize(1).containsOnlyNulls();
    assertThat(node.driver.writes).isEqualTo(1);
  }

  @Test
  void offsetsBeyondTheRecoveredEndAreLoweredForGood() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.of(1).store(1, ConsumerOffsets.CONSUMER, 1, 100, null);
    node.of(1).store(1, ConsumerOffsets.GROUP, 1, 50, null);
    node.of(2).store(2, ConsumerOffsets.GROUP, 1, 50, null);
    node.settle();
    Node next = new Node(disk, 2, 1);
    next.of(1).clamp(1, 90);
    next.of(2).clamp(2, -1);
    next.settle();
    Node third = new Node(disk, 3, 1);
    assertThat(third.of(1).get(1, ConsumerOffsets.CONSUMER, 1)).isEqualTo(90);
    assertThat(third.of(1).get(1, ConsumerOffsets.GROUP, 1)).isEqualTo(50);
    assertThat(third.of(2).get(2, ConsumerOffsets.GROUP, 1)).isEqualTo(ConsumerOffsets.NONE);
  }

  @Test
  void offsetsOfPartitionsThatAreGoneAreNotTakenOver() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    node.of(1).store(1, ConsumerOffsets.GROUP, 1, 5, null);
    node.settle();
    MemoryDriver driver = new MemoryDriver(disk, 2);
    ConsumerOffsets next =
        ConsumerOffsets.openAll(new EntryLogs(driver, DIRECTORY, 2), 1, partition -> -1).getFirst();
    assertThat(next.smallest(1)).isEqualTo(ConsumerOffsets.NONE);
  }

  @Test
  void storesBeyondTheLimitAreRefusedUntilThereIsRoom() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1);
    ConsumerOffsets offsets = node.offsets.getFirst();
    int stored = 0;
    while (offsets.store(1, ConsumerOffsets.CONSUMER, stored, stored, null)) {
      stored++;
    }
    assertThat(stored).isEqualTo(ConsumerOffsets.GATHERED_LIMIT);
    assertThat(offsets.delete(1, ConsumerOffsets.CONSUMER, 0, null)).isTrue();
    List<String> calls = new ArrayList<>();
    offsets.awaitRoom(
        new EntryLog.Ticket() {
          @Override
          protected void completed(@Nullable String error) {
            calls.add("room");
          }
        });
    node.settle();
    assertThat(calls).containsExactly("room");
    Node next = new Node(disk, 2, 1);
    assertThat(next.of(1).get(1, ConsumerOffsets.CONSUMER, 0)).isEqualTo(ConsumerOffsets.NONE);
    for (int i = 1; i < stored; i++) {
      assertThat(next.of(1).get(1, ConsumerOffsets.CONSUMER, i)).isEqualTo(i);
    }
  }

  @Test
  void aLogThatTakesOnlySomeOfWhatWasGatheredAcknowledgesOnlyThat() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, 1, Long.MAX_VALUE);
    ConsumerOffsets offsets = node.offsets.getFirst();
    List<Integer> acknowledged = new ArrayList<>();
    int stored = 0;
    int before = -1;
    // The loop does not turn, so the first write stays under way and the log fills up.
    while (stored > before) {
      before = stored;
      while (offsets.store(
          1, ConsumerOffsets.GROUP, stored, 1, acknowledging(acknowledged, stored))) {
        stored++;
      }
      offsets.turn();
    }
    while (acknowledged.isEmpty()) {
      node.loop.turn(0);
    }
    int first = acknowledged.size();
    offsets.turn();
    while (acknowledged.size() == first) {
      node.loop.turn(0);
    }
    assertThat(acknowledged).hasSizeLessThan(stored);
    disk.crash();
    Node next = new Node(disk, 2, 1);
    for (int key : acknowledged) {
      assertThat(next.of(1).get(1, ConsumerOffsets.GROUP, key)).isEqualTo(1);
    }
  }

  private static EntryLog.Ticket acknowledging(List<Integer> acknowledged, int key) {
    return new EntryLog.Ticket() {
      @Override
      protected void completed(@Nullable String error) {
        assertThat(error).isNull();
        acknowledged.add(key);
      }
    };
  }

  @Test
  void aFailedWriteFailsEveryWaitingStore() {
    Node node = new Node(new MemoryDisk(1), 1, 1);
    Random random = new Random(1);
    node.driver.writeResult = -Errno.EIO;
    for (int i = 0; i < 50; i++) {
      node.change(random);
    }
    node.settle();
    assertThat(node.acknowledged).containsExactly(0);
    assertThat(node.failures).isNotEmpty().allMatch(text -> text.contains("EIO"));
    assertThat(node.offsets.getFirst().failure()).contains("EIO");
    assertThat(node.offsets.getFirst().store(1, 1, 1, 1, null)).isFalse();
  }

  @Test
  void aMissingFileOfTheSetIsAnError() {
    MemoryDisk disk = new MemoryDisk(1);
    new Node(disk, 1, 3);
    String path = DIRECTORY + "/offsets-2-00000000000000000001-000000.log";
    assertThat(disk.names).containsKey(path);
    disk.remove(path);
    assertThatThrownBy(() -> new Node(disk, 2, 3)).hasMessageContaining(path);
    disk.remove(DIRECTORY + "/offsets-0-00000000000000000001-000000.log");
    assertThat(new Node(disk, 3, 2).state(partition -> true)).isEmpty();
    disk.remove(DIRECTORY + "/offsets-0-00000000000000000003-000000.log");
  }
}
