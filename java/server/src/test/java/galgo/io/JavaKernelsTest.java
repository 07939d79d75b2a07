package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class JavaKernelsTest extends KernelsContractTest {
  @Override
  protected Kernels kernels() {
    return new JavaKernels();
  }

  @Test
  void hashingAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Kernels kernels = kernels();
    try (Arena arena = Arena.ofConfined()) {
      long memory = arena.allocate(8192, 64).address();
      long sum = hashAll(kernels, memory, 20_000);
      long before = threads.getCurrentThreadAllocatedBytes();
      sum += hashAll(kernels, memory, 20_000);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(sum).isNotZero();
      assertThat(allocated).as("bytes of 60 000 hashes").isLessThan(20_000);
    }
  }

  private static long hashAll(Kernels kernels, long memory, int rounds) {
    long sum = 0;
    for (int i = 0; i < rounds; i++) {
      sum += kernels.xxh3(memory, i % 8192) + kernels.xxh3(memory, i % 250);
      kernels.xxh3Wide(memory, i % 4096, memory + 8000);
    }
    return sum;
  }
}
