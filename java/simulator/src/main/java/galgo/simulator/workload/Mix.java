package galgo.simulator.workload;

import galgo.simulator.Chance;
import java.util.EnumMap;
import java.util.Map;

/** How often clients of a run do what; drawn, so that some runs do much of what others never do. */
final class Mix {
  /** What clients do. */
  enum Kind {
    SEND,
    POLL,
    GROUP_POLL,
    STORE_OFFSET,
    LOOK_AT_OFFSET,
    DELETE_OFFSET,
    JOIN,
    LEAVE,
    LOOK,
    FLUSH,
    PURGE,
    DELETE_SEGMENTS,
    STREAM,
    TOPIC,
    PARTITIONS,
    GROUP,
    USER,
    ACCOUNT
  }

  private final Map<Kind, Integer> weights = new EnumMap<>(Kind.class);
  private int sum;

  /**
   * @param accounts how often users are changed in all ways
   */
  Mix(Chance chance, int accounts) {
    add(Kind.SEND, (int) chance.between(40, 60));
    add(Kind.POLL, (int) chance.between(20, 60));
    add(Kind.LOOK, (int) chance.between(2, 10));
    int groupPolls = perhaps(chance, 40);
    add(Kind.GROUP_POLL, groupPolls);
    add(Kind.JOIN, groupPolls / 4);
    add(Kind.LEAVE, groupPolls / 10);
    add(Kind.STORE_OFFSET, perhaps(chance, 20));
    add(Kind.LOOK_AT_OFFSET, perhaps(chance, 10));
    add(Kind.DELETE_OFFSET, perhaps(chance, 4));
    add(Kind.FLUSH, perhaps(chance, 10));
    add(Kind.PURGE, perhaps(chance, 2));
    add(Kind.DELETE_SEGMENTS, perhaps(chance, 4));
    add(Kind.STREAM, perhaps(chance, 6));
    add(Kind.TOPIC, perhaps(chance, 10));
    add(Kind.PARTITIONS, perhaps(chance, 5));
    add(Kind.GROUP, perhaps(chance, 5));
    add(Kind.USER, perhaps(chance, 1));
    add(Kind.ACCOUNT, accounts);
  }

  private static int perhaps(Chance chance, int most) {
    return chance.coin() ? (int) chance.between(1, most) : 0;
  }

  private void add(Kind kind, int weight) {
    weights.put(kind, weight);
    sum += weight;
  }

  Kind draw(Chance chance) {
    int drawn = chance.below(sum);
    for (Map.Entry<Kind, Integer> each : weights.entrySet()) {
      drawn -= each.getValue();
      if (drawn < 0) {
        return each.getKey();
      }
    }
    throw new IllegalStateException("weights do not add up to " + sum);
  }
}
