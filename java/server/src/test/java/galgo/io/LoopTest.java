package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTest extends DriverFixture {
  private static final long HOUR = 3_600_000_000_000L;

  @Override
  protected Driver newDriver() {
    return new NioDriver(16, 16, new NioHandover());
  }

  @Test
  void countsWhatIsInFlight() {
    Probe timeout = new Probe();
    Probe nop = new Probe();
    loop.timeout(HOUR, timeout);
    loop.nop(nop);
    assertThat(loop.inFlight()).isEqualTo(2);
    finish(nop);
    assertThat(loop.inFlight()).isEqualTo(1);
    assertThat(timeout.pending()).isTrue();
    Probe cancel = new Probe();
    loop.cancel(timeout, cancel);
    finish(cancel);
    await(timeout::done);
    assertThat(loop.inFlight()).isZero();
  }

  @Test
  void anOperationIsInFlightOnceAtATimeAndThenAgain() {
    Probe probe = new Probe();
    loop.timeout(1, probe);
    assertThatThrownBy(() -> loop.nop(probe)).isInstanceOf(IllegalStateException.class);
    await(probe::done);
    long tag = probe.tag;
    loop.nop(probe);
    await(probe::done);
    assertThat(probe.tag).isEqualTo(tag);
    assertThat(probe.results).containsExactly(0, 0);
  }

  @Test
  void anOperationMaySubmitItselfAgainWhenItCompletes() {
    int[] left = {1000};
    Operation again =
        new Operation() {
          @Override
          protected void completed(int result, int flags, long data) {
            if (--left[0] > 0) {
              loop.nop(this);
            }
          }
        };
    loop.nop(again);
    await(() -> left[0] == 0);
    assertThat(again.pending()).isFalse();
  }

  @Test
  void aMultishotOperationStaysInFlightUntilItsLastCompletion() {
    int listener = listen();
    Probe accepted = new Probe();
    loop.accept(listener, accepted);
    connect(driver.localAddress(listener));
    await(() -> !accepted.results.isEmpty());
    assertThat(accepted.pending()).isTrue();
    assertThatThrownBy(() -> loop.forget(accepted)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aForgottenOperationGivesItsSlotToAnotherUnderAnotherTag() {
    Probe first = new Probe();
    Probe unused = new Probe();
    loop.forget(unused);
    loop.nop(first);
    assertThatThrownBy(() -> loop.forget(first)).isInstanceOf(IllegalStateException.class);
    finish(first);
    long tag = first.tag;
    loop.forget(first);
    Probe second = new Probe();
    loop.nop(second);
    finish(second);
    assertThat((int) second.tag).isEqualTo((int) tag);
    assertThat(second.tag).isNotEqualTo(tag);
    loop.nop(first);
    await(first::done);
    assertThat(first.results).containsExactly(0, 0);
  }

  @Test
  void slotsOfForgottenOperationsAreUsedAgain() {
    Set<Integer> slots = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      Probe probe = new Probe();
      loop.nop(probe);
      finish(probe);
      slots.add((int) probe.tag);
      loop.forget(probe);
    }
    assertThat(slots).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, -1, 0x7FFF_FFFF_FFFFL, 1L << 40})
  void aCompletionOfNobodyIsAFault(long tag) {
    driver.submissions().add(Submissions.NOP, 0, 0, 0, 0, 0, tag);
    assertThatThrownBy(() -> loop.turn(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Long.toString(tag));
  }

  @Test
  void aCompletionOfAForgottenOperationIsAFault() {
    Probe probe = new Probe();
    loop.nop(probe);
    finish(probe);
    long tag = probe.tag;
    loop.forget(probe);
    driver.submissions().add(Submissions.NOP, 0, 0, 0, 0, 0, tag);
    assertThatThrownBy(() -> loop.turn(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSecondCompletionOfTheSameOperationIsAFault() {
    Probe probe = new Probe();
    loop.nop(probe);
    finish(probe);
    driver.submissions().add(Submissions.NOP, 0, 0, 0, 0, 0, probe.tag);
    assertThatThrownBy(() -> loop.turn(0)).isInstanceOf(IllegalStateException.class);
  }
}
