package galgo.server;

import galgo.io.Completions;
import galgo.io.Errno;
import galgo.io.Operation;
import galgo.io.XxHash32;
import galgo.server.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in connections on one shard's own listening socket and keeps the list of those the shard
 * serves.
 */
final class Listener extends Operation {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** After connections could not be taken, for want of file descriptors perhaps. */
  private static final long RETRY_NANOS = 100_000_000;

  private final Shard shard;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private int handle = -1;
  private boolean stopped;
  private boolean refusing;
  private long accepted;

  Listener(Shard shard) {
    this.shard = shard;
  }

  /**
   * Opens the socket.
   *
   * @return 0 or a negative errno
   */
  int open(InetSocketAddress address, boolean shared) {
    int opened = shard.driver().listen(address, shared, 4096);
    if (opened < 0) {
      return opened;
    }
    handle = opened;
    return 0;
  }

  InetSocketAddress address() {
    return shard.driver().localAddress(handle);
  }

  void start() {
    shard.loop().accept(handle, this);
  }

  /**
   * Takes no more connections and ends those it has, each with the unsolicited word that it is
   * disconnected.
   */
  void stop() {
    stopped = true;
    Discard.close(shard.loop(), handle);
    for (Connection connection : List.copyOf(connections)) {
      connection.disconnect();
    }
  }

  int count() {
    return connections.size();
  }

  List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  void arrived(Connection connection) {
    connections.add(connection);
  }

  void left(Connection connection) {
    connections.remove(connection);
  }

  @Override
  protected void completed(int result, int flags, long data) {
    if (result >= 0) {
      accepted(result);
    } else if (!stopped && result != -Errno.ECONNABORTED && !refusing) {
      refusing = true;
      LOG.error("connections cannot be accepted: {}", Errno.text(result));
    }
    if ((flags & Completions.MORE) == 0 && !stopped) {
      if (result >= 0 || result == -Errno.ECONNABORTED) {
        start();
      } else {
        shard.loop().timeout(RETRY_NANOS, new Retry());
      }
    }
  }

  private void accepted(int connectionHandle) {
    refusing = false;
    Node node = shard.node();
    InetSocketAddress peer = shard.driver().peerAddress(connectionHandle);
    String network = peer.getAddress() == null ? "" : Admission.network(peer.getAddress());
    if (stopped || !node.admission().enter(network)) {
      Discard.close(shard.loop(), connectionHandle);
      return;
    }
    if (!node.settings().tcp().noDelay()) {
      shard.driver().noDelay(connectionHandle, false);
    }
    Settings.Limits limits = node.settings().limits();
    if (limits.limitsSockets()) {
      shard.driver().limitUnsent(connectionHandle, limits.socketBytes());
    }
    String address = text(peer);
    byte[] bytes = address.getBytes(StandardCharsets.US_ASCII);
    Client client =
        new Client(
            (long) shard.index() << 48 | ++accepted,
            XxHash32.hash(bytes),
            address,
            network,
            shard.driver().wallMicros());
    node.clients().add(client);
    Connection connection = new Connection(shard, connectionHandle, client, limits.frameBytes());
    connections.add(connection);
    connection.step();
  }

  /** {@code 127.0.0.1:8090} or {@code [::1]:8090}. */
  static String text(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private final class Retry extends Operation {
    @Override
    protected void completed(int result, int flags, long data) {
      shard.loop().forget(this);
      if (!stopped) {
        start();
      }
    }
  }
}
