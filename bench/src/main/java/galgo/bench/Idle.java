package galgo.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connections that log in and then do nothing, and what they cost the server. */
final class Idle {
  /** Opened and closed before the first look, so that what a server keeps once is in it. */
  private static final int WARMUP_CONNECTIONS = 200;

  private static final long SETTLE_MILLIS = 1000;

  private final InetSocketAddress address;
  private final String user;
  private final String password;
  private final int count;
  private final double seconds;
  private final boolean newer;

  Idle(
      InetSocketAddress address,
      String user,
      String password,
      int count,
      double seconds,
      boolean newer) {
    if (count < 1 || count > 100_000) {
      throw new IllegalArgumentException("out of range: connections " + count + ", 1 to 100000");
    }
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new IllegalArgumentException("out of range: seconds " + seconds + ", up to 3600");
    }
    this.address = address;
    this.user = user;
    this.password = password;
    this.count = count;
    this.seconds = seconds;
    this.newer = newer;
  }

  /**
   * What was measured; the JSON form, too.
   *
   * @param rssBytesBefore of the server, after some connections had come and gone
   * @param rssBytesAfter with all of them open
   * @param cpuSecondsPerSecond of the server while nothing was asked of it
   */
  record Result(
      String startedAt,
      String label,
      Machine machine,
      String address,
      boolean newer,
      int connections,
      double openedPerSecond,
      long rssBytesBefore,
      long rssBytesAfter,
      double rssBytesPerConnection,
      double cpuSecondsPerSecond) {}

  /**
   * @param serverPid as in {@link Plan}, but there must be a process
   * @throws IOException when the server cannot be reached, or its process cannot be seen
   */
  Result execute(String label, long serverPid) throws IOException, InterruptedException {
    String startedAt = Instant.now().toString();
    List<Connection> connections = new ArrayList<>();
    try (Connection control = Connection.open(address, user, password)) {
      ServerProcess server = ServerProcess.find(serverPid, address, control::serverPid);
      if (server == null) {
        throw new IOException("the server's process cannot be seen; --server-pid names it");
      }
      open(connections, Math.min(WARMUP_CONNECTIONS, count));
      close(connections);
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      long before = server.residentBytes();
      long begin = System.nanoTime();
      open(connections, count);
      double took = (System.nanoTime() - begin) / 1e9;
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      double cpuBefore = cpuSeconds(server);
      TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
      double cpu = (cpuSeconds(server) - cpuBefore) / seconds;
      long after = server.residentBytes();
      return new Result(
          startedAt,
          label,
          Machine.here(),
          address.toString(),
          newer,
          count,
          count / took,
          before,
          after,
          (double) (after - before) / count,
          cpu);
    } finally {
      close(connections);
    }
  }

  private void open(List<Connection> connections, int wanted) throws IOException {
    for (int i = 0; i < wanted; i++) {
      connections.add(
          newer
              ? Connection.openNewer(address, user, password)
              : Connection.open(address, user, password));
    }
  }

  private static void close(List<Connection> connections) throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    connections.clear();
  }

  private static double cpuSeconds(ServerProcess server) throws IOException {
    ServerProcess.Usage usage = server.usage();
    if (usage == null) {
      throw new IOException("the server has ended");
    }
    return usage.cpuSeconds();
  }
}
