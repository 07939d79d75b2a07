package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.uring.UringDriver;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once warm, the driver takes nothing from the heap. */
class UringAllocationTest extends DriverFixture {
  private static final int ROUNDS = 5_000;

  @TempDir Path directory;

  @BeforeAll
  static void needsTheRing() {
    String missing = UringDriver.unavailability();
    Assumptions.assumeTrue(missing.isEmpty(), missing);
  }

  @Override
  protected Driver newDriver() {
    return new UringDriver(128, 256);
  }

  /** Notes nothing, so that it allocates nothing. */
  private static final class Silent extends Operation {
    long data;

    @Override
    protected void completed(int result, int flags, long data) {
      this.data = data;
    }
  }

  private void until(Operation operation) {
    while (operation.pending()) {
      loop.turn(-1);
    }
  }

  @Test
  void sendsReceivesWritesTimersAndWakesAllocateNothing() {
    driver.provideReceiveBuffers(4096, 4);
    Pair pair = pair();
    int file =
        driver
            .files()
            .open(directory.resolve("file").toString(), Files.WRITE | Files.CREATE | Files.DIRECT);
    long memory = memory(8192);
    long vector = memory(4096);
    Memory.putLong(vector, memory);
    Memory.putLong(vector + 8, 100);
    Silent send = new Silent();
    Silent receive = new Silent();
    Silent timeout = new Silent();
    Silent cancel = new Silent();
    Silent write = new Silent();
    Runnable round =
        () -> {
          loop.receiveProvided(pair.server(), receive);
          loop.sendVectored(pair.client(), vector, 1, send);
          loop.write(file, memory, 4096, 0, false, write);
          until(receive);
          driver.recycle(receive.data);
          until(send);
          until(write);
          loop.timeout(1_000_000_000, timeout);
          loop.turn(0);
          loop.cancel(timeout, cancel);
          until(timeout);
          until(cancel);
          driver.wake();
          loop.turn(-1);
          driver.random();
        };
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes of %d rounds", ROUNDS).isLessThan(ROUNDS);
  }
}
