package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appending, writing and reading at the tail leave nothing for the collector. */
class PartitionAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS_A_TRIM = 500;

  /** Arrays of segments and indexes grow now and then: a few bytes a round. */
  private static final long BYTES_A_ROUND = 8;

  @ParameterizedTest
  @EnumSource(Durability.class)
  void anAppendAndAReadAllocateNothing(Durability durability) {
    LogSettings settings = new LogSettings(1L << 30, 8 << 20, 4 << 20, 1000, 1 << 20, 100_000);
    try (LogHarness harness = new LogHarness(settings, 16, 1)) {
      harness.driver.quiet = true;
      harness.shard =
          new LogShard(
              harness.loop,
              "/data",
              settings,
              harness.journals.journal,
              harness.journals.recovered);
      Partition partition = harness.shard.open(1, 7, durability);
      TestAppend append = new TestAppend(harness.driver, harness.random, 10, 200);
      TestRead read = new TestRead(harness.driver);
      long next = 0;
      for (int i = 0; i < WARM_UP; i++) {
        next = work(harness, partition, append, read, next);
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      work(harness, partition, append, read, next);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).isLessThan(ROUNDS * BYTES_A_ROUND);
    }
  }

  private static long work(
      LogHarness harness, Partition partition, TestAppend append, TestRead read, long from) {
    long next = from;
    for (int i = 0; i < ROUNDS; i++) {
      append.answered = false;
      partition.append(append);
      while (!append.answered) {
        harness.turn();
      }
      partition.read(read.ask(Read.OFFSET, next, 10, 1 << 20));
      if (!read.answered || read.messages != 10 || read.firstOffset != next) {
        throw new IllegalStateException("read " + read.messages + " from " + read.firstOffset);
      }
      next += 10;
      read.release();
      harness.turn();
      if (i % ROUNDS_A_TRIM == 0) {
        harness.journals.trim(harness.shard, harness::turn);
      }
    }
    return next;
  }
}
