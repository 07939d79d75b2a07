package galgo.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failed logins by address and by user name, and how long the next login of either has to wait: not
 * at all after {@link #FREE} failures in a row, then 100 ms, doubling up to a limit. A user's count
 * ends with a login that succeeds, any count with {@link #FORGET_NANOS} without a failure. An
 * address's does not end with a success, or an account of one's own would buy free guesses.
 *
 * <p>Bounded: when the table is full, what failed least recently is forgotten. Any thread.
 */
final class LoginAttempts {
  /** Failures that cost nothing. */
  static final int FREE = 3;

  static final long FIRST_DELAY_NANOS = 100_000_000;
  static final long FORGET_NANOS = 60_000_000_000L;
  static final int ENTRIES = 10_000;

  private static final int DOUBLINGS = 30;

  private record Failures(int count, long lastNanos) {}

  private final long longestNanos;

  /** In the order of their last failures. */
  private final Map<String, Failures> table = new LinkedHashMap<>();

  /**
   * @param longestNanos the longest delay; 0: no login waits
   */
  LoginAttempts(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  static String ofAddress(String network) {
    return "address " + network;
  }

  static String ofUser(String name) {
    return "user " + name;
  }

  /** How long a login of either has to wait, in nanoseconds. */
  synchronized long delay(String address, String user, long nowNanos) {
    return Math.max(delay(address, nowNanos), delay(user, nowNanos));
  }

  synchronized void failed(String key, long nowNanos) {
    if (longestNanos == 0) {
      return;
    }
    int before = count(key, nowNanos);
    table.remove(key);
    if (table.size() >= ENTRIES) {
      table.remove(table.keySet().iterator().next());
    }
    table.put(key, new Failures(before + 1, nowNanos));
  }

  synchronized void succeeded(String user) {
    table.remove(user);
  }

  synchronized int size() {
    return table.size();
  }

  private long delay(String key, long nowNanos) {
    int beyond = count(key, nowNanos) - FREE;
    return beyond < 0
        ? 0
        : Math.min(longestNanos, FIRST_DELAY_NANOS << Math.min(beyond, DOUBLINGS));
  }

  private int count(String key, long nowNanos) {
    Failures failures = table.get(key);
    return failures == null || nowNanos - failures.lastNanos() > FORGET_NANOS
        ? 0
        : failures.count();
  }
}
