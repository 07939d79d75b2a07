package galgo.server;

import galgo.log.Append;
import galgo.log.ConsumerOffsets;
import galgo.log.Durability;
import galgo.log.LogShard;
import galgo.log.LogStatus;
import galgo.log.Partition;
import galgo.log.Read;
import galgo.log.Scrubber;
import galgo.metadata.MembershipCommand;
import galgo.server.config.Settings;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The partitions one shard owns, and what requests do to them. A partition is opened when metadata
 * has it and somebody asks for it first, or at the start.
 */
final class Partitions {
  private final Node node;
  private final LogShard log;
  private final Scrubber scrubber;
  private final ConsumerOffsets offsets;
  private final int shard;
  private final Durability durability;
  private final int answerBytes;
  private final GroupProgress progress = new GroupProgress();
  private final LongKeyMap<Partition> open = new LongKeyMap<>();
  private final Deduplication deduplication;

  Partitions(Node node, int shard, LogShard log, ConsumerOffsets offsets, Durability durability) {
    this.node = node;
    this.shard = shard;
    this.durability = durability;
    Settings settings = node.settings();
    this.answerBytes = settings.limits().answerBytes(settings.encryption().enabled());
    this.log = log;
    Settings.Scrub scrub = settings.scrub();
    this.scrubber =
        new Scrubber(log, scrub.bytesPerSecond() / node.shardCount(), scrub.interval().toNanos());
    node.metrics().add(log.damageCounters());
    this.offsets = offsets;
    this.deduplication = new Deduplication(settings.deduplication(), log.kernels());
  }

  LogShard log() {
    return log;
  }

  ConsumerOffsets offsets() {
    return offsets;
  }

  Deduplication deduplication() {
    return deduplication;
  }

  GroupProgress progress() {
    return progress;
  }

  /** Submits what the log has gathered. */
  void turn(long nowNanos) {
    log.turn(nowNanos);
    scrubber.turn(nowNanos);
    offsets.turn();
  }

  long nextDeadlineNanos() {
    return Math.min(log.nextDeadlineNanos(), scrubber.nextDeadlineNanos());
  }

  /** Carries out the exchange's work; it is told by {@link Exchange#performed}, now or later. */
  void perform(Exchange exchange, Exchange.Work work) {
    Target target = exchange.target;
    Partition partition = find(target);
    if (partition == null) {
      exchange.performed(Status.PARTITION_NOT_FOUND);
      return;
    }
    switch (work) {
      case SEND -> append(exchange, partition, target);
      case POLL -> poll(exchange, partition, target);
      case FLUSH -> partition.flush(exchange.flushSynced, exchange::flushed);
      case GET_OFFSET -> getOffset(exchange, partition, target);
      case STORE_OFFSET -> storeOffset(exchange, partition, target);
      case DELETE_OFFSET -> deleteOffset(exchange, target);
      case PARTED -> throw new IllegalStateException("an exchange without work");
    }
  }

  private void append(Exchange exchange, Partition partition, Target target) {
    Append append = exchange.append;
    int count = append.count;
    if (deduplication.drop(target.id(), append) < count) {
      partition.append(append);
      return;
    }
    exchange.repeated = true;
    if (partition.durability() == Durability.MEMORY) {
      exchange.performed(Status.OK);
    } else {
      // All of them came before, but perhaps are not durable yet.
      partition.flush(partition.durability() == Durability.SYNCED, exchange::flushed);
    }
  }

  /** A batch failed that was to be appended. */
  void notStored(Target target, Append append) {
    deduplication.failed(target.id(), append);
  }

