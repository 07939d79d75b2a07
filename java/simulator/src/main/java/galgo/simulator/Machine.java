package galgo.simulator;

/** What the drivers of one node have in common: the world, its disk, its clock, its end. */
final class Machine {
  /** Thrown out of whatever a node was doing when it ended. */
  static final class Lost extends Error {
    private static final long serialVersionUID = 1;
    final boolean power;

    Lost(boolean power) {
      super("the node is gone", null, false, false);
      this.power = power;
    }
  }

  final Simulation world;
  final SimulatedNetwork network;
  final SimulatedStorage storage;
  private long callsLeft = Long.MAX_VALUE;
  private boolean power;
  private long jumped;

  Machine(Simulation world, SimulatedNetwork network, SimulatedStorage storage) {
    this.world = world;
    this.network = network;
    this.storage = storage;
  }

  void crashAfter(long calls, boolean byPower) {
    callsLeft = calls;
    power = byPower;
  }

  void neverCrash() {
    callsLeft = Long.MAX_VALUE;
  }

  /** Every call that the outer world would see begins here. */
  void call() {
    if (--callsLeft < 0) {
      throw new Lost(power);
    }
  }

  void jumpClock(long micros) {
    jumped += micros;
  }

  long wallMicros() {
    return world.wallMicros() + jumped;
  }
}
