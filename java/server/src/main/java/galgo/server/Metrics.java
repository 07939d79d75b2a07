package galgo.server;

import galgo.log.DamageCounters;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * What the node counts beside its partitions' counters, summed over its shards, since it started.
 * Any thread.
 */
final class Metrics {
  private final List<DamageCounters> shards = new CopyOnWriteArrayList<>();

  void add(DamageCounters shard) {
    shards.add(shard);
  }

  /** Damaged places that reads came upon. */
  long damageByReads() {
    return sum(DamageCounters::byReads);
  }

  /** Damaged places that the scrubber came upon before any read did. */
  long damageByScrubber() {
    return sum(DamageCounters::byScrubber);
  }

  /** Partitions that were opened with damage. */
  long damageByRecovery() {
    return sum(DamageCounters::byRecovery);
  }

  /** Bytes of closed segments that were checked in the background. */
  long scrubbedBytes() {
    return sum(DamageCounters::scrubbedBytes);
  }

  long scrubbedSegments() {
    return sum(DamageCounters::scrubbedSegments);
  }

  private long sum(ToLongFunction<DamageCounters> counter) {
    return shards.stream().mapToLong(counter).sum();
  }
}
