package galgo.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams, topics, partitions and consumer groups of a run: created under a name of their own,
 * or, all but the groups, found; what was created is deleted by {@link #close} if not to be kept.
 */
final class Setup implements AutoCloseable {
  private static final int STREAM_TOPICS_COUNT = 12;
  private static final int STREAM_NAME = 32;
  private static final int TOPIC_PARTITIONS_COUNT = 12;
  private static final int TOPIC_NAME = 50;

  private final Plan plan;
  private final Connection control;
  private final List<Integer> created = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private boolean closed;

  private Setup(Plan plan, Connection control) {
    this.plan = plan;
    this.control = control;
  }

  /**
   * @param name of the streams to create; a number is appended
   */
  static Setup make(Plan plan, String name) throws IOException {
    Setup setup = new Setup(plan, Connection.open(plan.address(), plan.user(), plan.password()));
    try {
      String existing = plan.existing();
      if (existing == null) {
        setup.create(name);
      } else {
        setup.find(existing);
      }
      setup.createGroups(name);
      return setup;
    } catch (IOException | RuntimeException e) {
      setup.close();
      throw e;
    }
  }

  /** All partitions, those of one topic side by side. */
  List<Target> targets() {
    return List.copyOf(targets);
  }

  /** All groups, those of one topic side by side; none unless the plan asks for them. */
  List<Group> groups() {
    return List.copyOf(groups);
  }

  /** The server's process id, as it says itself. */
  synchronized long serverPid() throws IOException {
    return control.serverPid();
  }

  private void create(String name) throws IOException {
    for (int s = 0; s < plan.streams(); s++) {
      int stream = control.call(Requests.createStream(name + "-" + s)).getInt(0);
      created.add(stream);
      for (int t = 0; t < plan.topics(); t++) {
        ByteBuffer request = Requests.createTopic(stream, plan.partitions(), "topic-" + t);
        addPartitions(stream, control.call(request).getInt(0), plan.partitions());
      }
    }
  }

  private void createGroups(String name) throws IOException {
    for (int t = 0; plan.groups() > 0 && t < targets.size(); ) {
      int first = t;
      Target topic = targets.get(first);
      while (t < targets.size() && targets.get(t).sameTopic(topic)) {
        t++;
      }
      for (int g = 0; g < plan.groups(); g++) {
        ByteBuffer request =
            Requests.createGroup(topic.streamId(), topic.topicId(), name + "-group-" + g);
        int group = control.call(request).getInt(0);
        groups.add(new Group(topic.streamId(), topic.topicId(), group, t - first));
      }
    }
    if (groups.size() > plan.consumers() && plan.groups() > 0) {
      throw new IllegalArgumentException(
          groups.size() + " groups want as many consumers at least, not " + plan.consumers());
    }
  }

  private void find(String name) throws IOException {
    ByteBuffer answer = control.call(Requests.getStream(name));
    if (!answer.hasRemaining()) {
      throw new IOException("there is no stream " + name);
    }
    int stream = answer.getInt(0);
    int topics = answer.getInt(STREAM_TOPICS_COUNT);
    int at = afterName(answer, STREAM_NAME);
    for (int t = 0; t < topics; t++) {
      addPartitions(stream, answer.getInt(at), answer.getInt(at + TOPIC_PARTITIONS_COUNT));
      at = afterName(answer, at + TOPIC_NAME);
    }
    if (targets.isEmpty()) {
      throw new IOException("stream " + name + " has no partitions");
    }
  }

  private static int afterName(ByteBuffer answer, int at) {
    return at + 1 + Byte.toUnsignedInt(answer.get(at));
  }

  private void addPartitions(int stream, int topic, int partitions) {
    for (int p = 0; p < partitions; p++) {
      targets.add(new Target(stream, topic, p));
    }
  }

  /** Deletes what was created. May be called twice, and from a shutdown hook. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (control) {
      if (!plan.keep()) {
        deleteGroups();
        for (int stream : created) {
          control.call(Requests.deleteStream(stream));
        }
      }
    }
  }

  /** Those in a stream that stays; others go with theirs. */
  private void deleteGroups() throws IOException {
    if (plan.existing() != null) {
      for (Group group : groups) {
        control.call(Requests.deleteGroup(group));
      }
    }
  }

  /**
   * The share of session {@code index} of {@code sessions}: every partition belongs to one session,
   * or, where there are fewer partitions than sessions, every session has one.
   */
  static Target[] share(List<Target> targets, int index, int sessions) {
    if (targets.size() < sessions) {
      return new Target[] {targets.get(index % targets.size())};
    }
    List<Target> share = new ArrayList<>();
    for (int i = index; i < targets.size(); i += sessions) {
      share.add(targets.get(i));
    }
    return share.toArray(new Target[0]);
  }

  /** A name nobody else has: the time and this process. */
  static String uniqueName() {
    return "bench-" + System.currentTimeMillis() + "-" + ProcessHandle.current().pid();
  }
}
