package galgo.io.uring;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the driver's thread sleeps in the kernel, so that whoever wakes it makes a system call
 * only when it does, and one for many wakes.
 *
 * <p>The sleeper says that it sleeps before it does, the waker that it woke before it looks: of the
 * two one always sees the other.
 */
final class WakeState {
  private static final int AWAKE = 0;
  private static final int SLEEPING = 1;
  private static final int WOKEN = 2;
  private static final int CLOSED = 3;

  private final AtomicInteger state = new AtomicInteger(AWAKE);
  private final long ring;

  WakeState(long ring) {
    this.ring = ring;
  }

  /** The driver's thread is about to sleep. False when it was woken before: then it must not. */
  boolean maySleep() {
    return state.compareAndSet(AWAKE, SLEEPING);
  }

  /** The turn is over. What wakers did before they woke is seen from here on. */
  void awake() {
    if (state.get() != AWAKE) {
      state.getAndSet(AWAKE);
    }
  }

  /** Any thread. */
  void wake() {
    int seen = state.get();
    while (seen < WOKEN) {
      int found = state.compareAndExchange(seen, WOKEN);
      if (found == seen) {
        if (seen == SLEEPING) {
          interruptSleep();
        }
        return;
      }
      seen = found;
    }
  }

  // The lock keeps the ring from going away between the look and the call.
  private synchronized void interruptSleep() {
    if (state.get() != CLOSED) {
      Native.wake(ring);
    }
  }

  /** From here on nobody touches the ring. */
  synchronized void close() {
    state.set(CLOSED);
  }
}
