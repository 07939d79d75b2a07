package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A driver, its loop, and what the contract tests do with them again and again. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class DriverFixture {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final List<Driver> drivers = new ArrayList<>();
  Driver driver;
  Loop loop;

  /** A driver of the test's node; called more than once where a test needs several. */
  protected abstract Driver newDriver();

  /** Remembers what came. */
  static final class Probe extends Operation {
    final List<Integer> results = new ArrayList<>();
    final List<Long> buffers = new ArrayList<>();
    private final List<Probe> order;
    int flags;

    Probe() {
      this(new ArrayList<>());
    }

    /** Also notes in {@code order} which probe completed when. */
    Probe(List<Probe> order) {
      this.order = order;
    }

    @Override
    protected void completed(int result, int flags, long data) {
      results.add(result);
      if ((flags & Completions.BUFFER) != 0) {
        buffers.add(data);
      }
      this.flags = flags;
      order.add(this);
    }

    /** The one result. */
    int result() {
      assertThat(results).hasSize(1);
      return results.getFirst();
    }

    int last() {
      return results.getLast();
    }

    boolean done() {
      return !pending();
    }
  }

  @BeforeEach
  void openDriver() {
    driver = anotherDriver();
    loop = new Loop(driver);
  }

  @AfterEach
  void closeDrivers() {
    for (Driver opened : drivers) {
      opened.close();
    }
  }

  final Driver anotherDriver() {
    Driver opened = newDriver();
    drivers.add(opened);
    return opened;
  }

  /** Closes a driver before the test's end. */
  final void closeNow(Driver opened) {
    drivers.remove(opened);
    opened.close();
  }

  final long memory(long bytes) {
    return driver.allocate((bytes + 4095) / 4096 * 4096);
  }

  /** Turns until the condition holds; fails when nothing comes for long. */
  final void await(Loop turned, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      turned.turn(50_000_000);
      assertThat(System.nanoTime() - start).as("nanoseconds waited").isLessThan(PATIENCE_NANOS);
    }
  }

  final void await(BooleanSupplier condition) {
    await(loop, condition);
  }

  /** The result of a request that was submitted. */
  final int finish(Probe probe) {
    await(probe::done);
    return probe.result();
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  final int listen() {
    int listener = driver.listen(loopback(0), false, 4096);
    assertThat(listener).isNotNegative();
    return listener;
  }

  /** Address of a record for {@link Loop#connect}. */
  final long record(InetSocketAddress address) {
    long record = memory(SocketAddressRecord.SIZE);
    SocketAddressRecord.write(record, address);
    return record;
  }

  final int connect(InetSocketAddress address) {
    Probe probe = new Probe();
    loop.connect(record(address), probe);
    return finish(probe);
  }

  record Pair(int client, int server) {}

  /** Two ends of one connection, both of this driver. */
  final Pair pair() {
    int listener = listen();
    Probe accepted = new Probe();
    Probe connected = new Probe();
    loop.accept(listener, accepted);
    loop.connect(record(driver.localAddress(listener)), connected);
    await(() -> connected.done() && !accepted.results.isEmpty());
    Probe closed = new Probe();
    loop.close(listener, closed);
    await(() -> closed.done() && accepted.done());
    return new Pair(connected.result(), accepted.results.getFirst());
  }

  final int close(int handle) {
    Probe probe = new Probe();
    loop.close(handle, probe);
    return finish(probe);
  }

  /** Sends all of it. */
  final void sendAll(int handle, long address, int length) {
    for (int sent = 0; sent < length; ) {
      Probe probe = new Probe();
      loop.send(handle, address + sent, length - sent, probe);
      int result = finish(probe);
      assertThat(result).isPositive();
      sent += result;
    }
  }

  /** Receives exactly so much. */
  final void receiveAll(int handle, long address, int length) {
    for (int received = 0; received < length; ) {
      Probe probe = new Probe();
      loop.receive(handle, address + received, length - received, probe);
      int result = finish(probe);
      assertThat(result).isPositive();
      received += result;
    }
  }

  static void fill(long address, long length, long seed) {
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    for (long i = 0; i + 8 <= length; i += 8) {
      Memory.putLong(address + i, random.nextLong());
    }
    for (long i = length / 8 * 8; i < length; i++) {
      Memory.putByte(address + i, random.nextInt());
    }
  }
}
