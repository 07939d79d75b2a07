package galgo.io;

import java.net.InetSocketAddress;

/**
 * One shard's connection to the world.
 *
 * <p>The shard writes requests into {@link #submissions}, calls {@link #turn} and reads {@link
 * #completions}. All methods but {@link #wake} belong to the thread that made the driver. Time and
 * chance come from here, too, so that a simulator can decide them.
 */
public interface Driver extends AutoCloseable {
  /** {@code uring}, {@code nio} or {@code simulated}. */
  String name();

  /** What it found and uses, for one line at the start. */
  String features();

  Submissions submissions();

  Completions completions();

  /**
   * Hands over all submissions and collects completions.
   *
   * @param waitNanos how long to sleep while nothing has completed; 0 does not sleep, a negative
   *     value sleeps until something comes
   * @return the number of completions, 0 when woken or when the time was up
   */
  int turn(long waitNanos);

  /** Ends a sleep in {@link #turn}, now or the next one. Any thread. */
  void wake();

  /** Monotonic time, read once a turn. */
  long monotonicNanos();

  /** Microseconds since 1970, read once a turn; may jump. */
  long wallMicros();

  /** 64 random bits, from a cryptographically strong source. */
  long random();

  /**
   * Off-heap memory aligned to 4 KiB, zeroed, never moved, alive until {@link #close}; any driver
   * of the node may be given addresses in it.
   *
   * @param bytes a multiple of 4096
   */
  long allocate(long bytes);

  /**
   * Likewise; where the driver can, the memory is made present in the background, from the first
   * turn on that may wait, so that its first use need not wait for that.
   */
  default long allocateTouched(long bytes) {
    return allocate(bytes);
  }

  /**
   * Makes {@code count} buffers of {@code size} bytes for {@link Submissions#RECEIVE_PROVIDED}.
   * Once, before the first such receive.
   *
   * @param count a power of two, at most 32768
   */
  void provideReceiveBuffers(int size, int count);

  /** Gives a provided buffer back, by the address its completion named. */
  void recycle(long buffer);

  /**
   * Opens a listening socket.
   *
   * @param shared whether other drivers of this process listen on the same address (SO_REUSEPORT)
   * @return its handle, or a negative {@link Errno}
   */
  int listen(InetSocketAddress address, boolean shared, int backlog);

  /** Where a listening socket or a connection is bound, port included. */
  InetSocketAddress localAddress(int handle);

  /**
   * The other end of a connection; of a connection that has ended, perhaps the unspecified address.
   */
  InetSocketAddress peerAddress(int handle);

  /** Switches Nagle's algorithm; connections start with it off. */
  void noDelay(int handle, boolean on);

  /**
   * Limits the bytes that the system keeps of a connection until its other end takes them; where
   * the driver can. The system may have a least and a most of its own.
   *
   * @param bytes at least 1
   */
  default void limitUnsent(int handle, int bytes) {}

  /**
   * Gives a connection away, to be adopted by another driver of the node. No operation may be in
   * flight on it.
   *
   * @return a token for {@link #adopt}
   */
  int release(int handle);

  /**
   * Takes a connection that another driver released; any number of turns may lie between. Returns
   * its handle here.
   */
  int adopt(int token);

  /** Files by name: blocking, for the start and for rare moments. */
  Files files();

  /** Hashing and copying over off-heap memory. */
  Kernels kernels();

  /** Cancels what is in flight, closes all handles, frees the memory. */
  @Override
  void close();
}
