package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Submissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Old messages go while there are readers, writers and crashes. */
class RetentionTest {
  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 3);
  private LogHarness.Model model;

  @BeforeEach
  void fillSomeSegments() {
    model = harness.open(1, 7, Durability.SYNCED);
    for (int i = 0; i < 60; i++) {
      harness.append(model, 2, 4_000);
      harness.settle();
    }
    assertThat(model.partition.removable()).hasSizeGreaterThan(2);
  }

  @AfterEach
  void end() {
    harness.close();
  }

  @Test
  void theOldestSegmentsGoAndReadersGetTheFirstMessageThatIsLeft() {
    PartitionCounters counters = model.partition.counters();
    List<RemovableSegment> removable = model.partition.removable();
    assertThat(removable).hasSize(counters.segments() - 1);
    long bytes = counters.bytes();

    model.partition.removeBefore(removable.get(1).end() + 1, status -> {});
    harness.settle();

    assertThat(counters.startOffset()).isEqualTo(removable.get(1).end());
    assertThat(counters.segments()).isEqualTo(removable.size() + 1 - 2);
    assertThat(bytes - counters.bytes())
        .isEqualTo(removable.get(0).bytes() + removable.get(1).bytes());
    assertThat(harness.disk.files).hasSize(2 * counters.segments());
    assertThat(harness.read(model, Read.OFFSET, 0, 1, 1 << 20).firstOffset)
        .isEqualTo(counters.startOffset());
    harness.checkAll(model);
  }

  @Test
  void theNewestSegmentStays() {
    model.partition.removeBefore(Long.MAX_VALUE, status -> {});
    harness.settle();
    assertThat(model.partition.counters().segments()).isEqualTo(1);
    assertThat(model.partition.removable()).isEmpty();
    harness.checkAll(model);
    harness.crash(true);
  }

  @Test
  void aReaderKeepsItsBytesAndOneThatWaitsForTheDiskGoesOnBehindTheGap() {
    harness.restart();
    RemovableSegment oldest = model.partition.removable().getFirst();
    model.partition.segments().getFirst().discardAll();
    harness.driver.completes = request -> request.code() != Submissions.READ;
    TestRead waits = new TestRead(harness.driver).ask(Read.OFFSET, oldest.end() - 1, 3, 1 << 20);
    model.partition.read(waits);
    int[] removed = {-1};

    model.partition.removeBefore(oldest.end(), status -> removed[0] = status);
    for (int i = 0; i < 20; i++) {
      harness.turn();
    }
    assertThat(harness.disk.files.firstKey()).as("a file that is being read").contains("/0000");
    assertThat(removed[0]).isEqualTo(-1);
    harness.driver.completes = request -> true;
    harness.settle();

    assertThat(removed[0]).isEqualTo(LogStatus.OK);
    assertThat(waits.firstOffset).isEqualTo(oldest.end());
    byte[] before = waits.answer();
    model.partition.removeBefore(model.partition.removable().getFirst().end(), status -> {});
    harness.settle();
    assertThat(waits.answer()).isEqualTo(before);
    assertThat(harness.driver.files.openPaths())
        .allMatch(path -> harness.disk.files.containsKey(path));
  }

  @Test
  void anOldOpenSegmentEndsAndGoesOnceANewOneHasBegun() {
    PartitionCounters counters = model.partition.counters();
    int segments = counters.segments();
    model.partition.closeOlderThan(Long.MAX_VALUE);
    harness.settle();
    model.partition.removeBefore(Long.MAX_VALUE, status -> {});
    harness.settle();
    assertThat(counters.segments()).isEqualTo(1);
    long last = counters.nextOffset();

    harness.append(model, 1, 10);
    harness.settle();
    assertThat(segments).isGreaterThan(2);
    assertThat(counters.segments()).isEqualTo(2);
    model.partition.removeBefore(Long.MAX_VALUE, status -> {});
    harness.settle();
    assertThat(counters.startOffset()).isEqualTo(last);
    harness.checkAll(model);
    harness.crash(true);
  }

  @Test
  void aRestartEndsSegmentsWhereTheyHadEnded() {
    for (int i = 0; i < 8; i++) {
      model.partition.closeOlderThan(Long.MAX_VALUE);
      long end = model.partition.counters().nextOffset();
      if (i % 2 == 0) {
        harness.append(model, 1, 10);
      }
      harness.settle();
      if (i % 4 < 2) {
        harness.checkpoint();
      }
      harness.crash(i < 4);
      harness.append(model, 1, 10);
      harness.settle();
      assertThat(model.partition.segments()).anyMatch(segment -> segment.base == end);
      harness.checkAll(model);
    }
  }

  @Test
  void whatWasRemovedDoesNotComeBackWithAPowerCut() {
    model.partition.closeOlderThan(Long.MAX_VALUE);
    long end = model.partition.counters().nextOffset();
    harness.append(model, 1, 10);
    harness.driver.completes = request -> !request.isWrite() || onlyJournal(request);
    for (int i = 0; i < 20; i++) {
      harness.turn();
    }
    model.partition.removeBefore(Long.MAX_VALUE, status -> {});
    for (int i = 0; i < 50; i++) {
      harness.turn();
    }
    long start = model.partition.counters().startOffset();
    assertThat(start).isPositive();
    harness.crash(true);
    assertThat(model.partition.counters().startOffset()).isGreaterThanOrEqualTo(start);
    assertThat(end).isGreaterThanOrEqualTo(start);
    harness.checkAll(model);
  }

  private boolean onlyJournal(FakeDriver.Request request) {
    return harness.driver.files.path(request.handle()).contains("/journal/");
  }

  @Test
  void aSegmentEndedForItsAgeStaysEndedWhenTheDiskIsFull() {
    model.partition.closeOlderThan(Long.MAX_VALUE);
    harness.settle();
    harness.disk.capacity = harness.disk.used();
    TestAppend refused = harness.append(model, 2, 4_000);
    for (int i = 0; i < 20; i++) {
      harness.turn();
    }
    assertThat(refused.status).isEqualTo(LogStatus.NO_SPACE);
    harness.disk.capacity = Long.MAX_VALUE;
    harness.settle();
    harness.append(model, 2, 4_000);
    harness.settle();
    harness.checkAll(model);
    harness.crash(true);
  }

  @Test
  void whoWaitsForTheDiskIsAnsweredWhenThePartitionIsDeleted() {
    int[] flushed = {-1};
    int[] deleted = {-1};
    harness.driver.completes = request -> !request.isWrite();
    harness.append(model, 1, 10);
    harness.turn();
    model.partition.flush(true, status -> flushed[0] = status);
    model.partition.delete(status -> deleted[0] = status);
    harness.driver.completes = request -> true;
    harness.settle();
    assertThat(deleted[0]).isEqualTo(LogStatus.OK);
    assertThat(flushed[0]).isIn(LogStatus.OK, LogStatus.CLOSED);
  }

  @Test
  void aPurgeThatWasAnsweredIsNotUndoneByAPowerCut() {
    int[] purged = {-1};
    model.partition.purge(() -> {}, status -> purged[0] = status);
    harness.settle();
    assertThat(purged[0]).isEqualTo(LogStatus.OK);
    model.messages.clear();
    model.answered = 0;
    model.synced = 0;
    harness.driver.crash(true, true);
    harness.reopenDamaged(model);
    assertThat(model.partition.failure()).isEmpty();
    assertThat(model.partition.counters().nextOffset()).isZero();
  }

  @Test
  void aCrashInTheMiddleOfARemovalLeavesWholeNewerSegments() {
    for (int unlinks = 0; unlinks < 6; unlinks++) {
      int[] left = {unlinks};
      harness.driver.completes = request -> request.code() != Submissions.UNLINK || left[0]-- > 0;
      List<RemovableSegment> removable = model.partition.removable();
      model.partition.removeBefore(removable.get(removable.size() - 2).end(), status -> {});
      for (int i = 0; i < 20; i++) {
        harness.turn();
      }
      harness.crash(unlinks % 2 == 0);
      for (int i = 0; i < 60; i++) {
        harness.append(model, 2, 4_000);
        harness.settle();
      }
    }
  }
}
