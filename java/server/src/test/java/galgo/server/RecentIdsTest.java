package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RecentIdsTest {
  private record Id(long low, long high) {}

  /** A ring's oldest place may be held by an id that was removed: it counts until it is dropped. */
  private record Sent(long time, boolean removed) {}

  @Property(tries = 200)
  void itKnowsWhatAMapInTheOrderOfArrivalWouldKnow(
      @ForAll @IntRange(min = 1, max = 700) int most,
      @ForAll @IntRange(min = 1, max = 2_000) int expiry,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RecentIds recent = new RecentIds(most, expiry);
    Map<Long, Map.Entry<Id, Sent>> model = new LinkedHashMap<>();
    long arrival = 0;
    long now = 0;
    for (int i = 0; i < 3_000; i++) {
      now += random.nextInt(3);
      Id id = new Id(random.nextInt(1_000), random.nextInt(2));
      Long known = find(model, id, now, expiry);
      if (random.nextInt(10) == 0) {
        recent.remove(id.low(), id.high());
        Long any = find(model, id, Long.MIN_VALUE, expiry);
        if (any != null) {
          model.put(any, Map.entry(id, new Sent(model.get(any).getValue().time(), true)));
        }
        continue;
      }
      assertThat(recent.add(id.low(), id.high(), now)).isEqualTo(known == null);
      long oldest = now - expiry;
      model.values().removeIf(each -> each.getValue().time() <= oldest);
      if (known == null) {
        if (model.size() == most) {
          model.remove(model.keySet().iterator().next());
        }
        model.put(arrival++, Map.entry(id, new Sent(now, false)));
      }
    }
  }

  private static Long find(Map<Long, Map.Entry<Id, Sent>> model, Id id, long now, int expiry) {
    for (Map.Entry<Long, Map.Entry<Id, Sent>> each : model.entrySet()) {
      Sent sent = each.getValue().getValue();
      boolean fresh = now == Long.MIN_VALUE || now - sent.time() < expiry;
      if (each.getValue().getKey().equals(id) && !sent.removed() && fresh) {
        return each.getKey();
      }
    }
    return null;
  }
}
