package galgo.simulator;

import java.util.ArrayDeque;

/** A listening socket of one driver. */
final class Port {
  final DriverSockets owner;
  final int number;
  final boolean shared;
  final ArrayDeque<Request> accepts = new ArrayDeque<>();
  final ArrayDeque<Socket> backlog = new ArrayDeque<>();

  Port(DriverSockets owner, int number, boolean shared) {
    this.owner = owner;
    this.number = number;
    this.shared = shared;
  }
}
