package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.io.uring.UringDriver;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log over the real drivers: written, left without a word, opened and read again. */
class PartitionOnRealFilesTest {
  private static final LogSettings SETTINGS =
      new LogSettings(4 << 20, 16 << 20, 8 << 20, 1_000_000, 1 << 20, 50_000);
  private static final int APPENDS = 300;
  private static final int WAIT_NANOS = 1_000_000;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"nio, SYNCED", "nio, MEMORY", "uring, SYNCED", "uring, MEMORY"})
  void whatWasFlushedIsReadBackAfterAStart(String name, Durability durability) {
    if (name.equals("uring")) {
      String unavailable = UringDriver.unavailability();
      Assumptions.assumeTrue(unavailable.isEmpty(), unavailable);
    }
    long messages;
    try (Driver driver = driver(name)) {
      messages = write(driver, durability);
    }
    try (Driver driver = driver(name)) {
      Loop loop = new Loop(driver);
      LogShard shard = open(loop, 2);
      Partition partition = shard.open(3, 42, durability);
      shard.replay(TestJournals.GROUPS);
      assertThat(partition.failure()).isEmpty();
      assertThat(partition.counters().nextOffset()).isGreaterThanOrEqualTo(messages);
      assertThat(partition.counters().segments()).isGreaterThan(2);
      assertThat(readAll(driver, loop, shard, partition))
          .isEqualTo(partition.counters().nextOffset());
    }
  }

  private static Driver driver(String name) {
    return name.equals("nio")
        ? new NioDriver(256, 256, new NioHandover())
        : new UringDriver(256, 256);
  }

  /** Appends and flushes, and then some more; returns how many messages have to be there. */
  private long write(Driver driver, Durability durability) {
    Loop loop = new Loop(driver);
    LogShard shard = open(loop, 1);
    Partition partition = shard.open(3, 42, durability);
    shard.replay(TestJournals.GROUPS);
    Queue<TestAppend> free = new ArrayDeque<>();
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      TestAppend append = new TestAppend(driver, random, 40, 3_000);
      append.then = () -> free.add(append);
      free.add(append);
    }
    append(loop, shard, partition, free, APPENDS);
    int[] flushed = {-1};
    partition.flush(true, status -> flushed[0] = status);
    while (flushed[0] < 0) {
      turn(loop, shard);
    }
    assertThat(flushed[0]).isEqualTo(LogStatus.OK);
    long messages = partition.counters().nextOffset();
    append(loop, shard, partition, free, 20);
    return durability == Durability.SYNCED ? partition.counters().nextOffset() : messages;
  }

  private static void append(
      Loop loop, LogShard shard, Partition partition, Queue<TestAppend> free, int count) {
    for (int i = 0; i < count; i++) {
      while (free.isEmpty()) {
        turn(loop, shard);
      }
      TestAppend append = free.remove();
      append.fill();
      partition.append(append);
      turn(loop, shard);
    }
    while (free.size() < 4) {
      turn(loop, shard);
    }
  }

  private LogShard open(Loop loop, int boot) {
    TestJournals journals = new TestJournals(loop, directory.toString(), boot);
    LogShard shard =
        new LogShard(loop, directory.toString(), SETTINGS, journals.journal, journals.recovered);
    journals.prepare(shard);
    return shard;
  }

  private static void turn(Loop loop, LogShard shard) {
    shard.turn(loop.driver().monotonicNanos());
    shard.journal().turn();
    loop.turn(WAIT_NANOS);
  }

  /** Reads everything; each message has its checksum and the next offset. */
  private static long readAll(Driver driver, Loop loop, LogShard shard, Partition partition) {
    TestRead read = new TestRead(driver);
    long next = 0;
    while (true) {
      partition.read(read.ask(Read.OFFSET, next, 1000, 1 << 20));
      while (!read.answered) {
        turn(loop, shard);
      }
      assertThat(read.status).isEqualTo(LogStatus.OK);
      if (read.messages == 0) {
        return next;
      }
      for (TestRead.Message message : read.parsed()) {
        assertThat(message.offset()).isEqualTo(next++);
      }
      read.release();
    }
  }
}
