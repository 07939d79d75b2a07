package galgo.metadata;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spreads a topic's balanced requests over its partitions. The one mutable thing that both copies
 * of the metadata share: any shard advances it. Starts at partition 0 with each start of the node.
 */
public final class RoundRobin {
  private final AtomicInteger next = new AtomicInteger();

  RoundRobin() {}

  /**
   * The partition for the next request.
   *
   * @param partitions how many there are, ≥ 1
   */
  public int next(int partitions) {
    return Integer.remainderUnsigned(next.getAndIncrement(), partitions);
  }
}
