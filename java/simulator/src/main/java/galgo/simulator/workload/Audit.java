package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.simulator.SimulatedNetwork;
import galgo.simulator.Simulation;
import galgo.wire.PollRequest;
import galgo.wire.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads everything that a server has, when nothing else happens, and judges it. */
final class Audit {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final long MOST_NANOS = 600_000_000_000L;
  private static final int COUNT = 1000;

  private final Simulation world;
  private final Model model;
  private final WorkloadClient client;
  private final Deque<Action> queue = new ArrayDeque<>();
  private final Map<PartitionLog, List<PartitionLog.Run>> found = new LinkedHashMap<>();
  private final Set<Batch> batches = new HashSet<>();
  private boolean done;
  private boolean unreadable;

  Audit(Simulation world, SimulatedNetwork network, int port, Model model, boolean newer) {
    this.world = world;
    this.model = model;
    WorkloadClient.Manner manner = new WorkloadClient.Manner(1000, PATIENCE_NANOS, 0, newer, 0);
    client =
        new WorkloadClient(
            -1, world, network, port, model, manner, _ -> new LoginAction(model), this::next);
  }

  void run() {
    long now = model.tick();
    queue.add(LookAction.streams(model));
    for (StreamModel stream : model.streams) {
      queue.add(LookAction.stream(model, stream));
      for (TopicModel topic : stream.topics) {
        queue.add(LookAction.topic(model, topic));
        topic.groups.forEach(group -> queue.add(LookAction.group(model, group)));
        if (!topic.life.impossible(now, now)) {
          contents(topic, now);
        }
      }
    }
    queue.add(UserLooks.all(model, UserModel.root()));
    model.users.forEach(user -> queue.add(UserLooks.get(model, user)));
    model.users.forEach(this::logins);
    client.start();
    if (!world.runUntil(() -> done, MOST_NANOS)) {
      throw new Finding("reading everything took more than ten minutes: " + client.waitsFor());
    }
    client.stop();
    if (client.losses() > 0) {
      throw new Finding("a connection was lost without a fault");
    }
    judge();
  }

  private void contents(TopicModel topic, long now) {
    for (int i = 0; i < topic.mostPartitions(now); i++) {
      int partition = i;
      queue.add(new Scan(topic, partition, PollRequest.FIRST, 0));
      for (String consumer : topic.consumers(partition)) {
        queue.add(LookAction.offset(model, topic, partition, consumer));
      }
      topic.groups.forEach(group -> queue.add(LookAction.groupOffset(model, group, partition)));
    }
  }

  /** As the user, so as nobody who may look at the rest. */
  private void logins(UserModel user) {
    long now = model.tick();
    for (long password : user.password.candidates(now, now + 1)) {
      queue.add(VisitorLogin.byPassword(model, user, password));
    }
    for (TokenModel token : user.tokens) {
      if (token.secret.length > 0) {
        queue.add(VisitorLogin.byToken(model, token));
      }
    }
  }

  private @Nullable Action next(WorkloadClient of) {
    Action action = queue.poll();
    if (action == null) {
      done = true;
    }
    return action;
  }

  private void judge() {
    found.forEach((log, runs) -> log.complete(runs, unreadable));
    for (StreamModel stream : model.streams) {
      for (TopicModel topic : stream.topics) {
        long now = model.tick();
        if (topic.life.certain(now, now)) {
          topic.complete(batches, unreadable);
        }
      }
    }
  }

  /**
   * Reads a partition from an offset on, and goes on with the next piece when this one is there.
   */
  private final class Scan extends Action {
    private final TopicModel topic;
    private final int partition;
    private final int strategy;
    private final long offset;
    private final PollAction poll;

    Scan(TopicModel topic, int partition, int strategy, long offset) {
      super(Audit.this.model);
      this.topic = topic;
      this.partition = partition;
      this.strategy = strategy;
      this.offset = offset;
      this.poll =
          new PollAction(
              model,
              client.number(),
              topic,
              partition,
              "audit",
              new PollAction.Query(strategy, offset, COUNT, false));
    }

    @Override
    byte[] encode(Dialect dialect) {
      return poll.encode(dialect);
    }

    @Override
    void begin(long now) {
      poll.send();
    }

    @Override
    void answered(int status, byte[] payload, long now) {
      poll.answer(status, payload);
      outcome(poll.outcome());
      PartitionLog log = topic.log(partition);
      if (status != 0) {
        if (!absent(status)) {
          skip(log);
        }
        return;
      }
      List<PartitionLog.Run> runs = found.computeIfAbsent(log, _ -> new ArrayList<>());
      List<PolledMessage> messages = PolledMessages.of(payload).messages();
      if (messages.isEmpty()) {
        return;
      }
      if (strategy == PollRequest.OFFSET && messages.getFirst().offset() != offset) {
        if (topic.rules.retains()) {
          // What was read before has gone since.
          runs.clear();
        } else {
          throw new Finding(topic + "/" + partition + " has nothing at offset " + offset);
        }
      }
      for (PartitionLog.Run run : RunReader.runs(model, topic, partition, messages)) {
        if (runs.isEmpty() || !runs.getLast().equals(run)) {
          runs.add(run);
          if (!batches.add(run.batch())) {
            throw new Finding(run.batch() + " is there twice");
          }
        }
      }
      queue.addFirst(
          new Scan(topic, partition, PollRequest.OFFSET, messages.getLast().offset() + 1));
    }

    /** Whether there is nothing to read; that it may be so the poll has judged. */
    private static boolean absent(int status) {
      return status == Status.STREAM_ID_NOT_FOUND
          || status == Status.TOPIC_ID_NOT_FOUND
          || status == Status.PARTITION_NOT_FOUND;
    }

    /** What cannot be read is left out, as far as the next place that is known. */
    private void skip(PartitionLog log) {
      unreadable = true;
      long next = log.nextPlace(offset);
      if (next >= 0) {
        queue.addFirst(new Scan(topic, partition, PollRequest.OFFSET, next));
      }
    }

    @Override
    public String toString() {
      return "read all: " + poll;
    }
  }
}
