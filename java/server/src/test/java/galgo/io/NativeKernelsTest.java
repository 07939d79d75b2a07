package galgo.io;

import galgo.io.uring.NativeKernels;
import galgo.io.uring.NativeLibrary;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

class NativeKernelsTest extends KernelsContractTest {
  @BeforeAll
  static void needsTheLibrary() {
    Assumptions.assumeTrue(NativeLibrary.missing().isEmpty(), NativeLibrary.missing());
  }

  @Override
  protected Kernels kernels() {
    return new NativeKernels();
  }
}
