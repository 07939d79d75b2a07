package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Too many files are open: what needs one more is refused or waits, and nothing is lost by it. */
class DescriptorLimitTest {
  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 1);
  private final LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);

  @AfterEach
  void close() {
    harness.close();
  }

  private void limit(boolean reached) {
    harness.driver.files.openFault = reached ? -Errno.EMFILE : 0;
  }

  private void someTurns() {
    for (int i = 0; i < 50; i++) {
      harness.turn();
    }
  }

  @Test
  void anAppendThatNeedsItsSegmentIsRefusedUntilAFileCanBeOpened() {
    harness.append(model, 3, 100);
    harness.settle();
    limit(true);
    TestAppend large = harness.append(model, 60, 8_000);
    someTurns();
    assertThat(large.status).isEqualTo(LogStatus.NO_SPACE);
    assertThat(model.partition.failure()).isEmpty();
    harness.checkAll(model);

    limit(false);
    harness.settle();
    TestAppend later = harness.append(model, 60, 8_000);
    harness.settle();
    assertThat(later.status).isEqualTo(LogStatus.OK);
    assertThat(later.baseOffset).isEqualTo(3);
    harness.checkAll(model);
    harness.crash(true);
  }

  @Test
  void whatTheJournalHoldsIsWrittenWhenAFileCanBeOpened() {
    limit(true);
    for (int i = 0; i < 10; i++) {
      harness.append(model, 3, 300);
      harness.turn();
    }
    int[] flushed = {-1};
    model.partition.flush(true, status -> flushed[0] = status);
    harness.driver.now += 1_000_000_000;
    someTurns();
    assertThat(model.answered).isPositive();
    assertThat(flushed[0]).isEqualTo(LogStatus.NO_SPACE);
    assertThat(model.partition.failure()).isEmpty();

    limit(false);
    harness.checkpoint();
    harness.crash(true);
  }

  @Test
  void namesAreSyncedWhenTheirDirectoryCanBeOpened() {
    harness.driver.fault =
        request -> {
          // The segment's file is the last that could be opened.
          limit(true);
          return 0;
        };
    harness.append(model, 60, 8_000);
    someTurns();
    assertThat(model.partition.failure()).isEmpty();
    harness.driver.fault = request -> 0;
    limit(false);
    harness.settle();
    TestAppend later = harness.append(model, 60, 8_000);
    harness.settle();
    assertThat(later.status).isEqualTo(LogStatus.OK);
    harness.crash(true);
  }

  @Test
  void whatAStartFoundIsSyncedWhenItsFileCanBeOpened() {
    harness.append(model, 10, 2_000);
    model.partition.flush(false, status -> {});
    harness.settle();
    harness.crash(false);
    limit(true);
    someTurns();
    assertThat(model.partition.failure()).isEmpty();
    limit(false);
    TestAppend append = harness.append(model, 60, 8_000);
    harness.settle();
    assertThat(append.status).isEqualTo(LogStatus.OK);
    harness.crash(true);
  }

  @Test
  void theJournalGoesOnInANewPieceWhenOneCanBeMade() {
    limit(true);
    List<TestAppend> appends = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      appends.add(harness.append(model, 1, 1_500));
      harness.turn();
    }
    assertThat(harness.journals.journal.failure()).isEmpty();
    assertThat(appends).anyMatch(append -> append.status == LogStatus.NO_SPACE);
    limit(false);
    harness.settle();
    TestAppend later = harness.append(model, 1, 1_500);
    harness.checkpoint();
    assertThat(later.status).isEqualTo(LogStatus.OK);
    harness.crash(true);
  }
}
