package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver's thread and its helpers take from the heap once they are warm. */
class NioAllocationTest extends DriverFixture {
  private static final int ROUNDS = 10_000;
  private static final int WINDOWS = 20;
  private static final double NEXT_TO_NOTHING = 10;

  /**
   * Of a round on sockets: in a process that has run many other tests the compiler leaves one
   * object of sixteen bytes an exchange, which it removes in one that has not.
   */
  private static final double OF_SOCKETS = 40;

  @TempDir Path directory;

  @Override
  protected Driver newDriver() {
    return new NioDriver(128, 256, new NioHandover());
  }

  /** Notes nothing, so that it allocates nothing. */
  private static final class Silent extends Operation {
    int result;

    @Override
    protected void completed(int result, int flags, long data) {
      this.result = result;
    }
  }

  private interface Round {
    void run();
  }

  /**
   * Bytes that the driver's threads allocate a round when they are warm: the least of some windows,
   * because until all is compiled, some objects that later vanish are still made, and when that is
   * differs between machines.
   */
  private static double perRound(Round round, int rounds, double enough) {
    double least = Double.MAX_VALUE;
    for (int window = 0; window < WINDOWS && least >= enough; window++) {
      least = Math.min(least, window(round, rounds));
    }
    return least;
  }

  private static double window(Round round, int rounds) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    round.run();
    long[] ids =
        Arrays.stream(threads.dumpAllThreads(false, false))
            .filter(info -> info.getThreadName().startsWith("galgo-file"))
            .mapToLong(java.lang.management.ThreadInfo::getThreadId)
            .toArray();
    long helpers = sum(threads.getThreadAllocatedBytes(ids));
    long own = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      round.run();
    }
    own = threads.getCurrentThreadAllocatedBytes() - own;
    helpers = sum(threads.getThreadAllocatedBytes(ids)) - helpers;
    return (double) (own + helpers) / rounds;
  }

  private static long sum(long[] bytes) {
    return Arrays.stream(bytes).sum();
  }

  private void until(Operation operation) {
    while (operation.pending()) {
      loop.turn(-1);
    }
  }

  @Test
  void anEchoAllocatesTwoSmallObjectsAtTheMost() {
    Pair pair = pair();
    long memory = memory(8192);
    Silent send = new Silent();
    Silent receive = new Silent();
    double bytes =
        perRound(
            () -> {
              loop.receive(pair.server(), memory + 4096, 100, receive);
              loop.send(pair.client(), memory, 100, send);
              until(receive);
              until(send);
              loop.receive(pair.client(), memory + 4096, 100, receive);
              loop.send(pair.server(), memory, 100, send);
              until(receive);
              until(send);
            },
            ROUNDS,
            OF_SOCKETS);
    assertThat(bytes).isLessThan(OF_SOCKETS);
  }

  /** The JDK itself makes two small objects for each buffer of a gathering write. */
  @Test
  void aVectoredSendAllocatesFortyBytesAPiece() {
    Pair pair = pair();
    long memory = memory(8192);
    int pieces = 10;
    double most = 40 * pieces + OF_SOCKETS;
    long vector = memory(16L * pieces);
    for (int i = 0; i < pieces; i++) {
      Memory.putLong(vector + 16L * i, memory + 100L * i);
      Memory.putLong(vector + 16L * i + 8, 10);
    }
    Silent send = new Silent();
    Silent receive = new Silent();
    double bytes =
        perRound(
            () -> {
              loop.receive(pair.server(), memory + 4096, 100, receive);
              loop.sendVectored(pair.client(), vector, pieces, send);
              until(receive);
              until(send);
            },
            ROUNDS,
            most);
    assertThat(bytes).isLessThan(most);
  }

  @Test
  void writesAndReadsAllocateNextToNothing() {
    int handle =
        driver
            .files()
            .open(
                directory.resolve("file").toString(),
                Files.READ | Files.WRITE | Files.CREATE | Files.DIRECT);
    long memory = memory(8192);
    Silent operation = new Silent();
    double bytes =
        perRound(
            () -> {
              loop.write(handle, memory, 4096, 0, false, operation);
              until(operation);
              loop.read(handle, memory, 4096, 0, operation);
              until(operation);
            },
            3000,
            NEXT_TO_NOTHING);
    assertThat(bytes).isLessThan(NEXT_TO_NOTHING);
  }

  @Test
  void timersAndSleepsAllocateNextToNothing() {
    Silent timeout = new Silent();
    Silent cancel = new Silent();
    double bytes =
        perRound(
            () -> {
              loop.timeout(1_000_000_000, timeout);
              loop.turn(0);
              loop.cancel(timeout, cancel);
              until(timeout);
              until(cancel);
            },
            ROUNDS,
            NEXT_TO_NOTHING);
    assertThat(bytes).isLessThan(NEXT_TO_NOTHING);
  }
}
