package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of a topic, its partitions, and what consumers have stored there. */
final class TopicModel {
  /** In the place of an offset: none is stored. */
  static final long NONE = -1;

  private record OffsetKey(String consumer, int partition) {}

  /** Partitions from {@code first} on are taken away. */
  private record Shrinking(int first, Span span) {}

  final StreamModel stream;
  final String name;
  final Lifetime life;
  final Register partitions;
  final List<GroupModel> groups = new ArrayList<>();

  /** Given before anybody sends to it. */
  TopicRules rules = TopicRules.PLAIN;

  private final Map<Integer, PartitionLog> logs = new LinkedHashMap<>();
  private final Map<OffsetKey, Register> offsets = new LinkedHashMap<>();
  private final List<Span> purges = new ArrayList<>();
  private final List<Shrinking> shrinkings = new ArrayList<>();
  private final List<Span> removals = new ArrayList<>();

  /** Batches whose partition the server chose. */
  private final List<Batch> floating = new ArrayList<>();

  private long latestLoss = -1;

  TopicModel(StreamModel stream, String name, int partitionsCount, long now) {
    this.stream = stream;
    this.name = name;
    this.life = new Lifetime("topic " + stream.name + "/" + name, stream.life);
    this.partitions = new Register(partitionsCount, now);
  }

  PartitionLog log(int partition) {
    return logs.computeIfAbsent(
        partition,
        number -> {
          PartitionLog log = new PartitionLog(this, number);
          if (rules.retains()) {
            log.trimming();
          }
          purges.forEach(log::resetting);
          shrinkings.stream()
              .filter(shrinking -> number >= shrinking.first)
              .forEach(shrinking -> log.resetting(shrinking.span));
          return log;
        });
  }

  /** The offset of a single consumer. */
  Register offset(String consumer, int partition) {
    return offsets.computeIfAbsent(new OffsetKey(consumer, partition), _ -> emptyOffset());
  }

  /** An offset that nobody has stored: removals that are under way may still take it. */
  Register emptyOffset() {
    Register register = new Register(NONE, 0);
    removals.forEach(span -> register.write(NONE, span));
    return register;
  }

  GroupModel group(String groupName, boolean ordered) {
    GroupModel group = new GroupModel(this, groupName, ordered);
    groups.add(group);
    return group;
  }

  void sent(Batch batch) {
    if (batch.partition < 0) {
      floating.add(batch);
    } else {
      log(batch.partition).sent(batch);
    }
  }

  void acknowledged(Batch batch, long now) {
    batch.acknowledged(now);
    if (batch.partition >= 0) {
      log(batch.partition).acknowledged(batch);
    } else if (batch.span.sent < latestLoss) {
      batch.mayBeLost();
    }
  }

  /** All messages and offsets may go from now on. */
  Span purging(long now) {
    Span span = new Span(now);
    purges.add(span);
    removals.add(span);
    logs.values().forEach(log -> log.resetting(span));
    offsets.values().forEach(register -> register.write(NONE, span));
    groups.forEach(group -> group.purging(span));
    return span;
  }

  /** Partitions from {@code first} on may go from now on. */
  Span removingPartitions(int first, long now) {
    Span span = new Span(now);
    removals.add(span);
    shrinkings.add(new Shrinking(first, span));
    logs.forEach((number, log) -> {
      if (number >= first) {
        log.resetting(span);
      }
    });
    offsets.forEach((key, register) -> {
      if (key.partition >= first) {
        register.write(NONE, span);
      }
    });
    groups.forEach(group -> group.removingPartitions(first, span, now));
    partitions.write(first, span);
    return span;
  }

  Span addingPartitions(int count, long now) {
    groups.forEach(group -> group.shakenBy(now));
    return partitions.write(count, now, true).span;
  }

  /** Checks a status that says that a partition of the topic is not there. */
  void missing(int partition, long from, long to) {
    if (life.certain(from, to)
        && partitions.candidates(from, to).stream().allMatch(count -> partition < count)) {
      throw new Finding("partition " + partition + " of " + this + " is gone");
    }
  }

  /** Likewise, of a partition that the server has chosen: it may have gone since. */
  void missingAny(long from, long to) {
    if (life.certain(from, to)
        && partitions.candidates(from, to).stream().distinct().count() == 1) {
      throw new Finding("a partition of " + this + " that the server chose is gone");
    }
  }

  /** The most partitions that it may have at the moment. */
  int mostPartitions(long now) {
    return (int)
        partitions.candidates(now, now + 1).stream().mapToLong(count -> count).max().orElse(0);
  }

  /** The fewest. */
  int fewestPartitions(long now) {
    return (int)
        partitions.candidates(now, now + 1).stream().mapToLong(count -> count).min().orElse(0);
  }

  /** Single consumers that have ever stored an offset in the partition. */
  List<String> consumers(int partition) {
    return offsets.keySet().stream()
        .filter(key -> key.partition == partition)
        .map(OffsetKey::consumer)
        .toList();
  }

  void crashed(long now, Crash ofServer) {
    Crash crash = rules.persisted() ? ofServer.ofPersisted() : ofServer;
    life.crashed(now);
    partitions.crashed(now, crash.clean());
    boolean halfPurged =
        crash.halvesPurges() && purges.stream().anyMatch(span -> span.last() > now);
    removals.forEach(span -> span.settle(now));
    for (PartitionLog log : logs.values()) {
      if (halfPurged) {
        log.trimming();
      }
      log.crashed(now, crash);
    }
    floating.forEach(batch -> batch.span.settle(now));
    if (crash.losesMessages()) {
      latestLoss = now;
      floating.stream().filter(Batch::isAcknowledged).forEach(Batch::mayBeLost);
    }
    offsets.values().forEach(register -> register.crashed(now, crash.clean()));
    groups.forEach(group -> group.crashed(now, crash));
  }

  /** Whether a crash may have shortened its partitions, and stored offsets with them. */
  boolean lossy() {
    return latestLoss >= 0;
  }

  /** Judges the batches whose partition the server chose, when all partitions have been read. */
  void complete(Set<Batch> found, boolean damaged) {
    boolean trimmed = logs.values().stream().anyMatch(PartitionLog::isTrimmed);
    for (Batch batch : floating) {
      boolean must =
          batch.isAcknowledged()
              && !batch.canBeLost()
              && removals.stream().allMatch(span -> span.last() < batch.span.sent);
      if (must && !trimmed && !damaged && !found.contains(batch)) {
        throw new Finding(this + " has lost " + batch);
      }
    }
  }

  @Override
  public String toString() {
    return "topic " + stream.name + "/" + name;
  }
}