  private void poll(Exchange exchange, Partition partition, Target target) {
    long current = partition.counters().currentOffset();
    exchange.found(current, -1);
    if (exchange.count == 0) {
      exchange.performed(Status.OK);
      return;
    }
    if (exchange.autoCommit && !fits(target)) {
      exchange.performed(Status.TOO_MANY_CONSUMER_OFFSETS);
      return;
    }
    Read read = exchange.read;
    read.kind = Read.OFFSET;
    read.value = exchange.value;
    switch (exchange.strategy) {
      case PollRequest.OFFSET -> {}
      case PollRequest.TIMESTAMP -> read.kind = Read.TIMESTAMP;
      case PollRequest.FIRST -> read.kind = Read.FIRST;
      case PollRequest.LAST -> read.kind = Read.LAST;
      case PollRequest.NEXT -> {
        // It could not commit either, and would be given the same messages for ever.
        if (offsets.damage(target.group()) != null) {
          exchange.performed(Status.CANNOT_READ_CONSUMER_OFFSETS);
          return;
        }
        long stored = stored(target);
        if (stored < 0) {
          read.kind = Read.FIRST;
        } else {
          read.value = stored + 1;
        }
      }
      default -> throw new IllegalStateException("strategy " + exchange.strategy);
    }
    read.count = exchange.count;
    read.patient = exchange.patient;
    read.maxBytes = answerBytes;
    exchange.readingStarted();
    partition.read(read);
  }

  /** A poll's read is done. */
  void polled(Exchange exchange) {
    Read read = exchange.read;
    Target target = exchange.target;
    // A group's member may have lost the partition meanwhile: it has to ask again.
    if (read.came && !target.byGroup()) {
      exchange.patient = false;
      perform(exchange, Exchange.Work.POLL);
      return;
    }
    if (read.status == LogStatus.OK && read.messages > 0) {
      if (target.byGroup()) {
        progress.polled(target.id(), target.key(), read.lastOffset);
      }
      if (exchange.autoCommit) {
        commit(target, read.lastOffset);
      }
    }
    exchange.performed(status(read.status));
  }

  /** Nobody waits for it: without room the next poll's commit makes up for it. */
  private void commit(Target target, long offset) {
    if (offsets.store(target.group(), target.id(), kind(target), target.key(), offset, null)) {
      settle(target, offset);
    }
  }

  private void getOffset(Exchange exchange, Partition partition, Target target) {
    if (offsets.damage(target.group()) != null) {
      exchange.performed(Status.CANNOT_READ_CONSUMER_OFFSETS);
      return;
    }
    exchange.found(partition.counters().currentOffset(), stored(target));
    exchange.performed(Status.OK);
  }

  private void storeOffset(Exchange exchange, Partition partition, Target target) {
    long current = partition.counters().currentOffset();
    if (partition.counters().nextOffset() == 0
        || Long.compareUnsigned(exchange.value, current) > 0) {
      exchange.performed(Status.INVALID_OFFSET);
      return;
    }
    if (!fits(target)) {
      exchange.performed(Status.TOO_MANY_CONSUMER_OFFSETS);
    } else if (offsets.failure(target.group()) != null) {
      exchange.performed(Status.CANNOT_WRITE_TO_FILE);
    } else if (offsets.store(
        target.group(),
        target.id(),
        kind(target),
        target.key(),
        exchange.value,
        exchange.offsetTicket())) {
      settle(target, exchange.value);
    } else {
      exchange.retryWhenRoom();
    }
  }

  private void deleteOffset(Exchange exchange, Target target) {
    if (!offsets.delete(
        target.group(), target.id(), kind(target), target.key(), exchange.offsetTicket())) {
      exchange.performed(Status.CONSUMER_OFFSET_NOT_FOUND);
    }
  }

  private boolean fits(Target target) {
    int most = node.settings().limits().consumerOffsets();
    return offsets.fits(target.group(), target.id(), kind(target), target.key(), most);
  }

  private long stored(Target target) {
    return offsets.get(target.group(), target.id(), kind(target), target.key());
  }

  private static int kind(Target target) {
    return target.byGroup() ? ConsumerOffsets.GROUP : ConsumerOffsets.CONSUMER;
  }

