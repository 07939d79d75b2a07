package galgo.io.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReceiveBuffersTest {
  private static final long BASE = 1L << 40;

  private final ReceiveBuffers buffers = new ReceiveBuffers(BASE, 100, 8);

  @Test
  void areEachOutOnce() {
    Set<Long> out = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      out.add(buffers.take());
    }
    assertThat(out).hasSize(8).allMatch(address -> (address - BASE) % 100 == 0);
    assertThat(buffers.take()).isZero();
    buffers.give(BASE + 300);
    assertThat(buffers.take()).isEqualTo(BASE + 300);
  }

  @Test
  void refusesWhatIsNotOut() {
    long buffer = buffers.take();
    assertThatThrownBy(() -> buffers.give(buffer + 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> buffers.give(BASE + 800)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> buffers.give(BASE - 100)).isInstanceOf(IllegalArgumentException.class);
    buffers.give(buffer);
    assertThatThrownBy(() -> buffers.give(buffer)).isInstanceOf(IllegalStateException.class);
  }
}
