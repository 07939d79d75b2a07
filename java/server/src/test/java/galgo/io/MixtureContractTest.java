package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every driver completes every request once, whatever is cancelled and closed meanwhile. */
abstract class MixtureContractTest extends DriverFixture {
  private static final int CONNECTIONS = 12;
  private static final int BYTES = 256 * 1024;

  @TempDir Path directory;
  private final List<End> ends = new ArrayList<>();
  private final List<Probe> all = new ArrayList<>();
  private long memory;
  private int file;

  /** One end of a connection, with at most one receive and one send in flight. */
  private record End(int handle, Probe receive, Probe send) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyRequestCompletesOnce(long seed) {
    Random random = new Random(seed);
    memory = memory(2L * BYTES);
    String path = directory.resolve("file").toString();
    file = driver.files().open(path, Files.READ | Files.WRITE | Files.CREATE | Files.DIRECT);
    for (int step = 0; step < 3000; step++) {
      while (ends.size() < CONNECTIONS) {
        Pair pair = pair();
        ends.add(new End(pair.client(), new Probe(), new Probe()));
        ends.add(new End(pair.server(), new Probe(), new Probe()));
      }
      step(random);
      if (random.nextInt(4) == 0) {
        loop.turn(random.nextInt(3) * 100_000L);
      }
    }
    while (!ends.isEmpty()) {
      close(ends.removeLast());
    }
    all.stream().filter(Probe::pending).forEach(probe -> loop.cancel(probe, new Probe()));
    await(() -> loop.inFlight() == 0);
    assertThat(all).allMatch(probe -> probe.results.size() == 1);
    assertThat(close(file)).isZero();
  }

  private void step(Random random) {
    End end = ends.get(random.nextInt(ends.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> {
        if (!end.receive.pending()) {
          loop.receive(end.handle, memory, 1 + random.nextInt(BYTES), end.receive);
        }
      }
      case 3, 4, 5 -> {
        if (!end.send.pending()) {
          loop.send(end.handle, memory, 1 + random.nextInt(BYTES), end.send);
        }
      }
      case 6 -> loop.timeout(random.nextInt(2_000_000), probe());
      case 7 -> loop.write(file, memory, 4096, 4096L * random.nextInt(64), false, probe());
      case 8 -> loop.read(file, memory + BYTES, 8192, 4096L * random.nextInt(64), probe());
      case 9 -> loop.cancel(random.nextBoolean() ? end.receive : end.send, probe());
      case 10 -> {
        Probe timeout = probe();
        loop.timeout(3_600_000_000_000L, timeout);
        loop.cancel(timeout, probe());
      }
      default -> {
        ends.remove(end);
        close(end);
      }
    }
  }

  private Probe probe() {
    Probe probe = new Probe();
    all.add(probe);
    return probe;
  }

  private void close(End end) {
    Operation close =
        new Operation() {
          @Override
          protected void completed(int result, int flags, long data) {
            assertThat(result).isZero();
            assertThat(end.receive.pending()).as("receive after the close").isFalse();
            assertThat(end.send.pending()).as("send after the close").isFalse();
            assertThat(end.receive.results).allMatch(MixtureContractTest::allowed);
            assertThat(end.send.results).allMatch(MixtureContractTest::allowed);
          }
        };
    loop.close(end.handle, close);
  }

  private static boolean allowed(int result) {
    return result >= 0
        || result == -Errno.ECANCELED
        || result == -Errno.EPIPE
        || result == -Errno.ECONNRESET;
  }
}
