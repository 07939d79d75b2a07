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

  /** Segments take nothing while the journal still does; the server is stopped, mended, started. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatOnlyTheJournalTookOutlivesAStop(boolean full) {
    for (long seed = 1; seed <= 10; seed++) {
      try (TrivialWorkload run = new TrivialWorkload(seed, Faults.NONE)) {
        SimulatedStorage storage = run.node.storage();
        run.diskFails = true;
        run.start();
        run.create();
        run.sends = run.world.chance().below(10);
        run.round();
        run.world.runFor(run.world.chance().below(1_000_000_000));
        if (full) {
          storage.capacity(storage.used());
        } else {
          storage.failWrites(".segment");
        }
        run.sends = 1 + run.world.chance().below(100);
        run.round();
        run.stop();
        storage.capacity(1L << 30);
        storage.failWrites("");
        run.restartAnd(run::check);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** However often it is started: who restores the bit has everything back. */
  @Test
  void damageIsNotTakenForTheRestOfAnUnfinishedWriteLater() {
    for (long seed = 1; seed <= 10; seed++) {
      try (TrivialWorkload run = new TrivialWorkload(seed, Faults.NONE)) {
        SimulatedStorage storage = run.node.storage();
        run.start();
        run.create();
        run.sends = 20;
        run.round();
        run.stop();
        String segment =
            storage.files().stream().filter(file -> file.endsWith(".segment")).findFirst().get();
        long place = 4096 + run.world.chance().below(4096);
        storage.flip(segment, place, 3);
        for (int starts = 0; starts < 3; starts++) {
          run.start();
          run.world.runFor(run.world.chance().below(20_000_000_000L));
          if (run.world.chance().coin()) {
            run.stop();
          } else {
            run.node.powerOff();
          }
        }
        storage.flip(segment, place, 3);
        run.restartAnd(run::check);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
