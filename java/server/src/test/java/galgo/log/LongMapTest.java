package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LongMapTest {
  @Property(tries = 200)
  void behavesLikeAMap(@ForAll long seed) {
    Random random = new Random(seed);
    int range = 1 + random.nextInt(200);
    LongMap map = new LongMap();
    Map<Long, Long> model = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      long key = (long) random.nextInt(range) << (random.nextBoolean() ? 32 : 0);
      if (random.nextInt(3) == 0) {
        assertThat(map.remove(key)).isEqualTo(model.remove(key) != null);
      } else {
        map.put(key, i);
        model.put(key, (long) i);
      }
      assertThat(map.size()).isEqualTo(model.size());
    }
    Map<Long, Long> found = new HashMap<>();
    for (int slot = 0; slot < map.slots(); slot++) {
      if (map.key(slot) != LongMap.NO_KEY) {
        found.put(map.key(slot), map.value(slot));
        assertThat(map.get(map.key(slot), -1)).isEqualTo(map.value(slot));
      }
    }
    assertThat(found).isEqualTo(model);
    assertThat(map.get(Long.MAX_VALUE, -1)).isEqualTo(-1);
  }
}
