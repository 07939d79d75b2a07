package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NameIndexTest {
  @Property(tries = 200)
  void findsWhatAMapFinds(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 60) Integer> steps) {
    NameIndex index = new NameIndex();
    LongIndex byNumber = new LongIndex();
    Map<Integer, Integer> model = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      int key = steps.get(i);
      if (model.remove(key) == null) {
        model.put(key, i);
        index.add(name(key), i);
        byNumber.add(key, i);
      } else {
        index.remove(name(key));
        byNumber.remove(key);
      }
    }
    assertThat(index.size()).isEqualTo(model.size());
    for (int key = 0; key <= 60; key++) {
      int expected = model.getOrDefault(key, NameIndex.ABSENT);
      assertThat(index.get(name(key))).isEqualTo(expected);
      assertThat(index.get(name(key).toArray())).isEqualTo(expected);
      assertThat(atAddress(index, name(key))).isEqualTo(expected);
      assertThat(byNumber.get(key)).isEqualTo(expected);
    }
  }

  private static Bytes name(int key) {
    return Bytes.of("n" + key);
  }

  private static int atAddress(NameIndex index, Bytes name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(64).address();
      name.copyTo(address);
      Memory.putByte(address + name.length(), 'x');
      return index.get(address, name.length());
    }
  }
}
