package galgo.io.nio;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;

/**
 * What the drivers of one node share: connections on their way from one driver to another, and the
 * addresses that the node listens on. Any thread.
 */
public final class NioHandover implements AutoCloseable {
  private final Map<Integer, SocketChannel> released = new HashMap<>();
  private final Map<InetSocketAddress, Integer> listening = new HashMap<>();
  private int token;

  synchronized int put(SocketChannel channel) {
    do {
      token = (token + 1) & Integer.MAX_VALUE;
    } while (released.containsKey(token));
    released.put(token, channel);
    return token;
  }

  synchronized SocketChannel take(int token) {
    SocketChannel channel = released.remove(token);
    if (channel == null) {
      throw new IllegalArgumentException("no released connection " + token);
    }
    return channel;
  }

  /**
   * Binds a listening socket that other drivers of the node may share.
   *
   * <p>SO_REUSEPORT alone would also let in another server of the same user and split the
   * connections between the two in silence. So the first driver tries the port without it. Between
   * that and the real binding another process could still take the port with SO_REUSEPORT: a gap of
   * microseconds, which Linux gives no way to close.
   */
  synchronized void bindShared(ServerSocketChannel channel, InetSocketAddress address, int backlog)
      throws IOException {
    if (address.getPort() != 0 && !listening.containsKey(address)) {
      try (ServerSocketChannel probe = open(address)) {
        probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        probe.bind(address);
      }
    }
    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    channel.bind(address, backlog);
    listening.merge((InetSocketAddress) channel.getLocalAddress(), 1, Integer::sum);
  }

  /** Of the address's own family, so that the wildcard of version 4 stays what it is. */
  static ServerSocketChannel open(InetSocketAddress address) throws IOException {
    return ServerSocketChannel.open(
        address.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  synchronized void unbindShared(InetSocketAddress address) {
    listening.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Closes connections that nobody adopted. */
  @Override
  public synchronized void close() throws IOException {
    for (SocketChannel channel : released.values()) {
      channel.close();
    }
    released.clear();
  }
}
