package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.server.Progress.Phase;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress = new Progress();

  @Test
  void whatMovesAStepNowAndThenDoesNotStandStill() {
    assertThat(progress.still(Phase.REQUEST, 1, 10, 100)).isZero();
    assertThat(progress.still(Phase.REQUEST, 1, 10 + Progress.STEP - 1, 150)).isEqualTo(50);
    assertThat(progress.still(Phase.REQUEST, 1, 10 + Progress.STEP, 190)).isZero();
    assertThat(progress.still(Phase.REQUEST, 1, 10 + Progress.STEP, 290)).isEqualTo(100);
  }

  @Test
  void theNextRequestAndItsAnswerBeginAnew() {
    progress.still(Phase.REQUEST, 1, 10, 100);
    assertThat(progress.still(Phase.REQUEST, 2, 20, 150)).isZero();
    assertThat(progress.still(Phase.ANSWER, 2, 20, 200)).isZero();
    assertThat(progress.still(Phase.ANSWER, 3, 0, 250)).isZero();
    assertThat(progress.still(Phase.NOTHING, 3, 0, 300)).isZero();
    assertThat(progress.still(Phase.NOTHING, 3, 0, 900)).isZero();
  }
}
