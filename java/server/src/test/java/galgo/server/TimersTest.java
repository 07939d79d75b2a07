package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  @Test
  void eachTimerRunsOnceAnIntervalAndALateTurnDoesNotMakeUpForIt() {
    List<String> runs = new ArrayList<>();
    Timers timers = new Timers();
    timers.every(10, 0, () -> runs.add("ten"));
    timers.every(25, 0, () -> runs.add("twenty-five"));

    assertThat(timers.next()).isEqualTo(10);
    timers.run(9);
    assertThat(runs).isEmpty();
    timers.run(10);
    assertThat(runs).containsExactly("ten");
    timers.run(60);
    assertThat(runs).containsExactly("ten", "ten", "twenty-five");
    assertThat(timers.next()).isEqualTo(70);
  }

  @Test
  void whatIsDelayedRunsOnceWhenDueOrWhenTheShardStops() {
    List<String> runs = new ArrayList<>();
    Timers timers = new Timers();
    timers.after(20, 0, () -> runs.add("twenty"));
    timers.after(10, 0, () -> runs.add("ten"));
    timers.after(90, 0, () -> runs.add("ninety"));

    assertThat(timers.next()).isEqualTo(10);
    timers.run(9);
    assertThat(runs).isEmpty();
    timers.run(20);
    assertThat(runs).containsExactly("ten", "twenty");
    assertThat(timers.next()).isEqualTo(90);
    timers.runDelayed();
    assertThat(runs).containsExactly("ten", "twenty", "ninety");
  }

  @Test
  void whatAsksForItselfAgainRunsOnceWhenTheShardStopsAndThenWhenDue() {
    List<Long> runs = new ArrayList<>();
    Timers timers = new Timers();
    timers.after(10, 0, () -> again(timers, runs, 0));

    timers.runDelayed();
    assertThat(runs).containsExactly(0L);
    timers.run(9);
    assertThat(runs).containsExactly(0L);
    timers.run(10);
    assertThat(runs).containsExactly(0L, 10L);
  }

  private static void again(Timers timers, List<Long> runs, long now) {
    runs.add(now);
    if (runs.size() < 100) {
      timers.after(10, now, () -> again(timers, runs, now + 10));
    }
  }

  @Test
  void withoutTimersNothingIsDue() {
    assertThat(new Timers().next()).isEqualTo(Long.MAX_VALUE);
  }
}
