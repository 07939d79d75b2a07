package galgo.simulator.workload;

import galgo.server.config.Durability;
import galgo.simulator.Chance;
import galgo.simulator.Faults;
import galgo.simulator.Finding;
import galgo.simulator.SimulatedNetwork;
import galgo.simulator.SimulatedNode;
import galgo.simulator.SimulatedStorage;
import galgo.simulator.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run: clients work while the server is crashed, restarted and its disk and network do their
 * worst; then all faults stop, everything pending has to be answered, and what is there is compared
 * with what must be there.
 */
public final class Scenario {
  /**
   * What a run was.
   *
   * @param hash of every event
   * @param finding empty when nothing was found
   * @param trace the last events before the finding
   */
  public record Result(
      long seed,
      long hash,
      long events,
      long virtualNanos,
      long answers,
      long crashes,
      String options,
      String finding,
      List<String> trace) {
    public Result {
      trace = List.copyOf(trace);
    }

    public boolean failed() {
      return !finding.isEmpty();
    }
  }

  private static final long ROOMY = 4L << 30;
  private static final long TIGHT = 24L << 20;
  private static final long CALM_NANOS = 120_000_000_000L;
  private static final long STOP_NANOS = 60_000_000_000L;
  private static final int TRACE_LINES = 40;
  private static final int STARTS = 20;
  private static final int FIRST_VISITOR = 100;

  /** Parts of the names of files, a kind each. */
  private static final List<String> ROTTING =
      List.of(".segment", ".index", ".hashes", ".piece", "/checkpoint.", "/node");

  private final Simulation world;
  private final Chance chance;

  /** For what was added later: without that, a seed is the run that it was. */
  private final Chance later;

  private final Extras extras;

  private final Options options;
  private final SimulatedNetwork network;
  private final SimulatedStorage storage;
  private final SimulatedNode node;
  private final Model model;
  private final List<WorkloadClient> clients = new ArrayList<>();
  private boolean power;
  private boolean armed;
  private boolean flipped;
  private boolean calm;
  private long crashes;

  private Scenario(long seed) {
    world = new Simulation(seed);
    chance = world.chance().split();
    later = new Chance(~seed);
    extras = Extras.drawn(later);
    options = Options.drawn(chance);
    network = new SimulatedNetwork(world);
    storage = new SimulatedStorage(world, ROOMY);
    node = new SimulatedNode(world, network, storage);
    // A clock that jumps makes messages old before their time.
    model =
        new Model(
            options.allowances(extras.lies()),
            options.clockJumps() ? () -> Long.MAX_VALUE : world::wallMicros);
  }

  /**
   * Runs a seed; deterministic.
   *
   * @param listener hears every line of the trace; null for none
   */
  public static Result run(long seed, @Nullable Consumer<String> listener) {
    Scenario scenario = new Scenario(seed);
    if (listener != null) {
      scenario.world.trace().listen(listener);
    }
    String finding = "";
    try {
      scenario.play();
    } catch (Finding found) {
      Throwable cause = found.getCause();
      finding = found.getMessage() + stack(cause == null ? found : cause);
    } catch (RuntimeException | AssertionError broken) {
      finding = "the server broke" + stack(broken);
    } finally {
      scenario.world.close();
    }
    return scenario.result(finding);
  }

