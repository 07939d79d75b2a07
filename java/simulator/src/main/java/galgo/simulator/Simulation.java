package galgo.simulator;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A world: virtual time, what will happen in it, and the chance that decides. Events run one after
 * the other, by time and then by the order they were made in.
 *
 * <p>Everything in it belongs to the thread that runs it.
 */
public final class Simulation implements AutoCloseable {
  /** Wall time at the beginning of every world: microseconds since 1970. */
  public static final long EPOCH_MICROS = 1_700_000_000_000_000L;

  /** Something that will happen, unless it is called off. */
  public static final class Event implements Comparable<Event> {
    private final long nanos;
    private final long sequence;
    private final Runnable action;
    private boolean cancelled;

    private Event(long nanos, long sequence, Runnable action) {
      this.nanos = nanos;
      this.sequence = sequence;
      this.action = action;
    }

    /** It will not happen. */
    public void cancel() {
      cancelled = true;
    }

    public long nanos() {
      return nanos;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final long seed;
  private final Chance chance;
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Trace trace = new Trace();
  private final MemoryBank memory = new MemoryBank();
  private Faults faults = Faults.NONE;
  private long nanos;
  private long sequence;
  private long events;
  private long hash;

  public Simulation(long seed) {
    this.seed = seed;
    this.chance = new Chance(seed);
    this.hash = seed;
  }

  public long seed() {
    return seed;
  }

  public Chance chance() {
    return chance;
  }

  /** Which faults may happen now. */
  public Faults faults() {
    return faults;
  }

  /** From now on these faults may happen; {@link Faults#NONE} ends all. */
  public void faults(Faults next) {
    faults = next;
  }

  /** Nanoseconds since the world began. */
  public long nanos() {
    return nanos;
  }

  /** Microseconds since 1970. */
  public long wallMicros() {
    return EPOCH_MICROS + nanos / 1000;
  }

  /** Lets something happen so many nanoseconds from now; 0 is after all that is due now. */
  public Event after(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay " + delayNanos);
    }
    Event event = new Event(nanos + delayNanos, sequence++, action);
    queue.add(event);
    return event;
  }

  /**
   * Lets the next event happen.
   *
   * @return false when there is none
   */
  public boolean step() {
    Event event = next();
    if (event == null) {
      return false;
    }
    queue.remove();
    nanos = event.nanos;
    events++;
    note(event.nanos ^ event.sequence);
    event.action.run();
    return true;
  }

  /** Lets everything of the next {@code duration} nanoseconds happen. */
  public void runFor(long duration) {
    runUntil(() -> false, duration);
  }

  /**
   * Lets things happen until {@code done}, for at most {@code duration} nanoseconds.
   *
   * @return whether it came to be
   */
  public boolean runUntil(BooleanSupplier done, long duration) {
    long end = nanos + duration;
    while (!done.getAsBoolean()) {
      Event event = next();
      if (event == null || event.nanos > end) {
        nanos = end;
        return false;
      }
      step();
    }
    return true;
  }

  /** Mixes a number into the hash of all events. */
  public void note(long word) {
    hash = Long.rotateLeft(hash ^ word, 27) * 0x9E37_79B9_7F4A_7C15L + 0x52DC_E729L;
  }

  /**
   * Says what happens: for the hash, and for who reads the trace.
   *
   * @param text with {@code #} where the numbers go
   */
  public void trace(String text, long one, long two) {
    note(one);
    note(two);
    trace.add(nanos, text, one, two);
  }

  public void trace(String text, long number) {
    trace(text, number, 0);
  }

  public void trace(String text) {
    trace(text, 0, 0);
  }

  public Trace trace() {
    return trace;
  }

  /** A hash of every event so far: equal for equal seeds and equal code. */
  public long hash() {
    return hash;
  }

  /** Events that have happened. */
  public long events() {
    return events;
  }

  /** Memory off the heap, zeros at first, which ends with the world. */
  public long scratch(long bytes) {
    return memory.take(bytes);
  }

  MemoryBank memory() {
    return memory;
  }

  /** Gives the world's memory back; nothing of the world may be used any more. */
  @Override
  public void close() {
    queue.clear();
    memory.close();
  }

  private @Nullable Event next() {
    Event event = queue.peek();
    while (event != null && event.cancelled) {
      queue.remove();
      event = queue.peek();
    }
    return event;
  }
}
