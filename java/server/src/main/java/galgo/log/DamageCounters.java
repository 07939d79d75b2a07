package galgo.log;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one shard has met of damage, since it started. Written by the shard's thread, read by any.
 */
public final class DamageCounters {
  private final AtomicLong byReads = new AtomicLong();
  private final AtomicLong byScrubber = new AtomicLong();
  private final AtomicLong byRecovery = new AtomicLong();
  private final AtomicLong scrubbedBytes = new AtomicLong();
  private final AtomicLong scrubbedSegments = new AtomicLong();

  void foundByRead() {
    byReads.incrementAndGet();
  }

  void foundByScrubber() {
    byScrubber.incrementAndGet();
  }

  void foundByRecovery() {
    byRecovery.incrementAndGet();
  }

  void scrubbed(long bytes) {
    scrubbedBytes.addAndGet(bytes);
  }

  void segmentScrubbed() {
    scrubbedSegments.incrementAndGet();
  }

  /** Damaged places that reads came upon, each counted once. */
  public long byReads() {
    return byReads.get();
  }

  /** Damaged places that the scrubber came upon before any read did. */
  public long byScrubber() {
    return byScrubber.get();
  }

  /** Partitions that recovery opened with damage. */
  public long byRecovery() {
    return byRecovery.get();
  }

  /** Bytes of closed segments that were read and compared in the background. */
  public long scrubbedBytes() {
    return scrubbedBytes.get();
  }

  public long scrubbedSegments() {
    return scrubbedSegments.get();
  }
}
