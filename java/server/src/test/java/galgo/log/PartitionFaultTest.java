package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Errno;
import galgo.io.Submissions;
import galgo.journal.EntryHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a partition does when the disk does not do what it should. */
class PartitionFaultTest {
  private static final int BLOCK = SegmentFile.BLOCK;

  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 1);

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void aFullDiskFailsSyncedAppendsAndTheirOffsetsAreGivenAgain() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.append(model, 3, 100);
    harness.settle();
    harness.disk.capacity = harness.disk.used();
    TestAppend failed = harness.append(model, 60, 8_000);
    for (int i = 0; i < 20; i++) {
      harness.turn();
    }
    assertThat(failed.status).isEqualTo(LogStatus.NO_SPACE);
    assertThat(model.partition.failure()).isEmpty();
    harness.checkAll(model);

    harness.disk.capacity = Long.MAX_VALUE;
    harness.settle();
    TestAppend later = harness.append(model, 5, 100);
    harness.settle();
    assertThat(later.status).isEqualTo(LogStatus.OK);
    assertThat(later.baseOffset).isEqualTo(3);
    harness.checkAll(model);
    harness.crash(true);
    assertThat(model.messages).hasSize(8);
  }

  @Test
  void whatAFullDiskTookBackDoesNotComeBackAfterTheNextAppend() {
    LogHarness.Model model = harness.open(1, 7, Durability.WRITTEN);
    append(model, BLOCK);
    harness.settle();
    int[] writes = {0};
    // Two of three batches reach the disk before it is full.
    harness.driver.fault =
        request -> {
          if (request.code() != Submissions.WRITE_VECTORED) {
            return 0;
          }
          writes[0]++;
          return writes[0] == 1 ? 5 * BLOCK : writes[0] == 2 ? -Errno.ENOSPC : 0;
        };
    for (int i = 0; i < 3; i++) {
      append(model, 2 * BLOCK);
    }
    harness.settle();
    harness.driver.fault = request -> 0;
    assertThat(model.messages).hasSize(1);
    append(model, 2 * BLOCK);
    harness.settle();
    harness.crash(false);
    assertThat(model.messages).hasSize(2);
  }

  @Test
  void whatWasCutDoesNotComeBackAfterTheNextAppend() {
    LogHarness.Model model = harness.open(1, 7, Durability.WRITTEN);
    append(model, BLOCK);
    harness.settle();
    for (int i = 0; i < 3; i++) {
      append(model, 2 * BLOCK);
    }
    harness.settle();
    // As if the write of the three had not finished.
    harness.disk.files.firstEntry().getValue().flip(3 * BLOCK, 1);
    model.written = 1;
    harness.crash(false);
    assertThat(model.messages).hasSize(1);
    append(model, 2 * BLOCK);
    harness.settle();
    harness.crash(false);
    assertThat(model.messages).hasSize(2);
  }

  @Test
  void retentionKeepsASegmentUntilTheNextIsDurable() {
    LogHarness.Model model = harness.open(1, 7, Durability.WRITTEN);
    harness.append(model, 40, 8_000);
    harness.settle();
    harness.append(model, 1, 10);
    harness.settle();
    assertThat(model.partition.counters().segments()).isEqualTo(2);
    model.partition.removeBefore(Long.MAX_VALUE, status -> {});
    harness.settle();
    model.synced = 40;
    harness.driver.crash(true, true);
    harness.reopenDamaged(model);
    assertThat(model.partition.counters().nextOffset()).isEqualTo(40);
  }

  @Test
  void damageInTheLastBlockIsFoundThoughTheBlockIsWrittenAgain() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 3; i++) {
      harness.append(model, 1, 100);
    }
    harness.checkpoint();
    String path = model.partition.newest().path();
    model.partition.close(status -> {});
    harness.settle();
    harness.disk.files.get(path).flip(BLOCK + EntryHeader.SIZE + 70, 3);
    harness.reopenDamaged(model);
    // A start reads the end of a segment only, from where its index ends.
    assertThat(model.partition.failure()).isEmpty();
    harness.append(model, 1, 100);
    harness.settle();
    TestRead read = new TestRead(harness.driver).ask(Read.OFFSET, 0, 10, 1 << 20);
    model.partition.read(read);
    harness.settle();
    assertThat(read.status).isEqualTo(LogStatus.DAMAGED);
  }

  /** Appends an entry of that size: one that ends with a block leaves the next one untouched. */
  private void append(LogHarness.Model model, int size) {
    int payload = size - EntryHeader.SIZE - ClassicBatch.HEADER;
    TestAppend append = new TestAppend(harness.driver, harness.random, new int[] {payload});
    append.timestamp = 1;
    model.pending.add(append);
    append.then = () -> harness.answered(model, append);
    model.partition.append(append);
  }

  @Test
  void aFullDiskKeepsWhatMemoryAnsweredAndWritesItLater() {
    LogHarness.Model model = harness.open(1, 7, Durability.MEMORY);
    harness.disk.capacity = 16 * 1024;
    harness.append(model, 20, 8_000);
    for (int i = 0; i < 20; i++) {
      harness.turn();
    }
    TestAppend refused = harness.append(model, 1, 10);
    assertThat(refused.status).isEqualTo(LogStatus.NO_SPACE);
    harness.checkAll(model);

    harness.disk.capacity = Long.MAX_VALUE;
    harness.driver.now += 1_000_000_000;
    harness.settle();
    assertThat(harness.append(model, 1, 10).status).isEqualTo(LogStatus.OK);
    model.partition.flush(true, status -> model.synced = model.messages.size());
    harness.settle();
    assertThat(model.synced).isEqualTo(21);
    harness.crash(true);
  }

  @Test
  void memoryFullOfWhatTheDiskDoesNotTakeRefusesAppendsInsteadOfWaiting() {
    LogHarness.Model model = harness.open(1, 7, Durability.MEMORY);
    LogHarness.Model other = harness.open(1, 8, Durability.MEMORY);
    harness.disk.capacity = 0;
    List<TestAppend> appends = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      appends.add(harness.append(i % 2 == 0 ? model : other, 40, 8_000));
    }
    harness.driver.now += 1_000_000;
    for (int i = 0; i < 100; i++) {
      harness.turn();
    }
    assertThat(appends).allMatch(append -> append.answered);
    assertThat(appends.getLast().status).isEqualTo(LogStatus.NO_SPACE);
    harness.checkAll(model);
  }

  @Test
  void aFailedWriteEndsWritingAndIsNeverAnsweredAsDone() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.append(model, 3, 100);
    harness.settle();
    harness.driver.fault = request -> request.code() == Submissions.WRITE_VECTORED ? -Errno.EIO : 0;
    TestAppend failed = harness.append(model, 20, 4_000);
    harness.settle();
    assertThat(failed.status).isEqualTo(LogStatus.FAILED);
    assertThat(model.partition.failure()).contains("00000.segment").contains("EIO");
    assertThat(harness.append(model, 1, 1).status).isEqualTo(LogStatus.FAILED);
    harness.checkAll(model);
  }

  @Test
  void aFailedSyncFailsTheFlushAndThePartition() {
    LogHarness.Model model = harness.open(1, 7, Durability.WRITTEN);
    harness.driver.fault = request -> request.code() == Submissions.SYNC ? -Errno.EIO : 0;
    harness.append(model, 3, 100);
    int[] flushed = {-1};
    model.partition.flush(true, status -> flushed[0] = status);
    harness.settle();
    assertThat(flushed[0]).isEqualTo(LogStatus.FAILED);
    assertThat(model.partition.failure()).isNotEmpty();
  }

  @Test
  void aFileThatCannotBeMadeFailsTheAppend() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.driver.files.createFault = -Errno.ENOSPC;
    TestAppend append = harness.append(model, 20, 4_000);
    harness.settle();
    assertThat(append.status).isEqualTo(LogStatus.NO_SPACE);
    harness.driver.files.createFault = 0;
    assertThat(harness.append(model, 20, 4_000).baseOffset).isZero();
    harness.settle();
    harness.checkAll(model);
  }

  @Test
  void aReadErrorIsAnsweredAndNotData() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.append(model, 3, 100);
    harness.settle();
    harness.crash(false);
    LogHarness.Model cold = harness.models.getFirst();
    evict(cold);
    harness.driver.fault = request -> request.code() == Submissions.READ ? -Errno.EIO : 0;
    TestRead read = new TestRead(harness.driver).ask(Read.FIRST, 0, 10, 1000);
    cold.partition.read(read);
    harness.settle();
    assertThat(read.status).isEqualTo(LogStatus.UNREADABLE);
    assertThat(read.messages).isZero();
  }

  /** Opens everything again, so that nothing is in memory. */
  private void evict(LogHarness.Model model) {
    model.partition.close(status -> assertThat(status).isEqualTo(LogStatus.OK));
    harness.settle();
    model.partition = harness.shard.open(model.group, model.id, model.durability);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void aFlippedBitIsFoundOrLiesWhereNothingIsRead(@ForAll long seed) {
    Random random = new Random(seed);
    try (LogHarness run = new LogHarness(LogHarness.SMALL, 13, seed)) {
      LogHarness.Model model = run.open(1, 7, Durability.SYNCED);
      for (int i = 0; i < 30; i++) {
        run.append(model, 1 + random.nextInt(5), 3_000);
        run.settle();
      }
      boolean closed = random.nextBoolean();
      if (closed) {
        model.partition.close(status -> {});
        run.settle();
      }
      flipBit(run, random);
      run.driver.close();
      run.reopenDamaged(model);
      readUntilDamage(run, model, closed);
    }
  }

  private static void flipBit(LogHarness run, Random random) {
    List<String> paths =
        run.disk.files.keySet().stream().filter(path -> path.endsWith(".segment")).toList();
    FakeFile file = run.disk.files.get(paths.get(random.nextInt(paths.size())));
    file.flip(4096 + random.nextInt(file.size - 4096), random.nextInt(8));
  }

  /**
   * All messages before the damage are what was appended. After a clean end none is missing without
   * a word; after a crash damage in the last write cannot be told from a write that did not finish.
   */
  private static void readUntilDamage(LogHarness run, LogHarness.Model model, boolean closed) {
    long next = 0;
    TestRead read = new TestRead(run.driver);
    while (true) {
      read.ask(Read.OFFSET, next, 7, 1 << 20);
      model.partition.read(read);
      run.settle();
      if (read.status != LogStatus.OK || read.messages == 0) {
        break;
      }
      run.check(model, read);
      assertThat(read.firstOffset).isEqualTo(next);
      next = read.lastOffset + 1;
      read.release();
    }
    if (read.status == LogStatus.OK) {
      int lastBatch = 5;
      assertThat(next).isGreaterThanOrEqualTo(model.messages.size() - (closed ? 0 : lastBatch));
    } else {
      assertThat(read.status).isEqualTo(LogStatus.DAMAGED);
    }
  }
}
