package galgo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole server in a world, with a workload of one client. */
class SimulatedNodeTest {
  private static final int ROUNDS = 5;

  @Test
  void answersAndStopsInAWorldWithoutFaults() {
    try (TrivialWorkload run = new TrivialWorkload(1, Faults.NONE)) {
      run.go(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aSeedGivesTheSameWorldTwice(long seed) {
    assertThat(hash(seed)).isEqualTo(hash(seed)).isNotEqualTo(hash(seed + 1000));
  }

  private static long hash(long seed) {
    try (TrivialWorkload run = new TrivialWorkload(seed, null)) {
      run.go(ROUNDS);
      return run.world.hash();
    }
  }

  @Test
  void keepsWhatItAcknowledgedInManyWorlds() {
    for (long seed = 100; seed < 120; seed++) {
      try (TrivialWorkload run = new TrivialWorkload(seed, null)) {
        try {
          run.go(ROUNDS);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(
              "seed " + seed + "\n" + String.join("\n", run.world.trace().last(40)), e);
        }
      }
    }
  }

  /** Whatever a killed process had made without a sync, the next one must not take for durable. */
  @Test
  void aPowerCutAfterAKillLosesNothingThatWasAcknowledgedInBetween() {
    for (int calls = 1; calls < 100; calls++) {
      try (TrivialWorkload run = new TrivialWorkload(7, Faults.NONE)) {
        run.sends = 8;
        run.start();
        run.create();
        run.node.crashAfter(calls, false);
        run.round();
        run.node.kill();
        run.restartAnd(run::round);
        run.node.kill();
        run.node.storage().crash(0);
        run.restartAnd(run::check);
      } catch (AssertionError e) {
        throw new AssertionError("killed after " + calls + " calls", e);
      }
    }
  }
}
