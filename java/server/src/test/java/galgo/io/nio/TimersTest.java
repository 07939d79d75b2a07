package galgo.io.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TimersTest {
  /** Every step: 0..99 adds a timer due then, 100..149 removes one, more takes what is due. */
  @Property
  void comeByTheirTimesAndEqualOnesInTheirOrder(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 200) Integer> steps) {
    Timers timers = new Timers();
    List<Request> model = new ArrayList<>();
    for (int step : steps) {
      if (step < 100) {
        Request request = new Request();
        request.due = step;
        timers.add(request);
        model.add(request);
      } else if (step < 150 && !model.isEmpty()) {
        timers.remove(model.remove(step % model.size()));
      } else {
        takeDue(timers, model, 2L * (step - 150));
      }
      long next = model.stream().mapToLong(request -> request.due).min().orElse(Long.MAX_VALUE);
      assertThat(timers.nextDue()).isEqualTo(next);
    }
    takeDue(timers, model, 1000);
    assertThat(model).isEmpty();
  }

  private static void takeDue(Timers timers, List<Request> model, long now) {
    List<Request> due =
        model.stream()
            .filter(request -> request.due <= now)
            .sorted(Comparator.comparingLong(request -> request.due)) // stable
            .toList();
    List<Request> taken = new ArrayList<>();
    for (Request request = timers.poll(now); request != null; request = timers.poll(now)) {
      assertThat(request.heapIndex).isEqualTo(-1);
      taken.add(request);
    }
    assertThat(taken).isEqualTo(due);
    model.removeAll(due);
  }
}
