package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Errno;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryLogTest {
  private static final String DIRECTORY = "/data";
  private static final int KIND = EntryHeader.KIND_METADATA;
  private static final long SMALL_LIMIT = 64 << 10;

  /** A node's log whose state is the list of all bodies, and what it has promised. */
  private static final class Node {
    final MemoryDisk disk;
    final MemoryDriver driver;
    final Loop loop;
    final List<byte[]> recovered = new ArrayList<>();
    final List<byte[]> acknowledged = new ArrayList<>();
    final List<byte[]> appended = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final EntryLog log;
    final long memory;

    Node(MemoryDisk disk, long boot, long compactAbove) {
      this.disk = disk;
      driver = new MemoryDriver(disk, boot);
      loop = new Loop(driver);
      memory = driver.allocate(EntryLog.MAX_BODY + EntryBuffer.BLOCK);
      log =
          new EntryLogs(driver, DIRECTORY, boot)
              .openSet("test", 1, this::replayed, member -> this::emit, compactAbove)
              .getFirst();
      appended.addAll(recovered);
      log.start(loop);
    }

    private void replayed(int kind, long timestamp, long body, int length) {
      assertThat(kind).isEqualTo(KIND);
      recovered.add(Memory.bytes(body, length));
      acknowledged.add(Memory.bytes(body, length));
    }

    /** Appends when there is room, as often as it has to be tried. */
    void appendLater(byte[] body) {
      if (log.failure() == null && !append(body)) {
        log.awaitRoom(
            new EntryLog.Ticket() {
              @Override
              protected void completed(@Nullable String error) {
                appendLater(body);
              }
            });
      }
    }

    private void emit(EntryLog.Sink sink) {
      for (byte[] body : acknowledged) {
        Memory.copy(body, 0, memory, body.length);
        sink.put(KIND, memory, body.length, 0);
      }
    }

    boolean append(byte[] body) {
      Memory.copy(body, 0, memory, body.length);
      EntryLog.Ticket ticket =
          new EntryLog.Ticket() {
            @Override
            protected void completed(@Nullable String error) {
              if (error == null) {
                acknowledged.add(body);
              } else {
                failures.add(error);
              }
            }
          };
      boolean taken = log.append(KIND, memory, body.length, 5, ticket);
      if (taken) {
        appended.add(body);
        Memory.zero(memory, body.length);
      }
      return taken;
    }

    void turn() {
      log.turn();
      assertThat(log.idle() || loop.inFlight() > 0).as("something will go on").isTrue();
      loop.turn(0);
    }

    void settle() {
      turn();
      for (int i = 0; i < 100 && !log.idle(); i++) {
        turn();
      }
      assertThat(log.idle()).isTrue();
    }

    String path() {
      return disk.names.keySet().stream().filter(name -> name.endsWith(".log")).findFirst().get();
    }
  }

  private static byte[] body(Random random) {
    int limit = random.nextInt(10) == 0 ? 9_000 : 200;
    byte[] body = new byte[random.nextInt(limit)];
    random.nextBytes(body);
    return body;
  }

  private static void assertStartsWith(List<byte[]> longer, List<byte[]> shorter) {
    assertThat(longer.size()).isGreaterThanOrEqualTo(shorter.size());
    for (int i = 0; i < shorter.size(); i++) {
      assertThat(longer.get(i)).isEqualTo(shorter.get(i));
    }
  }

  @Property(tries = 100)
  void afterAnyCrashWhatWasAcknowledgedComesBackInOrderAndNothingElse(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryDisk disk = new MemoryDisk(seed);
    List<byte[]> promised = new ArrayList<>();
    List<byte[]> possible = new ArrayList<>();
    for (long boot = 1; boot <= 6; boot++) {
      Node node = null;
      try {
        disk.crashAfter(random.nextInt(4) == 0 ? random.nextInt(25) : Long.MAX_VALUE);
        node = new Node(disk, boot, SMALL_LIMIT);
        assertStartsWith(possible, node.recovered);
        assertStartsWith(node.recovered, promised);
        disk.crashAfter(random.nextInt(60));
        for (int i = 0; i < 300; i++) {
          for (int j = random.nextInt(4); j > 0; j--) {
            node.appendLater(body(random));
          }
          node.turn();
        }
      } catch (MemoryDisk.Crash e) {
        disk.crash();
      }
      if (node != null) {
        promised = node.acknowledged;
        possible = node.appended;
        node.driver.close();
      }
    }
  }

  @Property(tries = 100)
  void aFlippedBitIsAnErrorUnlessItLiesInTheLastWrite(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryDisk disk = new MemoryDisk(seed);
    Node node = new Node(disk, 1, Long.MAX_VALUE);
    int beforeLast = 0;
    for (int group = 0; group < 6; group++) {
      beforeLast = node.acknowledged.size();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        node.append(body(random));
      }
      node.settle();
    }
    node.driver.close();
    byte[] bytes = disk.bytes(node.path());
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    int at = random.nextInt(end);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    byte[] damaged = bytes.clone();
    try {
      Node again = new Node(disk, 2, Long.MAX_VALUE);
      assertStartsWith(node.acknowledged, again.recovered);
      // Padding is under no checksum and holds nothing.
      assertThat(again.recovered.size()).isGreaterThanOrEqualTo(beforeLast);
      again.driver.close();
    } catch (DataDirectoryException e) {
      assertThat(e).hasMessageContaining(node.path());
      assertThat(disk.bytes(node.path())).as("left as it was").isEqualTo(damaged);
    }
  }

  @Test
  void damageBeforeALaterWriteNamesFileAndPlace() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, Long.MAX_VALUE);
    for (int i = 0; i < 3; i++) {
      node.append(new byte[72]);
      node.settle();
    }
    disk.bytes(node.path())[4096 + 200 + 150] ^= 1;
    assertThatThrownBy(() -> new Node(disk, 2, Long.MAX_VALUE))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("test-0-00000000000000000001-000000.log is damaged at byte 4296")
        .hasMessageContaining("entry 2 ");
  }

  @Test
  void anEmptyFirstStartThatDiedInTheMiddleStartsAgain() {
    for (int steps = 0; ; steps++) {
      MemoryDisk disk = new MemoryDisk(steps);
      disk.crashAfter(steps);
      try {
        new Node(disk, 1, SMALL_LIMIT);
      } catch (MemoryDisk.Crash e) {
        disk.crash();
        assertThat(new Node(disk, 2, SMALL_LIMIT).recovered).isEmpty();
        continue;
      }
      return;
    }
  }

  @Test
  void whatIsAppendedDuringAWriteSharesTheNextOne() {
    Node node = new Node(new MemoryDisk(1), 1, Long.MAX_VALUE);
    node.append(new byte[10]);
    node.turn();
    for (int i = 0; i < 100; i++) {
      node.append(new byte[10]);
    }
    node.settle();
    assertThat(node.acknowledged).hasSize(101);
    assertThat(node.driver.writes).isEqualTo(2);
  }

  @Test
  void aFullLogRefusesUntilItHasRoomAndLosesNothing() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, Long.MAX_VALUE);
    byte[] body = new byte[EntryLog.MAX_BODY];
    Arrays.fill(body, (byte) 7);
    assertThat(node.append(body)).isTrue();
    assertThat(node.append(body)).isFalse();
    List<String> calls = new ArrayList<>();
    node.log.awaitRoom(
        new EntryLog.Ticket() {
          @Override
          protected void completed(@Nullable String error) {
            calls.add("room");
            assertThat(node.append(body)).isTrue();
          }
        });
    assertThat(calls).isEmpty();
    node.settle();
    assertThat(calls).containsExactly("room");
    assertThat(new Node(disk, 2, Long.MAX_VALUE).recovered).containsExactly(body, body);
  }

  @Test
  void afterAFailedWriteNothingIsAcknowledgedAndNothingTaken() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, Long.MAX_VALUE);
    node.append(new byte[] {1});
    node.settle();
    node.driver.writeResult = -Errno.ENOSPC;
    node.append(new byte[] {2});
    node.turn();
    node.append(new byte[] {3});
    node.settle();
    assertThat(node.failures).hasSize(2).allMatch(text -> text.contains("ENOSPC"));
    assertThat(node.log.failure()).contains("test-0-", "ENOSPC");
    assertThat(node.append(new byte[] {4})).isFalse();
    node.log.close();
    assertThat(new Node(disk, 2, Long.MAX_VALUE).recovered).containsExactly(new byte[] {1});
  }

  @Test
  void compactionReplacesTheFileAndFailsWithoutHarm() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, SMALL_LIMIT);
    // The state stays small though the log grows: only the last body counts.
    byte[] body = new byte[4000];
    disk.writeError = Errno.ENOSPC;
    for (int i = 0; i < 20; i++) {
      node.append(body);
      node.settle();
    }
    assertThat(node.path()).endsWith("-000000.log");
    disk.writeError = 0;
    for (int i = 0; i < 40; i++) {
      node.acknowledged.subList(0, Math.max(0, node.acknowledged.size() - 1)).clear();
      node.append(body);
      node.settle();
    }
    assertThat(node.path()).endsWith("-000002.log");
    assertThat(disk.names).hasSize(1);
    assertThat(node.driver.files().open()).isEqualTo(1);
    assertThat(new Node(disk, 2, SMALL_LIMIT).recovered.size()).isLessThan(20);
  }

  @Test
  void anotherFormatVersionIsRefusedByNumber() {
    MemoryDisk disk = new MemoryDisk(1);
    Node node = new Node(disk, 1, SMALL_LIMIT);
    disk.bytes(node.path())[8] = 9;
    assertThatThrownBy(() -> new Node(disk, 2, SMALL_LIMIT))
        .hasMessageContaining("format version 9")
        .hasMessageContaining("supports version 1");
  }

  @Test
  void logsOfALaterStartThanTheNodeFileCountsAreRefused() {
    MemoryDisk disk = new MemoryDisk(1);
    new Node(disk, 5, SMALL_LIMIT);
    assertThatThrownBy(() -> new Node(disk, 5, SMALL_LIMIT)).hasMessageContaining("start 5");
  }
}
