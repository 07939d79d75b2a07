package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.simulator.SimulatedConnection;
import galgo.simulator.SimulatedNetwork;
import galgo.simulator.Simulation;
import galgo.wire.AnswerBuffer;
import galgo.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client: connects, logs in, and carries out one action after the other; after a lost
 * connection or an answer that does not come in time, it connects anew.
 */
final class WorkloadClient {
  private static final long RETRY_NANOS = 100_000_000;
  private static final int REQUEST_LIMIT = 64 << 20;

  /**
   * @param thinkNanos mean time between an answer and the next request
   * @param patienceNanos how long it waits for an answer
   * @param lazy how often it stops reading for some time after sending, 0..1
   */
  record Manner(long thinkNanos, long patienceNanos, double lazy) {}

  private final int number;
  private final Simulation world;
  private final SimulatedNetwork network;
  private final int port;
  private final Model model;
  private final Manner manner;
  private final Function<WorkloadClient, @Nullable Action> plan;

  /** Groups it joined, or may have. */
  private final List<GroupModel> groups = new ArrayList<>();

  private @Nullable Session session;
  private boolean stopping;
  private boolean stopped;
  private boolean resting;
  private long answers;
  private long losses;

  /**
   * @param plan what it does next; null when there is nothing to do now
   */
  WorkloadClient(
      int number,
      Simulation world,
      SimulatedNetwork network,
      int port,
      Model model,
      Manner manner,
      Function<WorkloadClient, @Nullable Action> plan) {
    this.number = number;
    this.world = world;
    this.network = network;
    this.port = port;
    this.model = model;
    this.manner = manner;
    this.plan = plan;
  }

  int number() {
    return number;
  }

  List<GroupModel> groups() {
    return groups;
  }

  long answers() {
    return answers;
  }

  long losses() {
    return losses;
  }

  void start() {
    rest(manner.thinkNanos);
  }

  /** Lets it finish what it does, and then no more. */
  void stop() {
    stopping = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether it has a connection that is whole, though it may not have heard that it is not. */
  boolean isConnected() {
    Session open = session;
    return open != null && open.connection != null && open.connection.whole();
  }

  /** What it waits for. */
  String waitsFor() {
    Session open = session;
    return open == null
        ? "a connection"
        : open.pending == null ? "nothing" : String.valueOf(open.pending);
  }

  private void rest(long meanNanos) {
    if (!resting && !stopped) {
      resting = true;
      world.after(
          world.chance().exponential(meanNanos),
          () -> {
            resting = false;
            go();
          });
    }
  }

  private void go() {
    if (stopping && (session == null || session.pending == null)) {
      stopped = true;
      if (session != null) {
        session.end(false);
      }
      return;
    }
    if (session == null) {
      session = new Session();
      session.connect();
      session.ask(new LoginAction(model));
      return;
    }
    if (session.pending != null) {
      return;
    }
    Action next = plan.apply(this);
    if (next == null) {
      rest(RETRY_NANOS);
    } else {
      session.ask(next);
    }
  }

  /** One connection, from its beginning to its end. */
  private final class Session implements SimulatedConnection.Listener {
    private final AnswerReader reader = new AnswerReader();
    private @Nullable SimulatedConnection connection;
    private @Nullable Action pending;
    private Simulation.@Nullable Event deadline;
    private boolean ended;

    void connect() {
      connection = network.connect(port, this);
    }

    void ask(Action action) {
      SimulatedConnection to = connection;
      if (to == null) {
        throw new IllegalStateException("not connected");
      }
      pending = action;
      AnswerBuffer frame = new AnswerBuffer(REQUEST_LIMIT);
      action.encode(frame);
      action.send();
      world.trace("client # sends " + action, number);
      deadline = world.after(manner.patienceNanos, this::late);
      to.send(frame.toBytes());
      if (world.chance().happens(manner.lazy)) {
        to.pause();
        world.after(world.chance().exponential(manner.patienceNanos / 4), to::resume);
      }
    }

    @Override
    public void onBytes(byte[] bytes) {
      if (ended) {
        return;
      }
      reader.take(bytes);
      for (AnswerReader.Answer answer = reader.next(); answer != null; answer = reader.next()) {
        answered(answer);
        if (ended) {
          return;
        }
      }
    }

    private void answered(AnswerReader.Answer answer) {
      Action action = pending;
      if (answer.status() == Status.DISCONNECTED) {
        end(false);
        return;
      }
      if (action == null) {
        throw new Finding("client " + number + " got an answer to nothing: " + answer.status());
      }
      pending = null;
      cancelDeadline();
      answers++;
      try {
        action.answer(answer.status(), answer.payload());
      } finally {
        world.trace(
            "client " + number + " is answered # (# bytes)" + action.outcome(),
            answer.status(),
            answer.payload().length);
      }
      rest(manner.thinkNanos);
    }

    @Override
    public void onClosed(boolean reset) {
      if (!ended) {
        ended();
      }
    }

    private void late() {
      if (!ended && pending != null) {
        end(world.chance().coin());
      }
    }

    /** Ends it from this side. */
    void end(boolean hard) {
      SimulatedConnection from = connection;
      if (from != null) {
        if (hard) {
          from.reset();
        } else {
          from.close();
        }
      }
      ended();
    }

    private void ended() {
      ended = true;
      cancelDeadline();
      Action action = pending;
      pending = null;
      if (action != null) {
        losses++;
        world.trace("client # loses its connection in the midst of " + action, number);
        action.lost();
      }
      long now = model.tick();
      groups.forEach(group -> group.leaving(number, now));
      groups.clear();
      session = null;
      rest(RETRY_NANOS);
    }

    private void cancelDeadline() {
      if (deadline != null) {
        deadline.cancel();
        deadline = null;
      }
    }
  }
}
