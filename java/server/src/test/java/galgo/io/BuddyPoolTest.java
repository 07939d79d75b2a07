package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BuddyPoolTest {
  private static final long BASE = 1L << 40;
  private static final int LARGEST = 64 * 1024;

  private final BuddyPool pool = new BuddyPool(BASE, 4L * LARGEST, LARGEST);

  /** Every step: a positive number takes that many bytes, another gives the n-th block back. */
  @Property(tries = 300)
  void blocksNeverOverlapAndAllMergeAgain(
      @ForAll @Size(max = 200) List<@IntRange(min = -40, max = LARGEST) Integer> steps) {
    BuddyPool pool = new BuddyPool(BASE, 4L * LARGEST, LARGEST);
    TreeMap<Long, Integer> taken = new TreeMap<>();
    for (int step : steps) {
      if (step > 0) {
        take(pool, step, taken);
      } else if (!taken.isEmpty()) {
        long address = new ArrayList<>(taken.keySet()).get(-step % taken.size());
        pool.give(address);
        taken.remove(address);
      }
      assertThat(pool.bytesInUse())
          .isEqualTo(taken.values().stream().mapToLong(Integer::longValue).sum());
    }
    taken.keySet().forEach(pool::give);
    for (int i = 0; i < 4; i++) {
      assertThat(pool.take(LARGEST)).isNotZero();
    }
    assertThat(pool.take(1)).isZero();
  }

  private static void take(BuddyPool pool, int bytes, TreeMap<Long, Integer> taken) {
    int size = Math.max(BuddyPool.UNIT, Integer.highestOneBit(2 * bytes - 1));
    long address = pool.take(bytes);
    if (address == 0) {
      assertThat(freeAligned(size, taken)).as("a free block of %d", size).isFalse();
      return;
    }
    assertThat((address - BASE) % size).as("alignment").isZero();
    assertThat(address).isBetween(BASE, BASE + 4L * LARGEST - size);
    Map.Entry<Long, Integer> before = taken.floorEntry(address);
    Map.Entry<Long, Integer> after = taken.ceilingEntry(address);
    assertThat(before == null || before.getKey() + before.getValue() <= address).isTrue();
    assertThat(after == null || address + size <= after.getKey()).isTrue();
    taken.put(address, size);
  }

  private static boolean freeAligned(int size, TreeMap<Long, Integer> taken) {
    for (long at = BASE; at < BASE + 4L * LARGEST; at += size) {
      Map.Entry<Long, Integer> last = taken.lowerEntry(at + size);
      if (last == null || last.getKey() + last.getValue() <= at) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theBlockGivenBackLastIsTakenFirst() {
    long a = pool.take(4096);
    long b = pool.take(4096);
    long c = pool.take(4096);
    long d = pool.take(4096);
    assertThat(List.of(a, b, c, d)).doesNotHaveDuplicates();
    pool.give(a);
    pool.give(c);
    assertThat(pool.take(100)).isEqualTo(c);
    assertThat(pool.take(4096)).isEqualTo(a);
  }

  @Test
  void refusesWhatIsNotTaken() {
    long block = pool.take(8192);
    pool.give(block);
    assertThatThrownBy(() -> pool.give(block)).isInstanceOf(IllegalStateException.class);
    long again = pool.take(8192);
    assertThatThrownBy(() -> pool.give(again + 4096)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.give(again + 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.give(BASE - 4096)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.give(BASE + 4L * LARGEST))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.take(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.take(LARGEST + 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
