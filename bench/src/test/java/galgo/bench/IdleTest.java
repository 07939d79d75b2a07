package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class IdleTest {
  @Test
  void memoryIsSharedOutToTheConnectionsThatStayOpen() throws Exception {
    try (FakeServer server = new FakeServer(100)) {
      Idle.Result result = idle(server.address(), 50).execute("x", ProcessHandle.current().pid());
      assertThat(server.logins.get()).isEqualTo(1 + 50 + 50);
      assertThat(result.connections()).isEqualTo(50);
      assertThat(result.rssBytesBefore()).isGreaterThan(10_000_000);
      assertThat(result.rssBytesPerConnection() * 50)
          .isCloseTo(result.rssBytesAfter() - result.rssBytesBefore(), within(1.0));
      assertThat(IdleCommand.table(result)).contains("| x idle | 50 |");
    }
  }

  @Test
  void aServerWhoseProcessCannotBeSeenIsRefused() throws IOException {
    try (FakeServer server = new FakeServer(100)) {
      assertThatThrownBy(() -> idle(server.address(), 2).execute("", -1))
          .hasMessage("the server's process cannot be seen; --server-pid names it");
    }
  }

  @Test
  void numbersOutOfRangeAreNamed() {
    assertThatThrownBy(() -> idle(new InetSocketAddress(1), 0))
        .hasMessage("out of range: connections 0, 1 to 100000");
  }

  private static Idle idle(InetSocketAddress address, int connections) {
    return new Idle(address, "iggy", "iggy", connections, 0.01, false);
  }
}
