package galgo.server;

import galgo.server.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A server inside the process on a free port, in pure Java unless told otherwise, with root user
 * iggy, password iggy.
 */
final class TestServer implements AutoCloseable {
  private final Server server;

  private TestServer(Server server) {
    this.server = server;
  }

  /** Starts on a directory; {@code options} are keys and values in turn. */
  static TestServer start(Path directory, String... options) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("galgo.driver", "nio");
    all.put("tcp.address", "127.0.0.1:0");
    all.put("system.path", directory.toString());
    all.put("system.memory_pool.size", "64 MiB");
    all.put("galgo.journal.size", "64 MiB");
    all.put("galgo.limits.frame_size", "4 MiB");
    all.put("system.sharding.cpu_allocation", "2");
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    SettingsLoader loader =
        new SettingsLoader(
            Map.of("IGGY_ROOT_USERNAME", "iggy", "IGGY_ROOT_PASSWORD", "iggy"), directory);
    all.forEach(loader::option);
    return new TestServer(Server.start(loader.load()));
  }

  Metrics metrics() {
    return server.metrics();
  }

  int port() {
    return server.address().getPort();
  }

  /** Bytes of answers that clients have not taken, but for those in the sockets' buffers. */
  long unsent() {
    long sum = 0;
    for (int i = 0; i < server.shards(); i++) {
      for (Connection connection : server.shard(i).listener().connections()) {
        sum += connection.unsent();
      }
    }
    return sum;
  }

  TestClient connect() throws IOException {
    return new TestClient(server.address());
  }

  TestClient login() throws IOException {
    return connect().login();
  }

  VsrTestClient connectVsr() throws IOException {
    return new VsrTestClient(server.address());
  }

  VsrTestClient loginVsr() throws IOException {
    return connectVsr().login();
  }

  @Override
  public void close() {
    server.stop();
  }
}
