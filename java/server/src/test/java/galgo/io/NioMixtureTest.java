package galgo.io;

import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;

class NioMixtureTest extends MixtureContractTest {
  private final NioHandover handover = new NioHandover();

  @Override
  protected Driver newDriver() {
    return new NioDriver(128, 256, handover);
  }
}
