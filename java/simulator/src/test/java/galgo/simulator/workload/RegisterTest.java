package galgo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegisterTest {
  private final Register register = new Register(-1, 0);

  @Test
  void anAcknowledgedWriteHidesTheOneBefore() {
    register.write(5, 1, true).span.happened(2);
    assertThat(register.candidates(3, 4)).containsExactly(5L);
    Register.Write write = register.write(7, 5, true);
    assertThat(register.candidates(6, 7)).containsExactly(5L, 7L);
    write.span.happened(8);
    assertThat(register.candidates(6, 9)).containsExactly(5L, 7L);
    assertThat(register.candidates(9, 10)).containsExactly(7L);
  }

  @Test
  void aWriteThatNobodyAnsweredMayHappenLateButNotAfterACrash() {
    register.write(5, 1, true);
    register.write(7, 3, true).span.happened(4);
    assertThat(register.candidates(5, 6)).containsExactly(5L, 7L);
    register.crashed(6, false);
    register.write(9, 7, true).span.happened(8);
    assertThat(register.candidates(9, 10)).containsExactly(9L);
  }

  @Test
  void aCrashMayTakeBackWhatWasNotDurable() {
    register.write(5, 1, true).span.happened(2);
    register.write(7, 3, false).span.happened(4);
    assertThat(register.candidates(5, 6)).containsExactly(7L);
    register.crashed(7, false);
    assertThat(register.candidates(8, 9)).containsExactly(5L, 7L);
  }

  @Test
  void aCleanEndTakesNothingBack() {
    register.write(7, 3, false).span.happened(4);
    register.crashed(7, true);
    assertThat(register.candidates(8, 9)).containsExactly(7L);
  }
}
