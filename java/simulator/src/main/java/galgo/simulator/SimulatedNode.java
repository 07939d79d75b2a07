package galgo.simulator;

import galgo.journal.DataDirectoryException;
import galgo.server.StartupException;
import galgo.server.SteppedNode;
import galgo.server.config.ConfigurationException;
import galgo.server.config.Settings;
import galgo.server.config.SettingsLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Galgo server in a world: its shards, each on its own {@link SimulatedDriver}, are turned by the
 * world's events. Everything but its storage goes with a crash.
 */
public final class SimulatedNode {
  /** The data directory. */
  public static final String DATA = "/data";

  private static final int PORT = 8090;
  private static final long WAKE_NANOS = 5_000;
  private static final long TURN_NANOS = 10_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  /** One shard and when its next turn is. */
  private final class Run {
    final int index;
    final SimulatedDriver driver;
    boolean asleep;
    Simulation.@Nullable Event next;

    Run(int index) {
      this.index = index;
      this.driver = new SimulatedDriver(machine, this::ready);
    }

    /** What came ends the sleep; while the shard is awake it will see by itself. */
    void ready() {
      if (asleep) {
        asleep = false;
        plan(world.chance().exponential(WAKE_NANOS));
      }
    }

    void plan(long delay) {
      if (next != null) {
        next.cancel();
      }
      long pause =
          world.chance().happens(world.faults().pause())
              ? world.chance().below(LONGEST_PAUSE_NANOS)
              : 0;
      next = world.after(delay + pause, () -> turn(this));
    }

    /** After a turn. */
    void planNext(boolean hasMail) {
      long wait = driver.waitNanos();
      if (wait == 0 || hasMail || driver.isReady()) {
        plan(world.chance().exponential(TURN_NANOS));
      } else {
        asleep = true;
        if (wait > 0) {
          next = world.after(wait, () -> turn(this));
        }
      }
    }

    void end() {
      if (next != null) {
        next.cancel();
      }
    }
  }

  private final Simulation world;
  private final SimulatedNetwork network;
  private final SimulatedStorage storage;
  private final Machine machine;
  private final List<Run> runs = new ArrayList<>();
  private @Nullable SteppedNode server;
  private boolean booting;
  private String refusal = "";

  public SimulatedNode(Simulation world, SimulatedNetwork network, SimulatedStorage storage) {
    this.world = world;
    this.network = network;
    this.storage = storage;
    this.machine = new Machine(world, network, storage);
    storage.createDirectories(DATA);
    storage.syncAll();
  }

