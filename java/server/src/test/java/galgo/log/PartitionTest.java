package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionTest {
  private static final String DIRECTORY = "/data/groups/01/00000000000000000007";

  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 1);

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void memoryAnswersAtOnceWrittenAndSyncedFromDisk() {
    LogHarness.Model memory = harness.open(1, 7, Durability.MEMORY);
    LogHarness.Model written = harness.open(1, 8, Durability.WRITTEN);
    LogHarness.Model synced = harness.open(1, 9, Durability.SYNCED);
    assertThat(harness.append(memory, 1, 10).answered).isTrue();
    TestAppend toWrite = harness.append(written, 1, 10);
    TestAppend toSync = harness.append(synced, 1, 10);
    assertThat(toWrite.answered || toSync.answered).isFalse();
    assertThat(written.partition.counters().messages()).isZero();
    assertThat(read(synced, Read.FIRST).messages).isZero();
    harness.settle();
    assertThat(toWrite.answered && toSync.answered).isTrue();
    assertThat(read(synced, Read.FIRST).messages).isEqualTo(1);
  }

  @Test
  void syncedWaitsForTheNamesOfNewFiles() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.driver.completes = FakeDriver.Request::isWrite;
    TestAppend append = harness.append(model, 20, 4_000);
    for (int i = 0; i < 10; i++) {
      harness.turn();
    }
    assertThat(append.answered).isFalse();
    harness.driver.completes = request -> true;
    harness.settle();
    assertThat(append.answered).isTrue();
  }

  @Test
  void whatGathersDuringAWriteSharesTheNext() {
    LogHarness.Model model = harness.open(1, 7, Durability.WRITTEN);
    int[] writes = {0};
    harness.driver.fault =
        request -> {
          writes[0] += request.code() == Submissions.WRITE_VECTORED ? 1 : 0;
          return 0;
        };
    harness.append(model, 1, 10);
    harness.driver.most = 0;
    harness.turn();
    for (int i = 0; i < 50; i++) {
      harness.append(model, 1, 10);
      harness.turn();
    }
    harness.driver.most = Integer.MAX_VALUE;
    harness.settle();
    assertThat(model.messages).hasSize(51);
    assertThat(writes[0]).isEqualTo(2);
  }

  @Test
  void anEmptyPartitionHasNoFilesAndOneSegment() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.settle();
    assertThat(partitionFiles()).isEmpty();
    assertThat(harness.disk.directories).doesNotContain(DIRECTORY);
    assertThat(model.partition.counters().segments()).isEqualTo(1);
    assertThat(model.partition.counters().currentOffset()).isZero();
    for (int kind = Read.OFFSET; kind <= Read.LAST; kind++) {
      assertThat(read(model, kind).messages).isZero();
    }
  }

  @Test
  void segmentsCloseAfterTheAppendThatReachesTheirSize() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 100; i++) {
      harness.append(model, 2, 4_000);
      harness.settle();
    }
    harness.checkpoint();
    int segments = model.partition.counters().segments();
    assertThat(segments).isGreaterThan(3);
    List<String> files =
        partitionFiles().stream().filter(path -> path.endsWith(".segment")).toList();
    assertThat(files).hasSize(segments);
    for (String path : files.subList(0, segments - 1)) {
      assertThat(harness.disk.files.get(path).size).isBetween(64 * 1024, 80 * 1024);
    }
    harness.checkAll(model);
    harness.crash(true);
  }

  @Test
  void batchesLargerThanChunksComeBackWholeFromMemoryAndFromDisk() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 6; i++) {
      harness.append(model, 60, 8_000);
      harness.append(model, 1, 200_000);
      harness.settle();
      harness.checkAll(model);
    }
    harness.crash(true);
    TestAppend tooLarge = harness.append(model, 1, 0);
    tooLarge.then = () -> {};
    harness.settle();
    TestAppend huge = new TestAppend(harness.driver, harness.random, 800_000);
    model.partition.append(huge);
    assertThat(huge.status).isEqualTo(LogStatus.TOO_LARGE);
  }

  @Test
  void morePartitionsThanChunksShareTheMemory() {
    List<LogHarness.Model> models = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      models.add(harness.open(1, 100 + i, Durability.values()[i % 3]));
    }
    for (int round = 0; round < 3; round++) {
      models.forEach(model -> harness.append(model, 1, 2_000));
      harness.settle();
    }
    for (LogHarness.Model model : models) {
      assertThat(model.messages).hasSize(3);
      harness.checkAll(model);
    }
    assertThat(harness.shard.tails.inUse()).isLessThanOrEqualTo(128);
  }

  @Test
  void appendsWaitForMemoryThatReadersHold() {
    LogHarness.Model model = harness.open(1, 7, Durability.MEMORY);
    List<TestRead> reads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      harness.append(model, 40, 10_000);
      TestRead read = new TestRead(harness.driver).ask(Read.LAST, 0, 40, 1 << 20);
      model.partition.read(read);
      reads.add(read);
      harness.settle();
    }
    TestAppend waits = harness.append(model, 40, 10_000);
    TestAppend behind = harness.append(model, 1, 10);
    harness.settle();
    assertThat(waits.answered || behind.answered).isFalse();
    reads.forEach(Read::release);
    harness.settle();
    assertThat(waits.answered && behind.answered).isTrue();
    harness.checkAll(model);
  }

  @Test
  void purgeStartsAgainAtZeroAndAppendsMeanwhileWait() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 40; i++) {
      harness.append(model, 2, 4_000);
    }
    harness.settle();
    TestRead held = read(model, Read.FIRST);
    byte[] before = held.answer();
    int[] purged = {-1};
    model.partition.purge(() -> {}, status -> purged[0] = status);
    model.messages.clear();
    TestAppend next = harness.append(model, 3, 100);
    harness.settle();
    assertThat(purged[0]).isEqualTo(LogStatus.OK);
    assertThat(next.baseOffset).isZero();
    assertThat(model.partition.counters().segments()).isEqualTo(1);
    assertThat(held.answer()).isEqualTo(before);
    held.release();
    harness.checkAll(model);
    harness.crash(true);
  }

  @Test
  void aCheckpointThatMeetsAPurgeTakesNothingThatCameAfterIt() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 40; i++) {
      harness.append(model, 2, 4_000);
    }
    harness.settle();
    // The purge is in the journal, and its files go one by one.
    harness.driver.completes = request -> request.code() != Submissions.UNLINK;
    int[] purged = {-1};
    model.partition.purge(() -> {}, status -> purged[0] = status);
    model.messages.clear();
    model.synced = 0;
    for (int i = 0; i < 100; i++) {
      harness.turn();
    }
    assertThat(model.partition.purgedOp).isPositive();
    assertThat(purged[0]).isEqualTo(-1);
    harness.journals.checkpoint(harness.shard, harness::turn, () -> {});
    harness.driver.completes = request -> true;
    harness.append(model, 3, 100);
    harness.settle();
    assertThat(model.synced).isEqualTo(3);
    harness.crash(true);
    assertThat(model.messages).hasSize(3);
  }

  @Test
  void moreTailsThanThereIsMemoryForAreReplayed() {
    int count = 2 * LogHarness.CHUNKS_OF_SMALL;
    List<LogHarness.Model> models = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LogHarness.Model model = harness.open(1, 100 + i, Durability.SYNCED);
      models.add(model);
      harness.append(model, 1, 100);
      harness.settle();
    }
    harness.crash(true);
    assertThat(models).allMatch(model -> model.messages.size() == 1);
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void aFlushIsAnsweredThoughItsPartitionIsPurgedMeanwhile(Durability durability) {
    LogHarness.Model model = harness.open(1, 7, durability);
    harness.append(model, 2, 4_000);
    int[] answered = {-1, -1};
    model.partition.purge(() -> {}, status -> answered[0] = status);
    for (int i = 0; i < 3; i++) {
      harness.turn();
    }
    model.partition.flush(true, status -> answered[1] = status);
    harness.settle();
    assertThat(answered).containsOnly(LogStatus.OK);
  }

  @Test
  void aFlushIsAnsweredThoughTheTailGrowsWhileItWaitsForTheWriteBefore() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    int[] answered = {-1, -1};
    harness.driver.completes = request -> request.code() != Submissions.WRITE_VECTORED;
    for (int i = 0; i < 2; i++) {
      int each = i;
      harness.append(model, 1, 100);
      model.partition.flush(true, status -> answered[each] = status);
      for (int turns = 0; turns < 20; turns++) {
        harness.turn();
      }
    }
    harness.append(model, 1, 100);
    harness.driver.completes = request -> true;
    harness.settle();
    assertThat(answered).containsOnly(LogStatus.OK);
  }

  @Test
  void deleteRemovesTheFilesAndEndsWhatWaits() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.append(model, 2, 4_000);
    harness.settle();
    TestAppend pending = harness.append(model, 2, 100);
    harness.turn();
    pending.then = () -> {};
    int[] deleted = {-1};
    model.partition.delete(status -> deleted[0] = status);
    harness.settle();
    assertThat(deleted[0]).isEqualTo(LogStatus.OK);
    assertThat(partitionFiles()).isEmpty();
    assertThat(harness.disk.directories).doesNotContain(DIRECTORY);
    TestAppend late = new TestAppend(harness.driver, harness.random, 1, 1);
    model.partition.append(late);
    assertThat(late.status).isEqualTo(LogStatus.CLOSED);
    TestRead read = new TestRead(harness.driver).ask(Read.FIRST, 0, 1, 1);
    model.partition.read(read);
    assertThat(read.status).isEqualTo(LogStatus.CLOSED);
    assertThat(harness.shard.tails.inUse()).isZero();
    assertThat(harness.driver.files.openPaths()).allMatch(path -> path.contains("/journal/"));
  }

  @Test
  void anUnknownFormatVersionIsRefusedWithFileAndVersion() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    harness.append(model, 1, 10);
    harness.checkpoint();
    FakeFile file = harness.disk.files.get(DIRECTORY + "/00000000000000000000.segment");
    long header = harness.driver.allocate(SegmentFile.HEADER);
    Memory.copy(file.contents(), 0, header, SegmentFile.HEADER);
    Memory.putInt(header + 8, 3);
    int checksum = SegmentFile.HEADER - 8;
    Memory.putLong(header + checksum, harness.driver.kernels().xxh3(header, checksum));
    file.write(0, Memory.bytes(header, SegmentFile.HEADER), true);
    assertThatThrownBy(() -> harness.reopenDamaged(model))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("00000000000000000000.segment has format version 3");
  }

  @Test
  void damageBeforeWholeLaterEntriesIsNotCutAndEndsWriting() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 5; i++) {
      harness.append(model, 1, 500);
      harness.settle();
    }
    harness.checkpoint();
    FakeFile file = harness.disk.files.get(DIRECTORY + "/00000000000000000000.segment");
    byte[] before = file.contents();
    file.flip(4096 + EntryHeader.SIZE + 70, 3);
    harness.reopenDamaged(model);
    assertThat(model.partition.failure()).contains("damaged at byte 4096");
    TestRead read = new TestRead(harness.driver).ask(Read.FIRST, 0, 10, 1000);
    model.partition.read(read);
    assertThat(read.status).isEqualTo(LogStatus.DAMAGED);
    file.flip(4096 + EntryHeader.SIZE + 70, 3);
    assertThat(file.contents()).isEqualTo(before);
  }

  @Test
  void aSegmentThatIsMissingIsDamage() {
    LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 60; i++) {
      harness.append(model, 2, 4_000);
      harness.settle();
    }
    harness.checkpoint();
    List<String> segments =
        harness.disk.files.keySet().stream().filter(path -> path.endsWith(".segment")).toList();
    harness.disk.files.remove(segments.get(1));
    harness.reopenDamaged(model);
    assertThat(harness.shard.damageCounters().byRecovery()).isEqualTo(1);
    assertThat(read(model, Read.FIRST).status).isEqualTo(LogStatus.OK);
    TestRead missing =
        new TestRead(harness.driver)
            .ask(Read.OFFSET, model.partition.segments().get(1).base - 1, 10, 1000);
    model.partition.read(missing);
    harness.settle();
    assertThat(missing.status).isEqualTo(LogStatus.DAMAGED);
    assertThat(harness.read(model, Read.LAST, 0, 1, 1 << 20).messages).isEqualTo(1);
  }

  private List<String> partitionFiles() {
    return harness.disk.files.keySet().stream().filter(path -> path.startsWith(DIRECTORY)).toList();
  }

  private TestRead read(LogHarness.Model model, int kind) {
    return harness.read(model, kind, 0, 10, 1 << 20);
  }
}
