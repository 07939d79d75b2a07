package galgo.simulator;

/**
 * A simulated client's end of a connection. What it hands in goes out as the window allows; what
 * comes in is given to the listener at once, in pieces of any length.
 */
public interface SimulatedConnection {
  /** Told of what happens to the connection, as events of the world. */
  interface Listener {
    /** The server took it. */
    default void onConnected() {}

    /** Bytes from the server. */
    void onBytes(byte[] bytes);

    /**
     * It has ended: refused, closed by the server or reset. Nothing follows.
     *
     * @param reset whether bytes of either side may be lost
     */
    void onClosed(boolean reset);
  }

  /** Queues bytes; ignored after the end. */
  void send(byte[] bytes);

  /** Ends both directions after what was handed in; the listener hears nothing more. */
  void close();

  /** Ends it now and loses what is under way; the listener hears nothing more. */
  void reset();

  /** Stops taking bytes until {@link #resume}: the window fills. */
  void pause();

  void resume();

  /** Whether it has not ended. */
  boolean open();

  /** Whether it is open and nothing has broken it, of which the listener may not have heard yet. */
  boolean whole();
}
