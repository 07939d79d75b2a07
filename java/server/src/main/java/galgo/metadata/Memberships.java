package galgo.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which groups each client is in, in the order it joined them. */
final class Memberships {
  private final Map<Long, List<Membership>> byClient = new TreeMap<>();

  List<Membership> of(long client) {
    return Collections.unmodifiableList(byClient.getOrDefault(client, List.of()));
  }

  /** By ascending client. */
  Map<Long, List<Membership>> all() {
    return Collections.unmodifiableMap(byClient);
  }

  /** All groups that somebody is in, each once. */
  Set<Membership> groups() {
    Set<Membership> groups = new LinkedHashSet<>();
    byClient.values().forEach(groups::addAll);
    return groups;
  }

  void add(long client, Membership membership) {
    byClient.computeIfAbsent(client, key -> new ArrayList<>()).add(membership);
  }

  void remove(long client, Membership membership) {
    List<Membership> left = byClient.get(client);
    if (left == null || !left.remove(membership)) {
      throw new IllegalStateException("client " + client + " is not in " + membership);
    }
    if (left.isEmpty()) {
      byClient.remove(client);
    }
  }

  void removeGroup(Membership membership, ConsumerGroup group) {
    for (Member member : group.members()) {
      remove(member.client(), membership);
    }
  }

  void clear() {
    byClient.clear();
  }
}
