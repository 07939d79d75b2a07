package galgo.io;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A driver's requests and answers as calls on {@link Operation}s: gives each a tag, hands each
 * completion to its operation.
 *
 * <p>Belongs to the driver's thread.
 */
public final class Loop {
  private final Driver driver;
  private final Submissions submissions;
  private @Nullable Operation[] slots = new Operation[256];
  private int[] free = new int[256];
  private int freeCount;
  private int used;
  private int generation;
  private int inFlight;

  public Loop(Driver driver) {
    this.driver = driver;
    this.submissions = driver.submissions();
  }

  public Driver driver() {
    return driver;
  }

  /** Operations submitted and not completed. */
  public int inFlight() {
    return inFlight;
  }

  /**
   * Submits all, sleeps up to {@code waitNanos} as {@link Driver#turn} does, and runs what
   * completed.
   *
   * @return the number of completions
   */
  public int turn(long waitNanos) {
    int count = driver.turn(waitNanos);
    Completions completions = driver.completions();
    for (int i = 0; i < count; i++) {
      long tag = completions.tag(i);
      int slot = (int) tag;
      @Nullable Operation operation = slot >= 0 && slot < used ? slots[slot] : null;
      if (operation == null || operation.tag != tag || !operation.pending) {
        throw new IllegalStateException("completion of an unknown operation, tag " + tag);
      }
      int flags = completions.flags(i);
      if ((flags & Completions.MORE) == 0) {
        operation.pending = false;
        inFlight--;
      }
      operation.completed(completions.result(i), flags, completions.data(i));
    }
    return count;
  }

  public void nop(Operation operation) {
    submit(Submissions.NOP, 0, 0, 0, 0, 0, operation);
  }

  /** Accepts connections until cancelled, each a completion with its handle. */
  public void accept(int listener, Operation operation) {
    submit(Submissions.ACCEPT, Submissions.MULTI, listener, 0, 0, 0, operation);
  }

  public void connect(long addressRecord, Operation operation) {
    submit(Submissions.CONNECT, 0, 0, addressRecord, SocketAddressRecord.SIZE, 0, operation);
  }

  public void receive(int handle, long address, int length, Operation operation) {
    submit(Submissions.RECEIVE, 0, handle, address, length, 0, operation);
  }

  public void receiveProvided(int handle, Operation operation) {
    submit(Submissions.RECEIVE_PROVIDED, 0, handle, 0, 0, 0, operation);
  }

  public void receiveProvidedMulti(int handle, Operation operation) {
    submit(Submissions.RECEIVE_PROVIDED, Submissions.MULTI, handle, 0, 0, 0, operation);
  }

  public void send(int handle, long address, int length, Operation operation) {
    submit(Submissions.SEND, 0, handle, address, length, 0, operation);
  }

  public void sendVectored(int handle, long vector, int count, Operation operation) {
    submit(Submissions.SEND_VECTORED, 0, handle, vector, count, 0, operation);
  }

  public void read(int handle, long address, int length, long offset, Operation operation) {
    submit(Submissions.READ, 0, handle, address, length, offset, operation);
  }

  public void write(
      int handle, long address, int length, long offset, boolean synced, Operation operation) {
    submit(
        Submissions.WRITE,
        synced ? Submissions.SYNCED : 0,
        handle,
        address,
        length,
        offset,
        operation);
  }

  public void writeVectored(
      int handle, long vector, int count, long offset, boolean synced, Operation operation) {
    submit(
        Submissions.WRITE_VECTORED,
        synced ? Submissions.SYNCED : 0,
        handle,
        vector,
        count,
        offset,
        operation);
  }

  public void sync(int handle, Operation operation) {
    submit(Submissions.SYNC, 0, handle, 0, 0, 0, operation);
  }

  public void allocate(int handle, long offset, int length, Operation operation) {
    submit(Submissions.ALLOCATE, 0, handle, 0, length, offset, operation);
  }

  /** The path's bytes stay readable until completed. */
  public void unlink(long path, Operation operation) {
    submit(Submissions.UNLINK, 0, 0, path, 0, 0, operation);
  }

  /** Removes an empty directory; otherwise as {@link #unlink}. */
  public void removeDirectory(long path, Operation operation) {
    submit(Submissions.UNLINK, Submissions.DIRECTORY, 0, path, 0, 0, operation);
  }

  public void close(int handle, Operation operation) {
    submit(Submissions.CLOSE, 0, handle, 0, 0, 0, operation);
  }

  public void shutdown(int handle, Operation operation) {
    submit(Submissions.SHUTDOWN, 0, handle, 0, 0, 0, operation);
  }

  public void cancel(Operation target, Operation operation) {
    submit(Submissions.CANCEL, 0, 0, 0, 0, target.tag, operation);
  }

  public void timeout(long nanos, Operation operation) {
    submit(Submissions.TIMEOUT, 0, 0, 0, 0, nanos, operation);
  }

  /** Gives up the operation's slot; it must not be pending. */
  public void forget(Operation operation) {
    if (operation.pending) {
      throw new IllegalStateException("operation still in flight");
    }
    if (operation.tag == -1) {
      return;
    }
    int slot = (int) operation.tag;
    slots[slot] = null;
    operation.tag = -1;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, free.length * 2);
    }
    free[freeCount++] = slot;
  }

  private void submit(
      int code, int flags, int handle, long address, int length, long offset, Operation operation) {
    if (operation.pending) {
      throw new IllegalStateException("operation already in flight");
    }
    if (operation.tag == -1) {
      register(operation);
    }
    operation.pending = true;
    inFlight++;
    submissions.add(code, flags, handle, address, length, offset, operation.tag);
  }

  private void register(Operation operation) {
    int slot;
    if (freeCount > 0) {
      slot = free[--freeCount];
    } else {
      if (used == slots.length) {
        slots = Arrays.copyOf(slots, slots.length * 2);
      }
      slot = used++;
    }
    slots[slot] = operation;
    // The generation tells a late completion of a forgotten operation from the slot's next owner.
    generation = (generation + 1) & 0x7FFF_FFFF;
    operation.tag = (long) generation << 32 | slot;
  }
}
