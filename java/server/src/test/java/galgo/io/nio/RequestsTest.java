package galgo.io.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Completions;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private final CompletionQueue queue = new CompletionQueue();
  private final Requests requests = new Requests(queue);

  @Test
  void areFoundByTheirTagsUntilTheyAreFinished() {
    Random random = new Random(1);
    Map<Long, Request> model = new HashMap<>();
    List<Long> tags = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      if (model.size() < 5000 && random.nextInt(3) > 0) {
        long tag = random.nextBoolean() ? random.nextLong() : (long) i << 32 | random.nextInt(50);
        if (model.containsKey(tag)) {
          continue;
        }
        model.put(tag, requests.take(tag));
        tags.add(tag);
      } else if (!tags.isEmpty()) {
        int index = random.nextInt(tags.size());
        long tag = tags.set(index, tags.getLast());
        tags.removeLast();
        requests.finish(model.remove(tag), 0);
        assertThat(requests.find(tag)).isNull();
      }
      assertThat(requests.inFlight()).isEqualTo(model.size());
    }
    model.forEach((tag, request) -> assertThat(requests.find(tag)).isSameAs(request));
  }

  @Test
  void areFinishedOnce() {
    Request request = requests.take(5);
    requests.finish(request, 0);
    assertThatThrownBy(() -> requests.finish(request, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void completionsKeepTheirOrderHoweverManyTurnsTheyTake() {
    try (Arena arena = Arena.ofConfined()) {
      long base = arena.allocate(7 * Completions.RECORD, 8).address();
      Completions completions = new Completions(base, 7);
      long written = 0;
      long read = 0;
      Random random = new Random(2);
      while (read < 20_000) {
        for (int i = random.nextInt(written < 20_000 ? 20 : 1); i > 0; i--) {
          queue.add(written, (int) -written, (int) (written & 3), written * 3);
          written++;
        }
        int count = queue.drain(completions);
        for (int i = 0; i < count; i++) {
          assertThat(completions.tag(i)).isEqualTo(read);
          assertThat(completions.result(i)).isEqualTo((int) -read);
          assertThat(completions.flags(i)).isEqualTo((int) (read & 3));
          assertThat(completions.data(i)).isEqualTo(read * 3);
          read++;
        }
      }
      assertThat(queue.size()).isEqualTo((int) (written - read));
    }
  }
}
