package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server with nothing to do sleeps. */
class IdleIT {
  private static final long SETTLE_MILLIS = 4_000;
  private static final long WATCH_MILLIS = 8_000;

  /** One per cent of a core over the time watched, in the kernel's ticks of 10 ms. */
  private static final long TICKS = WATCH_MILLIS / 10 / 100;

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void idleItUsesLessThanAHundredthOfACore(String driver, @TempDir Path data) throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        RawClient client = RawClient.loggedIn(server.port())) {
      client.createStream("idle");
      client.createTopic("idle", "idle", 100);
      Thread.sleep(SETTLE_MILLIS);
      long before = ticks(server.pid());
      Thread.sleep(WATCH_MILLIS);
      assertThat(ticks(server.pid()) - before).as("CPU ticks of 10 ms").isLessThanOrEqualTo(TICKS);
      assertThat(client.ping().status()).isZero();
    }
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
