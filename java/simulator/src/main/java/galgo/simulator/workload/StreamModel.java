package galgo.simulator.workload;

import java.util.ArrayList;
import java.util.List;

/** What is known of a stream. */
final class StreamModel {
  final String name;
  final Lifetime life;
  final List<TopicModel> topics = new ArrayList<>();

  StreamModel(String name) {
    this.name = name;
    this.life = new Lifetime("stream " + name, null);
  }

  TopicModel topic(String topicName, int partitions, long now) {
    TopicModel topic = new TopicModel(this, topicName, partitions, now);
    topics.add(topic);
    return topic;
  }

  void crashed(long now, Crash crash) {
    life.crashed(now);
    topics.forEach(topic -> topic.crashed(now, crash));
  }

  @Override
  public String toString() {
    return "stream " + name;
  }
}
