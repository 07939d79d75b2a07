package galgo.simulator;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A driver's end of a connection. */
final class Socket implements Link.End {
  final Link link;
  final Pipe in;
  final Pipe out;
  final int localPort;
  final int peerPort;
  final ArrayDeque<Request> receives = new ArrayDeque<>();
  final ArrayDeque<Request> sends = new ArrayDeque<>();

  /** Null while it waits to be accepted or adopted. */
  @Nullable DriverSockets owner;

  /** The reset has been heard of. */
  boolean broken;

  boolean shut;

  Socket(Link link, boolean server) {
    this.link = link;
    this.in = server ? link.toServer : link.toClient;
    this.out = server ? link.toClient : link.toServer;
    this.localPort = server ? link.serverPort : link.clientPort;
    this.peerPort = server ? link.clientPort : link.serverPort;
  }

  @Override
  public void readable() {
    if (owner != null) {
      owner.receiveWaiting(this);
    }
  }

  @Override
  public void writable() {
    if (owner != null) {
      owner.sendWaiting(this);
    }
  }

  @Override
  public void broken() {
    broken = true;
    readable();
    writable();
  }

  /** Ends both directions; what was sent still arrives, unless bytes were left unread. */
  void end() {
    out.end();
    in.readerGone();
  }
}
