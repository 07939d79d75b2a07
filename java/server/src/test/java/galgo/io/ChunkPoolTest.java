package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {
  private static final int MIB = 1 << 20;

  private final List<Long> asked = new ArrayList<>();
  private long top = 1L << 40;

  /** Steps that come at falling addresses, as a mapping often does. */
  private long allocate(long bytes) {
    asked.add(bytes);
    top -= bytes + 3 * MIB;
    return top;
  }

  @Test
  void asksForMemoryInStepsUpToTheLimit() {
    ChunkPool pool = new ChunkPool(this::allocate, MIB, 40L * MIB + 5);
    Set<Long> chunks = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      chunks.add(pool.take());
    }
    assertThat(asked).containsExactly(16L * MIB);
    for (int i = 16; i < 40; i++) {
      chunks.add(pool.take());
    }
    assertThat(asked).containsExactly(16L * MIB, 16L * MIB, 8L * MIB);
    assertThat(chunks).hasSize(40).doesNotContain(0L);
    assertThat(pool.take()).isZero();
    assertThat(pool.available()).isZero();
    chunks.forEach(pool::give);
    assertThat(pool.inUse()).isZero();
    assertThat(asked).hasSize(3);
  }

  @Test
  void aStepOfAnotherSizeIsAskedForAtOnceWhenThatIsWanted() {
    ChunkPool pool = new ChunkPool(this::allocate, MIB, 40L * MIB, 30L * MIB);
    assertThat(asked).isEmpty();
    pool.begin();
    pool.begin();
    assertThat(asked).containsExactly(30L * MIB);
    assertThat(pool.available()).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      assertThat(pool.take()).isNotZero();
    }
    assertThat(asked).containsExactly(30L * MIB, 10L * MIB);
  }

  @Test
  void aChunkLargerThanAStepIsAStep() {
    ChunkPool pool = new ChunkPool(this::allocate, 32 * MIB, 64L * MIB);
    assertThat(pool.take()).isNotZero();
    assertThat(asked).containsExactly(32L * MIB);
  }

  @Property(tries = 200)
  void aStackOfChunks(@ForAll @Size(max = 300) List<Boolean> takes, @ForAll long seed) {
    top = 1L << 40;
    ChunkPool pool = new ChunkPool(this::allocate, 4 * MIB, 100L * MIB);
    Random random = new Random(seed);
    List<Long> taken = new ArrayList<>();
    Deque<Long> free = new ArrayDeque<>();
    for (boolean take : takes) {
      if (take) {
        long chunk = pool.take();
        if (!free.isEmpty()) {
          assertThat(chunk).isEqualTo(free.pop());
        } else if (taken.size() == 25) {
          assertThat(chunk).isZero();
        } else {
          assertThat(chunk).isNotZero().isNotIn(taken);
        }
        if (chunk != 0) {
          taken.add(chunk);
        }
      } else if (!taken.isEmpty()) {
        long chunk = taken.remove(random.nextInt(taken.size()));
        pool.give(chunk);
        free.push(chunk);
      }
      assertThat(pool.inUse()).isEqualTo(taken.size());
    }
  }

  @Test
  void refusesWhatIsNotTaken() {
    ChunkPool pool = new ChunkPool(this::allocate, MIB, 20L * MIB);
    long chunk = pool.take();
    assertThatThrownBy(() -> pool.give(chunk + 4096)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.give(chunk + MIB)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.give(chunk + 16 * MIB))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.give(chunk - MIB)).isInstanceOf(IllegalArgumentException.class);
    pool.give(chunk);
    assertThatThrownBy(() -> pool.give(chunk)).isInstanceOf(IllegalStateException.class);
  }
}
