package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XxHash32Test {
  @Test
  void hashesKnownTexts() {
    assertThat(hash("")).isEqualTo(46947589L);
    assertThat(hash("a")).isEqualTo(1426945110L);
    assertThat(hash("hello world")).isEqualTo(3468387874L);
    assertThat(hash("my-consumer")).isEqualTo(2115191887L);
    assertThat(hash("127.0.0.1:50000")).isEqualTo(163361442L);
  }

  @Test
  void hashesLikeTheReferenceFromMemoryAndFromArrays() {
    try (Arena arena = Arena.ofConfined()) {
      long memory = arena.allocate(100_000).address();
      for (int i = 0; i < 100_000; i++) {
        Memory.putByte(memory + i, KernelsContractTest.pattern(i));
      }
      for (KernelsContractTest.Vector vector : KernelsContractTest.vectors()) {
        assertThat(XxHash32.hash(memory, vector.length())).isEqualTo(vector.hash32());
        byte[] bytes = Memory.bytes(memory, vector.length());
        assertThat(XxHash32.hash(bytes)).isEqualTo(vector.hash32());
      }
    }
  }

  private static long hash(String text) {
    return Integer.toUnsignedLong(XxHash32.hash(text.getBytes(StandardCharsets.UTF_8)));
  }
}
