package galgo.simulator;

import org.jspecify.annotations.Nullable;

/** One connection of the network: two pipes and who holds their ends. */
final class Link {
  /** Who holds an end. Called as events of the world or inside of the other calls of a pipe. */
  interface End {
    /** Bytes or the end of the stream have come. */
    void readable();

    /** The window has opened. */
    void writable();

    /** The connection was reset. */
    void broken();
  }

  private final Simulation world;
  final int clientPort;
  final int serverPort;
  final Pipe toServer;
  final Pipe toClient;
  @Nullable End client;
  @Nullable End server;
  private boolean broken;

  Link(Simulation world, int clientPort, int serverPort) {
    this.world = world;
    this.clientPort = clientPort;
    this.serverPort = serverPort;
    this.toServer = new Pipe(world, this);
    this.toClient = new Pipe(world, this);
  }

  boolean isBroken() {
    return broken;
  }

  /** Whether nothing can happen on it any more. */
  boolean isOver() {
    return broken || toServer.ended() && toClient.ended();
  }

  /** What is under way is lost, and both ends learn that some time later. */
  void reset() {
    if (broken) {
      return;
    }
    broken = true;
    toServer.lose();
    toClient.lose();
    long mean = world.faults().network().meanNanos();
    tell(client, world.chance().exponential(mean));
    tell(server, world.chance().exponential(mean));
  }

  private void tell(@Nullable End end, long delay) {
    if (end != null) {
      world.after(delay, end::broken);
    }
  }

  @Nullable End reader(Pipe pipe) {
    return pipe == toServer ? server : client;
  }

  @Nullable End writer(Pipe pipe) {
    return pipe == toServer ? client : server;
  }
}