  /**
   * Settings for a simulation: little memory, segments of 64 KiB, data in {@link #DATA}, root user
   * iggy, password iggy.
   *
   * @param options keys of the configuration and their values, in turn
   */
  public static Settings settings(String... options) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("system.path", DATA);
    all.put("tcp.address", "127.0.0.1:" + PORT);
    all.put("system.segment.size", "64 KiB");
    all.put("system.memory_pool.size", "16 MiB");
    all.put("galgo.journal.size", "32 MiB");
    all.put("galgo.limits.frame_size", "256 KiB");
    all.put("galgo.limits.poll_bytes", "256 KiB");
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    SettingsLoader loader =
        new SettingsLoader(
            Map.of("IGGY_ROOT_USERNAME", "iggy", "IGGY_ROOT_PASSWORD", "iggy"),
            Path.of("no such directory"));
    all.forEach(loader::option);
    try {
      return loader.load();
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  public SimulatedStorage storage() {
    return storage;
  }

  /**
   * Boots the server; it takes connections when this returns true. May take virtual time, in which
   * other things happen.
   *
   * @param shards 1 and up; may be another number than the last time
   * @return false when the server refuses to start ({@link #refusal} says why) or was ended
   */
  public boolean start(Settings settings, int shards) {
    if (server != null || booting) {
      throw new IllegalStateException("it is running");
    }
    world.trace("node: starts with # shards", shards);
    refusal = "";
    booting = true;
    SteppedNode made = new SteppedNode(settings, shards);
    try {
      for (int i = 0; i < shards; i++) {
        Run run = new Run(i);
        runs.add(run);
        made.boot(i, run.driver);
      }
      made.start();
    } catch (StartupException | DataDirectoryException e) {
      refusal = String.valueOf(e.getMessage());
      world.trace("node: does not start: " + refusal);
      lose(false);
      return false;
    } catch (Machine.Lost lost) {
      lose(lost.power);
      return false;
    } catch (RuntimeException e) {
      throw new Finding("the server broke at its start: " + e, e);
    } finally {
      booting = false;
    }
    server = made;
    for (Run run : runs) {
      run.driver.blocking(false);
      run.plan(world.chance().exponential(TURN_NANOS));
    }
    world.trace("node: is up");
    return true;
  }

  /** Why the last start failed, in the server's words; empty when it did not. */
  public String refusal() {
    return refusal;
  }

  public boolean running() {
    return server != null;
  }

  /** Where it takes connections. */
  public int port() {
    return PORT;
  }

  /**
   * Tells the server to stop, as SIGTERM would; {@link #running} is false when it has. Connections
   * end, everything becomes durable.
   */
  public void stop() {
    if (server != null) {
      world.trace("node: is told to stop");
      server.stop();
      wakeForMail(server);
    }
  }

  /** What a stop still waits for, by shard, in words. */
  public String stopsAfter() {
    SteppedNode stopping = server;
    if (stopping == null) {
      return "nothing";
    }
    return runs.stream()
        .map(run -> "shard " + run.index + " for " + stopping.stopsAfter(run.index))
        .toList()
        .toString();
  }

  /** Ends the process, as SIGKILL would: what the server wrote stays, synced or not. */
  public void kill() {
    end(false);
  }

  /** Cuts the power: of what is not on stable storage any part may be lost. */
  public void powerOff() {
    end(true);
  }

  private void end(boolean power) {
    if (booting) {
      machine.crashAfter(0, power);
    } else if (server != null) {
      lose(power);
    }
  }

  /**
   * Lets the server end in the midst of its work: at the {@code calls}th call on its drivers from
   * now on, of any shard, during a start, too. Forgotten when it ends before.
   *
   * @param power whether by {@link #powerOff}, else by {@link #kill}
   */
  public void crashAfter(long calls, boolean power) {
    machine.crashAfter(calls, power);
  }

  /** Lets its wall clock jump by so many microseconds. */
  public void jumpClock(long micros) {
    world.trace("node: the clock jumps by # µs", micros);
    machine.jumpClock(micros);
  }

  private void turn(Run run) {
    SteppedNode node = server;
    if (node == null) {
      throw new IllegalStateException("a turn of a node that is gone");
    }
    run.next = null;
    run.asleep = false;
    world.note(run.index);
    try {
      node.turn(run.index);
    } catch (Machine.Lost lost) {
      lose(lost.power);
      return;
    } catch (RuntimeException e) {
      throw new Finding("shard " + run.index + " broke: " + e, e);
    }
    if (node.stopped(run.index)) {
      node.close(run.index);
      runs.remove(run);
    } else {
      run.planNext(node.hasMail(run.index));
    }
    wakeForMail(node);
    if (runs.isEmpty()) {
      world.trace("node: has stopped");
      server = null;
      machine.neverCrash();
    }
  }

  /** Letters go from shard to shard past the drivers. */
  private void wakeForMail(SteppedNode node) {
    for (Run run : runs) {
      if (run.asleep && node.hasMail(run.index)) {
        run.ready();
      }
    }
  }

  private void lose(boolean power) {
    world.trace(power ? "node: the power goes" : "node: is killed");
    server = null;
    machine.neverCrash();
    for (Run run : runs) {
      run.end();
      run.driver.lose();
    }
    runs.clear();
    network.lost(machine);
    if (power) {
      storage.crash();
    } else {
      storage.killed();
    }
  }
}
