package galgo.metadata;

import java.util.HashMap;
import java.util.Map;

/**
 * The round robins of all topics by incarnation, so that both copies of the metadata find the same
 * one. Used by the writer only.
 */
final class RoundRobins {
  private final Map<Long, RoundRobin> byTopic = new HashMap<>();

  RoundRobin of(long topicIncarnation) {
    return byTopic.computeIfAbsent(topicIncarnation, key -> new RoundRobin());
  }

  /** The topic is gone; whichever copy says so first. */
  void forget(long topicIncarnation) {
    byTopic.remove(topicIncarnation);
  }
}