  private static String stack(Throwable broken) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = broken; each != null; each = each.getCause()) {
      if (each instanceof Finding && isJudgement(each)) {
        continue;
      }
      text.append("\n  caused by ").append(each);
      StackTraceElement[] frames = each.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, 12); i++) {
        text.append("\n    at ").append(frames[i]);
      }
    }
    return text.toString();
  }

  /** The model says what is wrong; where it said so does not matter. */
  private static boolean isJudgement(Throwable finding) {
    StackTraceElement[] frames = finding.getStackTrace();
    return frames.length > 0
        && frames[0].getClassName().startsWith(Scenario.class.getPackageName());
  }

  private Result result(String finding) {
    long answers = clients.stream().mapToLong(WorkloadClient::answers).sum();
    return new Result(
        world.seed(),
        world.hash(),
        world.events(),
        world.nanos(),
        answers,
        crashes,
        options + " " + extras,
        finding,
        finding.isEmpty() ? List.of() : world.trace().last(TRACE_LINES));
  }

  private void play() {
    start();
    Workload workload = new Workload(model, chance.split(), extras, options.segmentBytes());
    for (int i = 0; i < options.clients(); i++) {
      add(i, chance, _ -> new LoginAction(model), workload::next);
    }
    for (int i = 0; i < extras.visitors(); i++) {
      Visitor visitor = new Visitor(model, later.split());
      add(FIRST_VISITOR + i, later, _ -> visitor.login(), _ -> visitor.next());
    }
    world.faults(extras.lies() ? options.faults().withLies(later) : options.faults());
    flipped = extras.lies();
    safety(workload);
    calm();
    if (refusedForDamage()) {
      return;
    }
    finalRestart();
    if (refusedForDamage()) {
      return;
    }
    new Audit(world, network, node.port(), model, later.happens(extras.newer())).run();
    stop();
  }

  private void add(
      int number,
      Chance drawn,
      Function<WorkloadClient, Action> login,
      Function<WorkloadClient, @Nullable Action> plan) {
    WorkloadClient.Manner manner =
        new WorkloadClient.Manner(
            drawn.oneOf(100_000, 1_000_000, 20_000_000),
            drawn.oneOf(500_000_000, 5_000_000_000L),
            drawn.below(4) == 0 ? 0.02 : 0,
            later.happens(extras.newer()),
            extras.repeats());
    WorkloadClient client =
        new WorkloadClient(number, world, network, node.port(), model, manner, login, plan);
    clients.add(client);
    model.add(client);
    client.start();
  }

  // --- safety: all faults ---

  private void safety(Workload workload) {
    long end = world.nanos() + options.safetyNanos();
    while (world.nanos() < end && !workload.exhausted() && !refusedForDamage()) {
      long pause = Math.min(end - world.nanos(), chance.exponential(200_000_000));
      world.runUntil(() -> !node.running() || workload.exhausted(), pause);
      if (!node.running()) {
        restart();
      } else {
        disturb();
      }
    }
  }

  private void disturb() {
    long crash = options.crashNanos();
    if (crash > 0 && !armed && chance.happens(200_000_000.0 / crash)) {
      end();
    }
    if (options.clockJumps() && chance.below(10) == 0) {
      node.jumpClock(chance.between(-3_000_000, 3_000_000));
    }
    if (options.fullDisk() && chance.below(5) == 0) {
      boolean tight = chance.coin();
      world.trace(tight ? "the disk gets full" : "the disk has room again");
      storage.capacity(tight ? Math.min(storage.used() + chance.below(1 << 20), TIGHT) : ROOMY);
    }
    if (options.flips() && chance.below(10) == 0) {
      flip();
    }
    if (chance.below(50) == 0) {
      world.trace("all connections are reset");
      network.resetAll(node.port());
    }
  }

  private void flip() {
    String kind = extras.rotAnywhere() ? ROTTING.get(chance.below(ROTTING.size())) : ".segment";
    List<String> files = storage.files().stream().filter(file -> file.contains(kind)).toList();
    if (files.isEmpty()) {
      return;
    }
    String file = files.get(chance.below(files.size()));
    long size = storage.size(file);
    if (size > 0) {
      long offset = chance.below(size);
      world.trace("a bit flips in " + file + " at #", offset);
      flipped = true;
      storage.flip(file, offset, chance.below(8));
    }
  }

  /** Ends the server in one of the ways that servers end. */
  private void end() {
    power = chance.coin();
    switch (chance.below(4)) {
      case 0 -> stop();
      case 1 -> {
        world.trace(power ? "the power goes" : "the server is killed");
        if (power) {
          node.powerOff();
        } else {
          node.kill();
        }
      }
      default -> {
        armed = true;
        node.crashAfter(chance.exponential(500), power);
      }
    }
  }

  /** An orderly end, which may be a crash after all. */
  private void stop() {
    world.trace("the server is told to stop");
    node.stop();
    if (!world.runUntil(() -> !node.running(), STOP_NANOS)) {
      throw new Finding("the server has not stopped after a minute: " + node.stopsAfter());
    }
    if (!armed) {
      crashes++;
      boolean failing = options.allowances(extras.lies()).diskErrors();
      model.crashed(crash(failing && !synced(), !failing));
      start();
    }
  }

  private void restart() {
    crashed();
    world.runFor(chance.exponential(50_000_000));
    start();
  }

  private void crashed() {
    crashes++;
    armed = false;
    boolean loses =
        switch (options.durability()) {
          case SYNCED -> false;
          // A disk that fails may have lost what was written.
          case WRITTEN -> power || options.allowances(extras.lies()).diskErrors();
          case MEMORY -> true;
        };
    world.trace(power ? "down: the power went" : "down: the process was killed");
    model.crashed(crash(loses, false));
  }

  private Crash crash(boolean losesMessages, boolean clean) {
    boolean endless = options.allowances(extras.lies()).endless();
    return new Crash(losesMessages || endless, endless, !synced(), clean && !endless);
  }

  private boolean synced() {
    return options.durability() == Durability.SYNCED;
  }

  private void start() {
    int shards = chance.coin() ? options.shards() : (int) chance.between(1, 3);
    for (int i = 0; i < STARTS; i++) {
      if (!calm
          && crashes > 0
          && options.crashNanos() > 0
          && chance.below(6) == 0
          && i < STARTS / 2) {
        power = chance.coin();
        node.crashAfter(chance.exponential(300), power);
        armed = true;
      }
      world.trace("start with # shards", shards);
      Faults faults = world.faults();
      world.faults(faults.withTrueReads());
      boolean started = node.start(options.settings(extras.settings()), shards);
      world.faults(faults);
      if (started) {
        return;
      }
      if (node.refusal().isEmpty()) {
        crashed();
        continue;
      }
      armed = false;
      if (refusedForDamage()) {
        return;
      }
      if (!options.diskErrors() && !options.fullDisk()) {
        throw new Finding("the server refuses to start: " + node.refusal());
      }
      storage.capacity(ROOMY);
      if (i > STARTS / 2) {
        world.faults(Faults.NONE);
      }
    }
    throw new Finding("the server does not start: " + node.refusal());
  }

  /** With bytes changed on the disk it may refuse to start: nothing more can be asked of it. */
  private boolean refusedForDamage() {
    return flipped && !node.running() && !node.refusal().isEmpty();
  }

  // --- liveness: no faults ---

  private void calm() {
    world.trace("all faults stop");
    calm = true;
    if (armed && node.running()) {
      node.kill();
      power = false;
    }
    world.faults(Faults.NONE);
    storage.capacity(ROOMY);
    if (options.diskErrors() && node.running()) {
      // A shard whose disk has failed takes no writes until a restart.
      node.kill();
      power = false;
    }
    if (!node.running()) {
      restart();
      if (refusedForDamage()) {
        return;
      }
    }
    clients.forEach(WorkloadClient::stop);
    boolean done =
        world.runUntil(
            () -> !node.running() || clients.stream().allMatch(WorkloadClient::isStopped),
            CALM_NANOS);
    if (!node.running()) {
      calm();
      return;
    }
    if (!done) {
      String waiting =
          clients.stream()
              .filter(client -> !client.isStopped())
              .map(client -> client.number() + " for " + client.waitsFor())
              .toList()
              .toString();
      throw new Finding("without faults, clients still wait after two minutes: " + waiting);
    }
  }

  /** What was acknowledged has to be there after one more end. */
  private void finalRestart() {
    switch (chance.below(3)) {
      case 0 -> stop();
      case 1 -> {
        power = chance.coin();
        if (power) {
          node.powerOff();
        } else {
          node.kill();
        }
        restart();
      }
      default -> world.runFor(chance.below(2_000_000_000L));
    }
    if (!node.running() && !refusedForDamage()) {
      restart();
    }
  }
}
