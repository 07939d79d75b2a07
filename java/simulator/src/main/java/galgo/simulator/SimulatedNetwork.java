package galgo.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All connections of a world. */
public final class SimulatedNetwork {
  private static final int FIRST_CLIENT_PORT = 40_000;
  private static final int FIRST_FREE_PORT = 20_000;

  private record Released(Socket socket, Machine machine) {}

  private final Simulation world;
  private final List<Port> ports = new ArrayList<>();
  private final TreeMap<Integer, Released> released = new TreeMap<>();
  private final List<Link> links = new ArrayList<>();
  private int dialled;
  private int freePort = FIRST_FREE_PORT;
  private int lastToken;

  public SimulatedNetwork(Simulation world) {
    this.world = world;
  }

  /**
   * Connects to a port of a node; {@code onConnected} or {@code onClosed} follows. Bytes may be
   * sent at once.
   */
  public SimulatedConnection connect(int port, SimulatedConnection.Listener listener) {
    Link link = link(port);
    ClientConnection connection = new ClientConnection(link, listener);
    link.client = connection;
    dial(link, connection::dialled);
    return connection;
  }

  /** Resets all connections to a port, as a cut cable that comes back would. */
  public void resetAll(int port) {
    links.removeIf(Link::isBroken);
    for (Link link : List.copyOf(links)) {
      if (link.serverPort == port) {
        link.reset();
      }
    }
  }

  Link link(int port) {
    // As many as may be open at once; a client's port is nothing but a name here.
    int clientPort = FIRST_CLIENT_PORT + dialled++ % 20_000;
    return new Link(world, clientPort, port);
  }

  /**
   * @param result later called with whether nobody took it
   */
  void dial(Link link, Consumer<Boolean> result) {
    Faults.Network faults = world.faults().network();
    boolean refused = world.chance().happens(faults.refuse());
    long delay = world.chance().exponential(faults.meanNanos());
    world.after(
        delay,
        () -> {
          Port port = refused ? null : choose(link.serverPort);
          if (port != null) {
            Socket socket = new Socket(link, true);
            link.server = socket;
            if (links.size() % 256 == 0) {
              links.removeIf(Link::isOver);
            }
            links.add(link);
            port.backlog.add(socket);
            port.owner.acceptWaiting(port);
          }
          world.after(delay, () -> result.accept(port == null));
        });
  }

  private @Nullable Port choose(int number) {
    List<Port> listening = ports.stream().filter(port -> port.number == number).toList();
    return listening.isEmpty() ? null : listening.get(world.chance().below(listening.size()));
  }

  /** Null when the port is taken. */
  @Nullable Port listen(DriverSockets owner, int wanted, boolean shared) {
    int number = wanted == 0 ? freePort++ : wanted;
    for (Port other : ports) {
      if (other.number == number && !(shared && other.shared)) {
        return null;
      }
    }
    Port port = new Port(owner, number, shared);
    ports.add(port);
    return port;
  }

  void closed(Port port) {
    ports.remove(port);
    port.backlog.forEach(socket -> socket.link.reset());
    port.backlog.clear();
  }

  int release(Socket socket, Machine machine) {
    released.put(++lastToken, new Released(socket, machine));
    return lastToken;
  }

  Socket adopt(int token) {
    Released found = released.remove(token);
    if (found == null) {
      throw new IllegalArgumentException("no connection for token " + token);
    }
    return found.socket;
  }

  /** A node has ended: what was on its way between its drivers is gone. */
  void lost(Machine machine) {
    released
        .values()
        .removeIf(on -> {
          if (on.machine == machine) {
            on.socket.link.reset();
          }
          return on.machine == machine;
        });
  }
}
