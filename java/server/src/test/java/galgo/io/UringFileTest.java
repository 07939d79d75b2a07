package galgo.io;

import galgo.io.uring.UringDriver;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

class UringFileTest extends FileContractTest {
  @BeforeAll
  static void needsTheRing() {
    String missing = UringDriver.unavailability();
    Assumptions.assumeTrue(missing.isEmpty(), missing);
  }

  @Override
  protected Driver newDriver() {
    return new UringDriver(128, 256);
  }
}
