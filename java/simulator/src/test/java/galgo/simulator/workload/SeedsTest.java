package galgo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The whole server against the model, for a fixed set of seeds. */
class SeedsTest {
  private static final long FIRST = 1;
  private static final int SEEDS = 200;

  @BeforeAll
  static void silence() {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.OFF);
    }
  }

  @Test
  void noSeedFindsAnything() throws Exception {
    List<Callable<Scenario.Result>> runs = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      long each = seed;
      runs.add(() -> Scenario.run(each, null));
    }
    List<String> found = new ArrayList<>();
    try (ExecutorService executor =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Future<Scenario.Result> run : executor.invokeAll(runs)) {
        if (run.get().failed()) {
          StringWriter text = new StringWriter();
          Search.print(new PrintWriter(text, true), run.get());
          found.add(text.toString());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void aSeedIsTheSameRunEveryTime() {
    for (long seed = 7; seed < 10; seed++) {
      Scenario.Result first = Scenario.run(seed, null);
      Scenario.Result second = Scenario.run(seed, null);
      assertThat(second).isEqualTo(first);
      assertThat(first.events()).isPositive();
    }
  }
}
