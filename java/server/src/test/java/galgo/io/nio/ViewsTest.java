package galgo.io.nio;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private final Views views = new Views();

  @Test
  void showTheBytesAtAnyAddressAlsoAcrossTheBorderOfAWindow() {
    try (Arena arena = Arena.ofConfined()) {
      // Large enough to hold a multiple of a GiB; only the touched pages are ever there.
      long base = arena.allocate((1L << 30) + (1 << 20)).address();
      long border = (base + (1L << 30)) >>> 30 << 30;
      for (long address : new long[] {base, base + 12345, border - 5, border, border + 1}) {
        Memory.putLong(address, 0x0102030405060708L);
        ByteBuffer view = views.view(address, 8);
        assertThat(view.remaining()).isEqualTo(8);
        assertThat(Long.reverseBytes(view.getLong())).isEqualTo(0x0102030405060708L);
        assertThat(view.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void cutWhatIsLongerThanAWindowTakes() {
    ByteBuffer view = views.view((7L << 30) + (1L << 30) - 1, 5L << 30);
    assertThat(view.remaining()).isEqualTo(Views.LIMIT);
  }

  @Test
  void piecesOfAVectorHaveBuffersOfTheirOwnAndTheSameOnesNextTime() {
    try (Arena arena = Arena.ofConfined()) {
      long memory = arena.allocate(4096).address();
      for (int i = 0; i < 10; i++) {
        Memory.putLong(memory + 16 * i, memory + 200 + i);
        Memory.putLong(memory + 16 * i + 8, i);
        Memory.putByte(memory + 200 + i, i);
      }
      ByteBuffer[] first = views.vector(memory, 10).clone();
      for (int i = 1; i < 10; i++) {
        assertThat(first[i].remaining()).isEqualTo(i);
        assertThat(first[i].get()).isEqualTo((byte) i);
      }
      ByteBuffer[] second = views.vector(memory, 10);
      for (int i = 0; i < 10; i++) {
        assertThat(second[i]).isSameAs(first[i]);
      }
    }
  }
}
