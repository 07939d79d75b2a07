package galgo.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One plan, carried out once. */
final class Run {
  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * Between making the sessions and the first measured request, unless what is read then could not
   * be read again.
   */
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Plan plan;
  private final List<Target> targets;
  private final List<Group> groups;
  private final @Nullable ServerProcess server;
  private final Progress progress;
  private final Clock clock = new Clock();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger producing;
  private final List<Tally> produced = new ArrayList<>();
  private final List<Tally> consumed = new ArrayList<>();
  private final List<Result.Sample> samples = new ArrayList<>();
  private Gathering sends = new Gathering(List.of());
  private Gathering polls = new Gathering(List.of());
  private long start;
  private long measureFrom;

  private Run(
      Plan plan,
      List<Target> targets,
      List<Group> groups,
      @Nullable ServerProcess server,
      Progress progress) {
    this.plan = plan;
    this.targets = targets;
    this.groups = groups;
    this.server = server;
    this.progress = progress;
    this.producing = new AtomicInteger(plan.producers());
  }

  /**
   * Sets up, fills if the plan consumes only, runs, and deletes what was set up.
   *
   * @throws IOException when the server cannot be reached, refuses something, or answers wrongly
   */
  static Result execute(Plan plan, String label, String durability, Progress progress)
      throws IOException, InterruptedException {
    Setup setup = Setup.make(plan, Setup.uniqueName());
    Thread hook = new Thread(() -> closeQuietly(setup), "delete what the bench created");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      if (plan.wantsFill()) {
        progress.phase("filling " + plan.toFill().bytes() / 1_000_000 + " MB");
        new Run(plan.toFill(), setup.targets(), List.of(), null, progress).measure("", "");
      }
      progress.phase(plan.workload().text());
      ServerProcess server = ServerProcess.find(plan, setup);
      return new Run(plan, setup.targets(), setup.groups(), server, progress)
          .measure(label, durability);
    } finally {
      setup.close();
      removeHook(hook);
    }
  }

  private Result measure(String label, String durability) throws IOException, InterruptedException {
    List<Connection> connections = connect();
    start = System.nanoTime() + (plan.readsOnce() ? 0 : LEAD_NANOS);
    List<Worker> workers = workers(connections);
    List<Thread> threads = new ArrayList<>();
    for (Worker worker : workers) {
      threads.add(Thread.ofPlatform().name("bench-" + threads.size()).daemon().start(worker));
    }
    String startedAt = Instant.now().toString();
    waitFor(threads, measureFrom);
    ServerProcess.@Nullable Usage before = server == null ? null : server.usage();
    double ownBefore = ownCpuSeconds();
    waitFor(threads, Long.MAX_VALUE);
    sample();
    ServerProcess.@Nullable Usage after = server == null ? null : server.usage();
    double own = ownCpuSeconds() - ownBefore;
    progress.done();
    for (Worker worker : workers) {
      worker.close();
    }
    throwFailure(workers);
    return result(label, durability, startedAt, before, after, own);
  }

  private List<Connection> connect() throws IOException {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < plan.producers() + plan.consumers(); i++) {
        connections.add(
            plan.newer()
                ? Connection.openNewer(plan.address(), plan.user(), plan.password())
                : Connection.open(plan.address(), plan.user(), plan.password()));
      }
      joinGroups(connections);
      return connections;
    } catch (IOException e) {
      for (Connection connection : connections) {
        connection.close();
      }
      throw e;
    }
  }

  /** All before the first poll, so that no partition changes hands during the run. */
  private void joinGroups(List<Connection> connections) throws IOException {
    for (int i = 0; i < plan.consumers() && !groups.isEmpty(); i++) {
      Group group = groups.get(i % groups.size());
      connections.get(plan.producers() + i).call(Requests.joinGroup(group));
    }
  }

  /** Deals the sessions out to the workers, producers and consumers to each. */
  private List<Worker> workers(List<Connection> connections) throws IOException {
    Budget sendBudget = Budget.of(plan, start, 1);
    Budget pollBudget = Budget.of(plan, start, Math.max(plan.groups(), 1));
    measureFrom = sendBudget.measureFrom();
    List<Worker> workers = new ArrayList<>();
    int threads = Math.min(plan.threads(), connections.size());
    for (int t = 0; t < threads; t++) {
      List<Session> sessions = new ArrayList<>();
      addProducers(sessions, connections, t, threads, sendBudget);
      addConsumers(sessions, connections, t, threads, pollBudget);
      workers.add(new Worker(sessions, sendBudget.deadline(), producing, stop));
    }
    sends = new Gathering(produced);
    polls = new Gathering(consumed);
    return workers;
  }

  private void addProducers(
      List<Session> sessions,
      List<Connection> connections,
      int thread,
      int threads,
      Budget budget) {
    Side side = new Side(budget, new Tally(budget), clock, producing);
    produced.add(side.tally());
    ByteBuffer shared = null;
    for (int i = thread; i < plan.producers(); i += threads) {
      if (shared == null || plan.uniqueIds()) {
        long origin = clock.epochMicros(start);
        shared =
            plan.newer()
                ? RecordSend.body(plan.batch(), plan.messageSize(), i)
                : ClassicSend.body(plan.batch(), plan.messageSize(), origin, i);
      }
      SendRequest request =
          plan.newer()
              ? new RecordSend(
                  plan.batch(), plan.messageSize(), shared, connections.get(i).session())
              : new ClassicSend(plan.batch(), plan.messageSize(), shared);
      Target[] share = Setup.share(targets, i, plan.producers());
      long idHigh = clock.epochMicros(start) << 16 | i;
      sessions.add(
          new Producer(
              connections.get(i).channel(),
              pace(i, plan.producers()),
              plan,
              side,
              share,
              request,
              idHigh));
    }
  }

  private void addConsumers(
      List<Session> sessions,
      List<Connection> connections,
      int thread,
      int threads,
      Budget budget) {
    Side side = new Side(budget, new Tally(budget), clock, producing);
    consumed.add(side.tally());
    ByteBuffer chunk = ByteBuffer.allocateDirect(PollAnswer.CHUNK);
    for (int i = thread; i < plan.consumers(); i += threads) {
      sessions.add(
          new Consumer(
              connections.get(plan.producers() + i).channel(),
              plan.pacesConsumers() ? pace(i, plan.consumers()) : Pace.closedLoop(),
              plan,
              side,
              cursor(i),
              plan.newer() ? new RecordAnswer(chunk) : new PollAnswer(chunk)));
    }
  }

  private Cursor cursor(int consumer) {
    if (!groups.isEmpty()) {
      return new GroupCursor(plan, groups.get(consumer % groups.size()));
    }
    PollRequest request =
        plan.newer()
            ? PollRequest.newer(consumer + 1, plan.batch())
            : new PollRequest(consumer + 1, plan.batch());
    Target[] share = Setup.share(targets, consumer, plan.consumers());
    return new OffsetCursor(plan, share, request, plan.producers() == 0);
  }

  private Pace pace(int index, int sessions) {
    return plan.requestsPerSecond() == 0
        ? Pace.closedLoop()
        : Pace.openLoop(start, plan.requestsPerSecond(), index, sessions);
  }

  /** Samples until a time or, earlier, until all threads have ended. */
  private void waitFor(List<Thread> threads, long until) throws InterruptedException {
    long next = System.nanoTime() + SAMPLE_NANOS;
    for (Thread thread : threads) {
      while (thread.isAlive() && (until == Long.MAX_VALUE || System.nanoTime() - until < 0)) {
        long pause = Math.max(next - System.nanoTime(), 0);
        if (until != Long.MAX_VALUE) {
          pause = Math.min(pause, Math.max(until - System.nanoTime(), 0));
        }
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(pause, 1_000_000));
        if (System.nanoTime() - next >= 0) {
          sample();
          next += SAMPLE_NANOS;
        }
      }
    }
  }

  private void sample() {
    ServerProcess.@Nullable Usage usage = server == null ? null : server.usage();
    Result.Sample sample =
        new Result.Sample(
            (System.nanoTime() - measureFrom) / 1e9,
            produced.stream().mapToLong(Tally::payloadSoFar).sum(),
            consumed.stream().mapToLong(Tally::payloadSoFar).sum(),
            usage == null ? 0 : usage.cpuSeconds(),
            usage == null ? 0 : usage.rssBytes(),
            sends.takeLatency(),
            polls.takeLatency(),
            polls.takeEndToEnd());
    samples.add(sample);
    progress.show(sample);
  }

  private Result result(
      String label,
      String durability,
      String startedAt,
      ServerProcess.@Nullable Usage before,
      ServerProcess.@Nullable Usage after,
      double own)
      throws IOException {
    Result.SideResult produce =
        plan.producers() > 0 ? Result.SideResult.of(produced, sends, measureFrom) : null;
    Result.SideResult consume =
        plan.consumers() > 0 ? Result.SideResult.of(consumed, polls, measureFrom) : null;
    double gb =
        ((produce == null ? 0 : produce.payloadBytes())
                + (consume == null ? 0 : consume.payloadBytes()))
            / 1e9;
    if (gb == 0) {
      throw new IOException(
          "nothing was moved in the measured part; make it longer, the warm-up shorter, or --fill more");
    }
    Result.ServerUse use = null;
    if (server != null && before != null && after != null) {
      double cpu = after.cpuSeconds() - before.cpuSeconds();
      use = new Result.ServerUse(server.pid(), cpu, cpu / gb, after.rssBytes());
    }
    return new Result(
        startedAt,
        label,
        durability,
        Machine.here(),
        Result.Settings.of(plan),
        produce,
        consume,
        use,
        own / gb,
        List.copyOf(samples));
  }

  private static void throwFailure(List<Worker> workers) throws IOException {
    for (Worker worker : workers) {
      Throwable failure = worker.failure();
      if (failure != null) {
        throw failure instanceof IOException e ? e : new IOException(failure);
      }
    }
  }

  private static double ownCpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }

  private static void closeQuietly(Setup setup) {
    try {
      setup.close();
    } catch (IOException e) {
      System.err.println("could not delete what was created: " + e.getMessage());
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and finds nothing to do.
      return;
    }
  }
}
