package galgo.simulator;

import galgo.server.config.Settings;

/**
 * A Galgo server in a world: its shards, each on its own {@code SimulatedDriver}, are turned by the
 * world's events. Everything but its storage goes with a crash.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SimulatedNode {
  /** The data directory that {@link Settings#path} has to name. */
  public static final String DATA = "/data";

  private final Simulation world;
  private final SimulatedNetwork network;
  private final SimulatedStorage storage;

  public SimulatedNode(Simulation world, SimulatedNetwork network, SimulatedStorage storage) {
    this.world = world;
    this.network = network;
    this.storage = storage;
  }

  /** Small settings for a simulation: segments of 64 KiB, little memory. Port 8090, iggy / iggy. */
  public static Settings settings() {
    throw new UnsupportedOperationException();
  }

  public SimulatedStorage storage() {
    return storage;
  }

  /**
   * Boots the server; it takes connections when this returns true. Takes virtual time, in which
   * other things happen.
   *
   * @param shards 1 and up; may be another number than the last time
   * @return false when the server refuses to start ({@link #refusal} says why) or the power went
   */
  public boolean start(Settings settings, int shards) {
    throw new UnsupportedOperationException(
        "" + world.nanos() + network.hashCode() + settings + shards);
  }

  /** Why the last start failed, in the server's words; empty when it did not. */
  public String refusal() {
    throw new UnsupportedOperationException();
  }

  public boolean running() {
    throw new UnsupportedOperationException();
  }

  /** Where it takes connections. */
  public int port() {
    return 8090;
  }

  /**
   * Tells the server to stop, as SIGTERM would; {@link #running} is false when it has. Connections
   * end, everything becomes durable.
   */
  public void stop() {
    throw new UnsupportedOperationException();
  }

  /** Ends the process, as SIGKILL would: what the server wrote stays, synced or not. */
  public void kill() {
    throw new UnsupportedOperationException();
  }

  /** Cuts the power: of what is not on stable storage any part may be lost. */
  public void powerOff() {
    throw new UnsupportedOperationException();
  }

  /**
   * Lets the server end in the midst of its work: at the {@code calls}th call on its drivers from
   * now on, of any shard, during a start, too.
   *
   * @param power whether by {@link #powerOff}, else by {@link #kill}
   */
  public void crashAfter(long calls, boolean power) {
    throw new UnsupportedOperationException("" + calls + power);
  }

  /** Lets its wall clock jump by so many microseconds. */
  public void jumpClock(long micros) {
    throw new UnsupportedOperationException("" + micros);
  }
}
