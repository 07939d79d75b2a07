package galgo.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;

/** A simulated client's end. */
final class ClientConnection implements SimulatedConnection, Link.End {
  private final Link link;
  private final Listener listener;
  private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
  private boolean connected;
  private boolean closing;
  private boolean ended;
  private boolean paused;

  ClientConnection(Link link, Listener listener) {
    this.link = link;
    this.listener = listener;
  }

  /** The attempt to connect has ended. */
  void dialled(boolean refused) {
    if (ended) {
      return;
    }
    if (refused) {
      finish(true);
      return;
    }
    connected = true;
    if (!closing) {
      listener.onConnected();
    }
    writable();
  }

  @Override
  public void send(byte[] bytes) {
    if (!ended && !closing && bytes.length > 0) {
      unsent.add(bytes);
      writable();
    }
  }

  @Override
  public void close() {
    closing = true;
    writable();
  }

  @Override
  public void reset() {
    closing = true;
    ended = true;
    unsent.clear();
    link.reset();
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    readable();
  }

  @Override
  public boolean open() {
    return !ended && !closing;
  }

  @Override
  public boolean whole() {
    return open() && !link.isBroken();
  }

  @Override
  public void readable() {
    if (ended || closing || paused) {
      return;
    }
    if (link.toClient.available() > 0) {
      listener.onBytes(link.toClient.takeAll());
    }
    if (!ended && link.toClient.ended()) {
      link.toServer.end();
      finish(false);
    }
  }

  @Override
  public void writable() {
    if (!connected || ended) {
      return;
    }
    int room = 1;
    while (!unsent.isEmpty() && room > 0 && !link.isBroken()) {
      byte[] bytes = unsent.remove();
      room = link.toServer.room();
      if (room < bytes.length) {
        unsent.addFirst(Arrays.copyOfRange(bytes, room, bytes.length));
      }
      if (room > 0) {
        link.toServer.put(room < bytes.length ? Arrays.copyOf(bytes, room) : bytes);
      }
    }
    if (closing && unsent.isEmpty()) {
      ended = true;
      link.toServer.end();
      link.toClient.readerGone();
    }
  }

  @Override
  public void broken() {
    if (!ended) {
      finish(true);
    }
  }

  private void finish(boolean reset) {
    ended = true;
    unsent.clear();
    if (!closing) {
      listener.onClosed(reset);
    }
  }
}
