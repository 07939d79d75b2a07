package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every driver does with turns, timers, cancelling, memory and clocks. Sockets and files have
 * contracts of their own: {@link SocketContractTest}, {@link TransferContractTest}, {@link
 * FileContractTest}.
 */
abstract class DriverContractTest extends DriverFixture {
  private static final long MILLI = 1_000_000;

  @Test
  void saysWhatItIs() {
    assertThat(driver.name()).isNotBlank();
    assertThat(driver.features()).isNotBlank();
  }

  @Test
  void aNopCompletesWithZero() {
    Probe probe = new Probe();
    loop.nop(probe);
    assertThat(finish(probe)).isZero();
    loop.nop(probe);
    await(probe::done);
    assertThat(probe.results).containsExactly(0, 0);
  }

  @Test
  void takesMoreRequestsThanThereAreRecordsAndHandsOutMoreCompletionsThanOneTurnHolds() {
    int capacity = driver.completions().capacity();
    int count = 3 * Math.max(driver.submissions().capacity(), capacity) + 7;
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Probe probe = new Probe();
      probes.add(probe);
      loop.nop(probe);
    }
    int completed = 0;
    while (completed < count) {
      int turned = loop.turn(-1);
      assertThat(turned).isBetween(1, capacity);
      completed += turned;
    }
    assertThat(probes).allMatch(probe -> probe.result() == 0);
    assertThat(loop.turn(0)).isZero();
    assertThat(loop.inFlight()).isZero();
  }

  @Test
  void timersCompleteInTheOrderOfTheirTimesAndNeverEarly() {
    List<Probe> order = new ArrayList<>();
    loop.turn(0);
    long start = driver.monotonicNanos();
    Probe third = new Probe(order);
    Probe first = new Probe(order);
    Probe second = new Probe(order);
    loop.timeout(60 * MILLI, third);
    loop.timeout(5 * MILLI, first);
    loop.timeout(30 * MILLI, second);
    await(first::done);
    assertThat(driver.monotonicNanos() - start).isGreaterThanOrEqualTo(5 * MILLI);
    await(second::done);
    assertThat(driver.monotonicNanos() - start).isGreaterThanOrEqualTo(30 * MILLI);
    await(third::done);
    assertThat(driver.monotonicNanos() - start).isGreaterThanOrEqualTo(60 * MILLI);
    assertThat(order).containsExactly(first, second, third);
    assertThat(List.of(first.result(), second.result(), third.result())).containsOnly(0);
  }

  @Test
  void aThousandTimersAllComplete() {
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Probe probe = new Probe();
      probes.add(probe);
      loop.timeout((i * 7919L % 1000) * 20_000, probe);
    }
    await(() -> probes.stream().allMatch(Probe::done));
    assertThat(probes).allMatch(probe -> probe.result() == 0);
  }

  @Test
  void aCancelledTimeoutCompletesToo() {
    Probe timeout = new Probe();
    Probe cancel = new Probe();
    loop.timeout(3_600_000 * MILLI, timeout);
    loop.turn(0);
    loop.cancel(timeout, cancel);
    assertThat(finish(cancel)).isZero();
    assertThat(finish(timeout)).isEqualTo(-Errno.ECANCELED);
  }

  @Test
  void cancelsInTheSameTurn() {
    Probe timeout = new Probe();
    Probe cancel = new Probe();
    loop.timeout(3_600_000 * MILLI, timeout);
    loop.cancel(timeout, cancel);
    assertThat(finish(cancel)).isZero();
    assertThat(finish(timeout)).isEqualTo(-Errno.ECANCELED);
  }

  @Test
  void cancellingWhatIsNotInFlightFindsNothing() {
    Probe done = new Probe();
    loop.nop(done);
    finish(done);
    Probe cancel = new Probe();
    loop.cancel(done, cancel);
    assertThat(finish(cancel)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void doesNotSleepWhenAskedNotTo() {
    Probe timeout = new Probe();
    loop.timeout(3_600_000 * MILLI, timeout);
    for (int i = 0; i < 100; i++) {
      assertThat(loop.turn(0)).isZero();
    }
  }

  @Test
  void sleepsAsLongAsToldWhenNothingComes() {
    loop.turn(0);
    long start = System.nanoTime();
    assertThat(loop.turn(20 * MILLI)).isZero();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(19 * MILLI);
  }

  @Test
  void sleepsUntilSomethingComesWhenToldNoTime() {
    Probe timeout = new Probe();
    loop.timeout(20 * MILLI, timeout);
    assertThat(loop.turn(-1)).isEqualTo(1);
    assertThat(timeout.result()).isZero();
  }

  @Test
  void aWakeBeforeTheSleepEndsIt() {
    driver.wake();
    driver.wake();
    assertThat(loop.turn(-1)).isZero();
  }

  @Test
  void everyWakeOfAnotherThreadEndsASleep() throws InterruptedException {
    int rounds = 2000;
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    Thread waker =
        Thread.ofPlatform()
            .start(() -> {
              for (int round = 1; round <= rounds; round++) {
                while (asked.get() < round) {
                  Thread.onSpinWait();
                }
                told.set(round);
                driver.wake();
              }
            });
    for (int round = 1; round <= rounds; round++) {
      asked.set(round);
      // A turn may return for an earlier wake; none may sleep on when the last one has come.
      while (told.get() < round) {
        assertThat(loop.turn(-1)).isZero();
      }
    }
    waker.join();
  }

  @Test
  void givesMemoryThatIsAlignedZeroedAndItsOwn() {
    Set<Long> seen = new HashSet<>();
    for (long bytes : new long[] {4096, 8192, 1 << 20, 5 << 20}) {
      long address = driver.allocate(bytes);
      assertThat(address % 4096).isZero();
      assertThat(seen.add(address)).isTrue();
      for (long i = 0; i < bytes; i += 8) {
        assertThat(Memory.getLong(address + i)).isZero();
        Memory.putLong(address + i, -1);
      }
    }
    assertThatThrownBy(() -> driver.allocate(100)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> driver.allocate(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsTheTimeOfTheTurn() {
    loop.turn(0);
    long before = driver.monotonicNanos();
    assertThat(driver.wallMicros() / 1000)
        .isBetween(System.currentTimeMillis() - 2000, System.currentTimeMillis() + 2000);
    loop.turn(5 * MILLI);
    assertThat(driver.monotonicNanos() - before).isGreaterThanOrEqualTo(4 * MILLI);
  }

  @Test
  void drawsNumbersThatDiffer() {
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      numbers.add(driver.random());
    }
    assertThat(numbers).hasSize(1000);
  }

  @Test
  void anUnknownHandleIsABadOne() {
    long memory = memory(4096);
    int unknown = 1 << 19;
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      probes.add(new Probe());
    }
    loop.receive(unknown, memory, 10, probes.get(0));
    loop.send(unknown, memory, 10, probes.get(1));
    loop.read(unknown, memory, 4096, 0, probes.get(2));
    loop.sync(unknown, probes.get(3));
    loop.close(unknown, probes.get(4));
    loop.accept(unknown, probes.get(5));
    await(() -> probes.stream().allMatch(Probe::done));
    assertThat(probes).allMatch(probe -> probe.result() == -Errno.EBADF);
  }

  @Test
  void closesWithEverythingInFlight() {
    Driver second = anotherDriver();
    Loop its = new Loop(second);
    int listener = second.listen(loopback(0), false, 16);
    Probe accepted = new Probe();
    Probe connected = new Probe();
    its.accept(listener, accepted);
    long memory = second.allocate(8192);
    SocketAddressRecord.write(memory, second.localAddress(listener));
    its.connect(memory, connected);
    await(its, () -> connected.done() && !accepted.results.isEmpty());
    its.receive(connected.result(), memory, 4096, new Probe());
    its.timeout(3_600_000 * MILLI, new Probe());
    its.turn(0);
    its.receive(accepted.last(), memory, 4096, new Probe()); // written, but never handed over
    closeNow(second);
  }
}
