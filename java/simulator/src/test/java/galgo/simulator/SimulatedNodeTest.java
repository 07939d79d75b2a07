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
}
