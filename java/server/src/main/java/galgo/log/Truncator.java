package galgo.log;

import galgo.io.Errno;
import galgo.journal.EntryHeader;
import galgo.journal.Proposal;
import java.util.function.IntConsumer;

/**
 * Makes it durable in the journal that messages of a partition go, before they do: so every restart
 * comes to the same. One removal at a time.
 */
final class Truncator extends Proposal {
  private final Partition partition;
  private final LogShard shard;
  private final IntConsumer done;
  private int kind;
  private long offset;
  private long op;
  private long body;

  /**
   * @param done gets 0, or below 0 when the journal has failed
   */
  Truncator(Partition partition, IntConsumer done) {
    this.partition = partition;
    this.shard = partition.shard;
    this.done = done;
  }

  /** The operation that the removal became. */
  long op() {
    return op;
  }

  /** See {@link Truncation}. */
  void begin(int removal, long before) {
    kind = removal;
    offset = before;
    propose();
  }

  /** Tries again in each turn until journal and memory have room. */
  void propose() {
    if (!shard.journal().failure().isEmpty() || !shard.journal().has(partition.group())) {
      decided(-Errno.EIO);
      return;
    }
    if (body == 0) {
      body = shard.stubs.take();
    }
    long header = body == 0 ? 0 : shard.journal().begin(partition.group(), Truncation.SIZE, false);
    if (header == 0) {
      shard.propose(this);
      return;
    }
    Truncation.put(body, partition.id(), kind, offset);
    long timestamp = partition.appender.lastTimestamp() + 1;
    Truncation.seal(
        header, EntryHeader.KIND_TRUNCATE, partition.id(), timestamp, body, shard.kernels);
    op = EntryHeader.op(header);
    shard.journal().propose(this, body);
  }

  @Override
  protected void decided(int status) {
    if (body != 0) {
      shard.stubs.give(body);
      body = 0;
    }
    done.accept(status);
  }
}
