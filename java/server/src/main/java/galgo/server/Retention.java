package galgo.server;

import galgo.log.PartitionCounters;
import galgo.log.RemovableSegment;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.metadata.TopicSettings;
import galgo.server.config.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes messages that are older than their topic's expiry, and the oldest of a topic that has
 * grown to nine tenths of its limit, as whole segments. What a consumer or group has still to see
 * is kept, as Iggy does.
 *
 * <p>On shard 0, which asks the owners of a topic's partitions what they have, decides when all
 * have answered, and tells them from which offset on to keep messages.
 */
final class Retention {
  private static final Logger LOGGER = LoggerFactory.getLogger(Retention.class);

  /** No message is that old. */
  private static final long NOTHING = 0;

  /** What one owner has of a partition, and how many of its segments go. */
  private static final class Held {
    final PartitionTasks.Owned partition;
    final long bytes;
    final long protectedFrom;
    final List<RemovableSegment> segments;
    int taken;

    Held(
        PartitionTasks.Owned partition,
        long bytes,
        long protectedFrom,
        List<RemovableSegment> segments) {
      this.partition = partition;
      this.bytes = bytes;
      this.protectedFrom = protectedFrom;
      this.segments = segments;
    }

    boolean hasNext() {
      return taken < segments.size();
    }

    RemovableSegment next() {
      return segments.get(taken);
    }

    boolean nextIsProtected() {
      return next().end() > protectedFrom;
    }
  }

  /**
   * @param before messages up to this time have expired
   * @param most bytes; from here on there are too many. A limit of 2^63 and more is none
   */
  private record Bounds(long before, long most) {}

  private final Shard shard;
  private final Node node;
  private final Settings.Topic defaults;
  private int asked;
  private int kept;
  private int keptBefore;

  Retention(Shard shard) {
    this.shard = shard;
    this.node = shard.node();
    this.defaults = node.settings().topic();
  }

  /** Looks at all topics, unless the last look has not ended. */
  void look() {
    if (asked > 0) {
      return;
    }
    if (kept > keptBefore) {
      LOGGER.warn(
          "{} segments that are too old or too many are kept, because consumers or groups have"
              + " stored offsets before their end. Delete the offsets of those that do not come back.",
          kept);
    }
    keptBefore = kept;
    kept = 0;
    long now = shard.driver().wallMicros();
    for (Stream stream : node.metadata().latest().streams()) {
      for (Topic topic : stream.topics()) {
        look(topic, bounds(topic.settings(), now));
      }
    }
  }

  /** Zero in the settings is what an update with the server's default leaves there. */
  private Bounds bounds(TopicSettings settings, long now) {
    long expiry =
        settings.messageExpiry() == 0 ? defaults.messageExpiryMicros() : settings.messageExpiry();
    long size = settings.maxTopicSize() == 0 ? defaults.maxSize() : settings.maxTopicSize();
    return new Bounds(
        Long.compareUnsigned(expiry, now) < 0 ? now - expiry : NOTHING,
        size < 0 ? Long.MAX_VALUE : size / 10 * 9);
  }

  private void look(Topic topic, Bounds bounds) {
    if (bounds.before == NOTHING && bytes(topic) < bounds.most) {
      return;
    }
    List<Held> all = new ArrayList<>();
    int[] left = {0};
    List<List<PartitionTasks.Owned>> byOwner =
        OwnerLetters.byOwner(node, Lookup.partitions(topic), PartitionTasks.Owned::group);
    for (int owner = 0; owner < byOwner.size(); owner++) {
      List<PartitionTasks.Owned> owned = byOwner.get(owner);
      if (owned.isEmpty()) {
        continue;
      }
      asked++;
      left[0]++;
      shard
          .peer(owner)
          .post(at -> {
            List<Held> held = held(at.partitions(), owned, bounds.before);
            shard.post(home -> {
              asked--;
              all.addAll(held);
              if (--left[0] == 0) {
                decide(all, bounds);
              }
            });
          });
    }
  }

  private long bytes(Topic topic) {
    long bytes = 0;
    for (PartitionTasks.Owned partition : Lookup.partitions(topic)) {
      PartitionCounters counters = node.counters().find(partition.id());
      bytes += counters == null ? 0 : counters.bytes();
    }
    return bytes;
  }

  /** On the owner: what there is, after segments were ended that have become old while open. */
  private static List<Held> held(
      Partitions at, List<PartitionTasks.Owned> partitions, long before) {
    List<Held> held = new ArrayList<>();
    for (PartitionTasks.Owned each : partitions) {
      galgo.log.Partition partition = at.opened(each.id());
      if (partition != null) {
        if (before != NOTHING) {
          partition.closeOlderThan(before);
        }
        held.add(
            new Held(
                each,
                partition.counters().bytes(),
                at.protectedFrom(each.id(), each.group()),
                partition.removable()));
      }
    }
    return held;
  }

  private void decide(List<Held> all, Bounds bounds) {
    long bytes = 0;
    PriorityQueue<Held> oldestFirst =
        new PriorityQueue<>(
            Comparator.comparingLong((Held held) -> held.next().firstTimestamp())
                .thenComparingLong(held -> held.partition.id()));
    for (Held held : all) {
      bytes += held.bytes;
      while (held.hasNext() && held.next().lastTimestamp() <= bounds.before) {
        if (held.nextIsProtected()) {
          kept++;
          break;
        }
        bytes -= held.next().bytes();
        held.taken++;
      }
      if (held.hasNext()) {
        oldestFirst.add(held);
      }
    }
    while (bytes >= bounds.most && !oldestFirst.isEmpty()) {
      Held held = oldestFirst.remove();
      if (held.nextIsProtected()) {
        kept++;
        continue;
      }
      bytes -= held.next().bytes();
      held.taken++;
      if (held.hasNext()) {
        oldestFirst.add(held);
      }
    }
    all.forEach(this::remove);
  }

  private void remove(Held held) {
    if (held.taken == 0) {
      return;
    }
    long end = held.segments.get(held.taken - 1).end();
    shard
        .peer(node.ownerOf(held.partition.group()))
        .post(at -> {
          galgo.log.Partition partition = at.partitions().opened(held.partition.id());
          if (partition != null) {
            partition.removeBefore(end, status -> {});
          }
        });
  }
}
