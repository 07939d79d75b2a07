package galgo.server;

import galgo.server.config.Settings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Counts connections, in total and by address, and sessions by user, against their limits. Any
 * thread: touched when connections and sessions begin and end.
 *
 * <p>A connection counts until its socket is closed, whether or not it is still listed as a client.
 */
final class Admission {
  /** The session of a connection that is not logged in. */
  static final long NO_SESSION = 0;

  private final Settings.Limits limits;
  private final Map<String, Integer> byAddress = new HashMap<>();
  private final Map<Long, Integer> sessions = new HashMap<>();
  private int connections;

  Admission(Settings.Limits limits) {
    this.limits = limits;
  }

  /** What counts as one address: of IPv6 the first 64 bits, since a host may have all the rest. */
  static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8))
        : address.getHostAddress();
  }

  /**
   * @return whether one more connection from there may be served; then it counts
   */
  synchronized boolean enter(String network) {
    int there = byAddress.getOrDefault(network, 0);
    if (connections >= limits.connections() || there >= limits.connectionsByAddress()) {
      return false;
    }
    connections++;
    byAddress.put(network, there + 1);
    return true;
  }

  /** A connection's socket has closed. */
  synchronized void leave(Client client) {
    connections--;
    decrement(byAddress, client.network());
    changeSession(client.session(), NO_SESSION);
  }

  /**
   * A connection's login goes from one user to another.
   *
   * @param from the user's incarnation, or {@link #NO_SESSION}; likewise {@code to}
   * @return false when the new user has no session left; then nothing changes
   */
  synchronized boolean changeSession(long from, long to) {
    if (from == to) {
      return true;
    }
    if (to != NO_SESSION) {
      int there = sessions.getOrDefault(to, 0);
      if (there >= limits.sessionsByUser()) {
        return false;
      }
      sessions.put(to, there + 1);
    }
    if (from != NO_SESSION) {
      decrement(sessions, from);
    }
    return true;
  }

  private static <K> void decrement(Map<K, Integer> counts, K key) {
    Integer count = counts.get(key);
    if (count == null) {
      throw new IllegalStateException("ended more often than begun: " + key);
    }
    if (count == 1) {
      counts.remove(key);
    } else {
      counts.put(key, count - 1);
    }
  }
}
