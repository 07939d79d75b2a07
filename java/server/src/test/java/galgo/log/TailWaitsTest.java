package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailWaitsTest {
  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 1);
  private final LogHarness.Model model = harness.open(1, 7, Durability.MEMORY);

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void aPatientReadOfTheNextMessageEndsWhenItHasCome() {
    harness.append(model, 3, 100);
    TestRead first = patient(Read.OFFSET, 3);
    TestRead second = patient(Read.OFFSET, 3);
    harness.turn();
    assertThat(first.answered || second.answered).isFalse();
    harness.append(model, 1, 100);
    harness.turn();
    assertThat(first.answered && second.answered).isTrue();
    assertThat(first.came && second.came).isTrue();
    assertThat(first.messages).isZero();
    assertThat(harness.shard.tailWaits.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(harness.read(model, Read.OFFSET, 3, 10, 1 << 20).messages).isEqualTo(1);
  }

  @Test
  void itEndsAfterAMomentWhenNothingComes() {
    LogHarness.Model other = harness.open(1, 8, Durability.MEMORY);
    TestRead read = patient(Read.FIRST, 0);
    long began = harness.driver.now;
    harness.append(other, 1, 100);
    harness.driver.now = began + TailWaits.NANOS / 2;
    TestRead later = patient(Read.OFFSET, 0);
    harness.turn();
    harness.driver.now = began + TailWaits.NANOS - 1;
    harness.turn();
    assertThat(read.answered).isFalse();
    harness.driver.now = began + TailWaits.NANOS;
    harness.turn();
    assertThat(read.answered).isTrue();
    assertThat(read.came).isFalse();
    assertThat(read.status).isEqualTo(LogStatus.OK);
    assertThat(later.answered).isFalse();
    harness.settle();
    assertThat(later.answered).isTrue();
  }

  @Test
  void oneThatAsksForSomethingElseIsAnsweredAtOnce() {
    harness.append(model, 3, 100);
    assertThat(patient(Read.OFFSET, 4).answered).isTrue();
    assertThat(patient(Read.TIMESTAMP, Long.MAX_VALUE).answered).isTrue();
    TestRead there = patient(Read.OFFSET, 2);
    assertThat(there.messages).isEqualTo(1);
    there.release();
    TestRead impatient = new TestRead(harness.driver).ask(Read.OFFSET, 3, 10, 1 << 20);
    model.partition.read(impatient);
    assertThat(impatient.answered).isTrue();
  }

  @Test
  void itWaitsForWhatIsCommittedNotForWhatIsAppended() {
    LogHarness.Model synced = harness.open(1, 8, Durability.SYNCED);
    TestRead read = new TestRead(harness.driver).ask(Read.OFFSET, 0, 10, 1 << 20);
    read.patient = true;
    synced.partition.read(read);
    harness.driver.most = 0;
    harness.append(synced, 1, 100);
    harness.turn();
    assertThat(read.answered).isFalse();
    harness.driver.most = Integer.MAX_VALUE;
    for (int i = 0; i < 100 && !read.answered; i++) {
      harness.turn();
    }
    assertThat(read.came).isTrue();
    assertThat(synced.messages).hasSize(1);
  }

  @Test
  void itEndsThoughItsPartitionIsDeleted() {
    TestRead read = patient(Read.FIRST, 0);
    model.partition.delete(status -> {});
    harness.settle();
    assertThat(read.answered).isTrue();
    assertThat(read.messages).isZero();
  }

  private TestRead patient(int kind, long value) {
    TestRead read = new TestRead(harness.driver).ask(kind, value, 10, 1 << 20);
    read.patient = true;
    model.partition.read(read);
    return read;
  }
}
