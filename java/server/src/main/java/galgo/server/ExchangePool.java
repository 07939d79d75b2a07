package galgo.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The exchanges of one shard: as many as it ever had requests in progress at once, at most one a
 * connection, and no more than a limit but for those that end connections.
 */
final class ExchangePool {
  /** Exchanges that get their memory together. */
  private static final int SLAB = 16;

  private final Shard shard;
  private final int most;
  private final List<Exchange> free = new ArrayList<>();
  private int used;

  /**
   * @param most requests in progress at once
   */
  ExchangePool(Shard shard, int most) {
    this.shard = shard;
    this.most = most;
  }

  /** Whether fewer are in use than the limit. */
  boolean available() {
    return used < most;
  }

  /** Whether fewer than half as many are in use. */
  boolean plentiful() {
    return used < most / 2;
  }

  Exchange take(Connection connection) {
    if (free.isEmpty()) {
      grow();
    }
    Exchange exchange = free.removeLast();
    used++;
    exchange.begin(connection);
    return exchange;
  }

  void give(Exchange exchange) {
    used--;
    free.add(exchange);
  }

  private void grow() {
    long bytes = ((long) SLAB * Exchange.MEMORY + 4095) / 4096 * 4096;
    long memory = shard.driver().allocate(bytes);
    for (int i = 0; i < SLAB; i++) {
      free.add(new Exchange(shard, memory + (long) i * Exchange.MEMORY));
    }
  }
}
