package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What is known of a consumer group: what is committed, who was given what, and when partitions may
 * have changed hands without a commit.
 */
final class GroupModel {
  /** Messages of a partition that a member was given. */
  private record Given(int client, long last, long answered) {}

  final TopicModel topic;
  final String name;
  final Lifetime life;
  private final boolean ordered;
  private final Map<Integer, Register> offsets = new LinkedHashMap<>();
  private final Map<Integer, Given> given = new LinkedHashMap<>();
  private final Map<Integer, Span> memberships = new LinkedHashMap<>();

  /** Since when partitions may be moving whatever was committed; {@link Span#NEVER} while not. */
  private long shakenSince = Span.NEVER;

  /** Partitions cannot have moved without a commit after this moment, unless they do now. */
  private long calmSince;

  /**
   * @param ordered whether partitions change hands only after a commit: false when the server may
   *     take them by force
   */
  GroupModel(TopicModel topic, String name, boolean ordered) {
    this.ordered = ordered;
    this.topic = topic;
    this.name = name;
    this.life =
        new Lifetime("group " + topic.stream.name + "/" + topic.name + "/" + name, topic.life);
  }

  Register offset(int partition) {
    return offsets.computeIfAbsent(partition, _ -> topic.emptyOffset());
  }

  void purging(Span span) {
    offsets.values().forEach(register -> register.write(TopicModel.NONE, span));
    given.clear();
    shakenBy(span.sent);
  }

  void removingPartitions(int first, Span span, long now) {
    offsets.forEach((partition, register) -> {
      if (partition >= first) {
        register.write(TopicModel.NONE, span);
      }
    });
    shakenBy(now);
  }

  /** Something that deals all partitions anew was sent, or happened at an unknown later time. */
  void shakenBy(long now) {
    shakenSince = Math.min(shakenSince, now);
  }

  void joining(int client, long now) {
    memberships.put(client, new Span(now));
  }

  void joined(int client, long now) {
    Span span = memberships.get(client);
    if (span != null) {
      span.happened(now);
    }
  }

  /** The client leaves, or its connection is gone: the server learns of it some time. */
  void leaving(int client, long now) {
    if (memberships.remove(client) != null) {
      shakenBy(now);
    }
  }

  /** The client is a member, and was at the moment. */
  boolean mustBeMember(int client, long from) {
    Span span = memberships.get(client);
    return span != null && span.certainBefore(from);
  }

  private boolean isMember(int client) {
    Span span = memberships.get(client);
    return span != null && span.certain() != Span.NEVER;
  }

  /**
   * The server's list of members.
   *
   * @param members how many
   * @param connected whether the client's connection is whole: of another the server may have heard
   *     before its client does
   * @param from when it was asked for
   */
  void membersSeen(int members, IntPredicate connected, long from, long to) {
    long certain =
        memberships.entrySet().stream()
            .filter(each -> each.getValue().certainBefore(from) && connected.test(each.getKey()))
            .count();
    if (members < certain) {
      throw new Finding(this + " has " + members + " members, and " + certain + " have joined");
    }
    if (shakenSince < from && members == certain) {
      // Those who left are known to have left, and what that moved has moved.
      shakenSince = Span.NEVER;
      calmSince = to;
    }
  }

  /** Messages of a partition up to {@code last} came to a member; asked for at {@code from}. */
  void polled(int client, int partition, long last, long from, long to) {
    if (!mustBeMember(client, from)) {
      return;
    }
    Given before = given.get(partition);
    if (ordered
        && before != null
        && before.client != client
        && shakenSince == Span.NEVER
        && before.answered > calmSince
        && before.answered < from
        && isMember(before.client)
        && offset(partition).candidates(before.answered, to).stream()
            .allMatch(stored -> stored != Register.ANYTHING && stored < before.last)) {
      throw new Finding(
          this
              + ": partition "
              + partition
              + " went from client "
              + before.client
              + " to "
              + client
              + " while offsets up to "
              + before.last
              + " were not committed");
    }
    if (before == null || before.answered < from || before.client == client) {
      given.put(partition, new Given(client, last, to));
    }
  }

  /** The server died, and all memberships with it. */
  void crashed(long now, Crash crash) {
    life.crashed(now);
    offsets.values().forEach(register -> register.crashed(now, crash.clean()));
    memberships.clear();
    given.clear();
    shakenSince = Span.NEVER;
    calmSince = now;
  }

  @Override
  public String toString() {
    return life.toString();
  }
}