  /**
   * A group's member that must give the partition up has committed: tells metadata when that was
   * all it was given.
   */
  private void settle(Target target, long committed) {
    if (target.revokedMember() != Target.NOT_REVOKED
        && progress.settled(target.id(), target.key(), committed)) {
      node.proposer()
          .propose(
              new MembershipCommand.CompleteRevocation(
                  target.stream(),
                  target.topic(),
                  target.consumer(),
                  target.partition(),
                  target.revokedMember()));
    }
  }

  /** Opens a partition that metadata has; blocking, but a new one has no files yet. */
  Partition open(long id, int group) {
    Partition partition = open.get(id);
    if (partition == null) {
      boolean synced = durability != Durability.SYNCED && node.persisted(shard, id);
      partition = log.open(group, id, synced ? Durability.SYNCED : durability);
      open.put(id, partition);
      scrubber.add(partition);
      node.counters().add(id, partition.counters());
    }
    return partition;
  }

  /**
   * At the start: lowers offsets that lie beyond what a partition was recovered with. Those of a
   * damaged one stay: how much there was is not known.
   */
  void clamp(long id, int group) {
    Partition partition = open(id, group);
    if (partition.failure().isEmpty()) {
      offsets.clamp(group, id, partition.counters().nextOffset() - 1);
    }
  }

  /** The partition, when it is open. */
  @Nullable Partition opened(long id) {
    return open.get(id);
  }

  /**
   * Segments with messages from this offset on are kept: a consumer or group has stored an earlier
   * one, so that it has not seen them all.
   */
  long protectedFrom(long id, int group) {
    long smallest = offsets.smallest(group, id);
    return smallest == ConsumerOffsets.NONE ? Long.MAX_VALUE : smallest + 1;
  }

  /** Metadata has the partition no more: its offsets and files go. */
  void drop(long id, int group) {
    Partition partition = open.get(id);
    offsets.forget(group, id, null);
    progress.forget(id);
    deduplication.forget(id);
    // One that was never opened has no files.
    if (partition != null) {
      open.remove(id);
      node.counters().remove(id);
      partition.delete(result -> {});
    }
  }

  /** A consumer group, by its incarnation, is gone: its offset of a partition goes. */
  void forgetGroup(long id, int group, long consumers) {
    offsets.forgetGroup(group, id, consumers);
    progress.forget(id, consumers);
  }

  /**
   * Whether a consumer group, by its incarnation, has committed all it was given of a partition.
   */
  boolean settled(long id, int group, long consumers) {
    long committed = offsets.get(group, id, ConsumerOffsets.GROUP, consumers);
    return progress.settled(id, consumers, committed);
  }

  /** Makes all that was appended durable and ends; {@code done} runs when it is so. */
  void close(Runnable done) {
    List<Partition> all = open.values();
    int[] left = {all.size() + 1};
    Runnable one =
        () -> {
          if (--left[0] == 0) {
            done.run();
          }
        };
    for (Partition partition : all) {
      partition.close(result -> one.run());
    }
    one.run();
  }

  private @Nullable Partition find(Target target) {
    Partition partition = open.get(target.id());
    if (partition != null) {
      return partition;
    }
    // Deleted since the request was looked at? Its number is never used again, so that it must not
    // be made anew.
    return node.exists(shard, target) ? open(target.id(), target.group()) : null;
  }

  /** A status of the log as an error number of the protocol. */
  static int status(int logStatus) {
    return switch (logStatus) {
      case LogStatus.OK -> Status.OK;
      case LogStatus.NO_SPACE -> Status.CANNOT_APPEND_MESSAGE;
      case LogStatus.FAILED -> Status.CANNOT_WRITE_TO_FILE;
      case LogStatus.DAMAGED -> Status.INVALID_MESSAGE_CHECKSUM;
      case LogStatus.UNREADABLE -> Status.CANNOT_READ_MESSAGE;
      case LogStatus.CLOSED -> Status.PARTITION_NOT_FOUND;
      case LogStatus.TOO_LARGE -> Status.TOO_MANY_MESSAGES;
      default -> throw new IllegalStateException("log status " + logStatus);
    };
  }
}
