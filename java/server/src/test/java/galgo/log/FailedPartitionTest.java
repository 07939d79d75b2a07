package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Errno;
import galgo.io.Submissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A partition that cannot write its segments fails alone: checkpoints go on, the journal is
 * trimmed, and what was answered is there again when the disk takes it.
 */
class FailedPartitionTest {
  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 1);
  private final LogHarness.Model failing = harness.open(1, 7, Durability.SYNCED);
  private final LogHarness.Model other = harness.open(1, 8, Durability.SYNCED);

  @AfterEach
  void close() {
    harness.close();
  }

  /** Answered from the journal; then its segments cannot be written. */
  private void fail() {
    append(failing, 30);
    harness.driver.fault = request -> request.code() == Submissions.WRITE_VECTORED ? -Errno.EIO : 0;
    failing.partition.flush(true, status -> assertThat(status).isEqualTo(LogStatus.FAILED));
    harness.settle();
    harness.driver.fault = request -> 0;
    assertThat(failing.partition.failure()).contains("EIO");
    assertThat(failing.answered).isPositive();
    append(other, 30);
  }

  private void append(LogHarness.Model model, int times) {
    for (int i = 0; i < times; i++) {
      harness.append(model, 2, 500);
      harness.turn();
    }
    harness.settle();
  }

  @Test
  void itsMessagesComeBackFromTheCheckpointWhenTheJournalIsTrimmed() {
    fail();
    harness.checkpoint();
    harness.checkAll(failing);
    harness.crash(true);
    append(failing, 3);
    append(other, 3);
    harness.checkpoint();
    harness.crash(true);
  }

  @Test
  void itsMessagesBehindDurableOnesComeBack() {
    append(failing, 7);
    harness.checkpoint();
    fail();
    harness.checkpoint();
    append(other, 3);
    harness.checkpoint();
    harness.crash(true);
  }

  @Test
  void whatFollowedThemIsNotOverwrittenByAStartBeforeTheNextCheckpoint() {
    fail();
    harness.checkpoint();
    harness.crash(true);
    for (int i = 0; i < 3; i++) {
      append(failing, 5);
      int[] status = {-1};
      failing.partition.flush(true, result -> status[0] = result);
      harness.settle();
      assertThat(status[0]).isEqualTo(LogStatus.OK);
    }
    harness.crash(true);
    append(failing, 3);
    harness.crash(true);
  }

  @Test
  void aCleanStopKeepsThemToo() {
    fail();
    for (LogHarness.Model model : harness.models) {
      model.partition.close(status -> {});
    }
    harness.checkpoint();
    harness.restart();
  }

  @Test
  void theyStayInCheckpointsAsLongAsTheDiskDoesNotTakeThem() {
    fail();
    harness.checkpoint();
    assertThat(harness.disk.files.keySet().removeIf(path -> path.contains("07/0"))).isTrue();
    for (int start = 0; start < 2; start++) {
      harness.createFault = -Errno.EIO;
      harness.reopenDamaged(failing);
      harness.driver.files.createFault = 0;
      assertThat(failing.partition.failure()).contains("EIO").contains("checkpoint");
      TestRead read = new TestRead(harness.driver).ask(Read.FIRST, 0, 10, 1000);
      failing.partition.read(read);
      assertThat(read.status).isEqualTo(LogStatus.DAMAGED);
      other.partition = harness.shard.open(other.group, other.id, other.durability);
      append(other, 3);
      harness.checkpoint();
    }
    harness.createFault = 0;
    harness.crash(true);
  }

  @Test
  void whatIsPurgedDoesNotComeBack() {
    fail();
    harness.checkpoint();
    failing.partition.purge(() -> {}, status -> assertThat(status).isEqualTo(LogStatus.OK));
    harness.settle();
    failing.messages.clear();
    failing.synced = 0;
    harness.crash(true);
    append(failing, 3);
    harness.checkpoint();
    harness.crash(true);
  }

  @Test
  void whatRecoveryFoundIsSyncedBeforeTheJournalIsTrimmed() {
    for (int i = 0; i < 30; i++) {
      harness.append(failing, 2, 500);
      harness.turn();
    }
    int[] status = {-1};
    failing.partition.flush(false, result -> status[0] = result);
    while (status[0] != LogStatus.OK) {
      harness.turn();
    }
    harness.driver.crash(false, false);
    harness.driver.close();
    harness.reopenDamaged(failing);
    harness.driver.fault = request -> request.code() == Submissions.SYNC ? -Errno.EIO : 0;
    harness.shard.settle(harness.journals.journal.durableSequence(), result -> status[0] = result);
    harness.settle();
    assertThat(status[0]).isEqualTo(LogStatus.FAILED);
  }
}
