package galgo.simulator;

/** All connections of a world. */
@SuppressWarnings("DoNotCallSuggester")
public final class SimulatedNetwork {
  private final Simulation world;

  public SimulatedNetwork(Simulation world) {
    this.world = world;
  }

  /**
   * Connects to a port of a node; {@code onConnected} or {@code onClosed} follows. Bytes may be
   * sent at once.
   */
  public SimulatedConnection connect(int port, SimulatedConnection.Listener listener) {
    throw new UnsupportedOperationException("" + world.seed() + port + listener);
  }

  /** Resets all connections to a port, as a cut cable that comes back would. */
  public void resetAll(int port) {
    throw new UnsupportedOperationException("" + port);
  }
}
