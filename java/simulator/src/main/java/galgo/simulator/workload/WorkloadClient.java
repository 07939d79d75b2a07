package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.simulator.SimulatedConnection;
import galgo.simulator.SimulatedNetwork;
import galgo.simulator.Simulation;
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

  /** From which of its last requests on a client may send one again. */
  private static final int LAST = 8;

  /**
   * @param thinkNanos mean time between an answer and the next request
   * @param patienceNanos how long it waits for an answer
   * @param lazy how often it stops reading for some time after sending, 0..1
   * @param newer whether it speaks the protocol of Iggy 0.9
   * @param repeats how often it sends a request twice, where that is not two requests, 0..1
   */
  record Manner(long thinkNanos, long patienceNanos, double lazy, boolean newer, double repeats) {}

  private final int number;
  private final Simulation world;
  private final SimulatedNetwork network;
  private final int port;
  private final Model model;
  private final Manner manner;
  private final Function<WorkloadClient, Action> login;
  private final Function<WorkloadClient, @Nullable Action> plan;

  /** Groups it joined, or may have. */
  private final List<GroupModel> groups = new ArrayList<>();

  private @Nullable Session session;
  private boolean stopping;
  private boolean stopped;
  private boolean resting;
  private long answers;
  private long losses;

  /** Off the heap; 0 until it is needed. */
  private long scratch;

  /**
   * @param login what it does first on each connection
   * @param plan what it does next; null when there is nothing to do now
   */
  WorkloadClient(
      int number,
      Simulation world,
      SimulatedNetwork network,
      int port,
      Model model,
      Manner manner,
      Function<WorkloadClient, Action> login,
      Function<WorkloadClient, @Nullable Action> plan) {
    this.number = number;
    this.world = world;
    this.network = network;
    this.port = port;
    this.model = model;
    this.manner = manner;
    this.login = login;
    this.plan = plan;
  }

  int number() {
    return number;
  }

  /** Whether it speaks the protocol of Iggy 0.9. */
  boolean isNewer() {
    return manner.newer;
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
    if (open == null) {
      return "a connection";
    }
    return open.pending == null
        ? open.dialect.expected() + " answers again"
        : String.valueOf(open.pending);
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

  private long scratch() {
    if (scratch == 0) {
      scratch = world.scratch(NewerDialect.ROOM);
    }
    return scratch;
  }

  /** What it calls itself: another name on each connection. */
  private long name() {
    return world.chance().next() | 1;
  }

  private void go() {
    if (stopping && (session == null || session.isIdle())) {
      stopped = true;
      if (session != null) {
        session.end(false);
      }
      return;
    }
    if (session == null) {
      session = new Session();
      session.connect();
      session.ask(login.apply(this));
      return;
    }
    if (!session.isIdle()) {
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
    private final Dialect dialect =
        manner.newer ? new NewerDialect(scratch(), name()) : new ClassicDialect();
    private @Nullable SimulatedConnection connection;
    private @Nullable Action pending;
    private Simulation.@Nullable Event deadline;
    private boolean ended;
    private boolean impatient;

    boolean isIdle() {
      return pending == null && dialect.expected() == 0;
    }

    void connect() {
      connection = network.connect(port, this);
    }

    void ask(Action action) {
      SimulatedConnection to = connection;
      if (to == null) {
        throw new IllegalStateException("not connected");
      }
      pending = action;
      byte[] frame = action.encode(dialect);
      action.send();
      world.trace("client # sends " + action, number);
      impatient = false;
      expect();
      to.send(frame);
      if (world.chance().happens(manner.repeats)) {
        again(to, world.chance().coin() ? 0 : world.chance().below(LAST));
      }
      if (world.chance().happens(manner.lazy)) {
        to.pause();
        world.after(world.chance().exponential(manner.patienceNanos / 4), to::resume);
      }
    }

    private void expect() {
      cancelDeadline();
      deadline = world.after(manner.patienceNanos, this::late);
    }

    /** Sends a request once more; false where there is none that can be. */
    private boolean again(SimulatedConnection to, int back) {
      byte[] frame = dialect.again(back);
      if (frame == null) {
        return false;
      }
      world.trace("client # sends again what it sent # requests before", number, back);
      to.send(frame);
      return true;
    }

    @Override
    public void onBytes(byte[] bytes) {
      if (ended) {
        return;
      }
      dialect.take(bytes);
      for (AnswerReader.Answer answer = dialect.next(); answer != null; answer = dialect.next()) {
        answered(answer);
        if (ended) {
          return;
        }
      }
      if (isIdle() && deadline != null) {
        cancelDeadline();
        rest(manner.thinkNanos);
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
      answers++;
      try {
        action.answer(answer.status(), answer.payload());
      } finally {
        world.trace(
            "client " + number + " is answered # (# bytes)" + action.outcome(),
            answer.status(),
            answer.payload().length);
      }
      if (action.isLast()) {
        end(false);
      }
    }

    @Override
    public void onClosed(boolean reset) {
      if (!ended) {
        ended();
      }
    }

    private void late() {
      deadline = null;
      if (ended) {
        return;
      }
      SimulatedConnection to = connection;
      if (manner.newer && !impatient && to != null && world.chance().coin()) {
        impatient = true;
        if (again(to, 0)) {
          expect();
          return;
        }
      }
      end(world.chance().coin());
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
