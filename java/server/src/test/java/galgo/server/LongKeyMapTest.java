package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LongKeyMapTest {
  /** Few keys, so that chains form, are cut and grow together again. */
  @Property
  void isAMap(@ForAll @Size(max = 400) List<@LongRange(min = -40, max = 40) Long> keys) {
    LongKeyMap<String> map = new LongKeyMap<>();
    TreeMap<Long, String> model = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      long key = keys.get(i);
      if (i % 3 == 2) {
        assertThat(map.remove(key)).isEqualTo(model.remove(key));
      } else {
        map.put(key, "value " + i);
        model.put(key, "value " + i);
      }
      assertThat(map.size()).isEqualTo(model.size());
    }
    for (long key = -41; key <= 41; key++) {
      assertThat(map.get(key)).isEqualTo(model.get(key));
    }
    assertThat(map.values()).isEqualTo(List.copyOf(model.values()));
    assertThat(map.keys()).containsExactly(model.keySet().stream().mapToLong(k -> k).toArray());
  }
}
