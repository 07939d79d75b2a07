package galgo.metadata;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One thing in two copies: readers use one while the writer changes the other, then the two are
 * swapped and the writer, once the last reader has left the old copy, makes the same changes there.
 * Readers never wait, never allocate and never write a cache line that another thread uses.
 *
 * <p>After P. Ramalhete and A. Correia, "Left-Right: A Concurrency Control Technique with Wait-Free
 * Population Oblivious Reads" (2013), with one epoch counter for each reader in place of the two
 * shared read indicators.
 *
 * <p>Each reader has a number and is one thread at a time. There is one writer: any thread that
 * holds the {@link Writer}, one at a time.
 *
 * @param <T> mutable; both copies equal at the start and by the same changes
 */
public final class LeftRight<T> {
  // Memory order. A reader's epoch is odd while it is inside.
  //
  //   reader: E  epoch := odd  (volatile)      writer: C  current := new copy  (volatile)
  //           R  read current  (volatile)              S  read epoch           (volatile)
  //
  // All four are in one total order. Either E comes before S: then the writer sees the odd epoch
  // and waits until it has changed. Or S comes before E, so C before R: then the reader is on the
  // new copy. A reader that leaves and enters again has an E after some S of the writer, so after
  // C; the writer need not wait for it, and only looks whether the epoch is still the same.
  //
  // What the writer wrote to a copy before C is seen by whoever reads that copy by R (C is a
  // release, R an acquire). What a reader read before it left came before its release of the even
  // epoch, which the writer acquires by S before it writes there.
  //
  // The longs of a reader stand in an array of their own with 192 bytes on either side: neighbours
  // in the heap, and the lines that the processor fetches along, are somebody else's.
  //
  // E costs a store-load fence: a read of a map took 7 ns against 4 ns by a volatile snapshot or a
  // concurrent map and 12 ns under a read lock (40 ns with two readers), the least of 150 short
  // runs
  // of SharedReadBenchmark on a busy machine. A snapshot would be copied for each change.

  private static final int MARGIN = 24;
  private static final int EPOCH = MARGIN;
  private static final int DEPTH = MARGIN + 1;
  private static final int COPY = MARGIN + 2;
  private static final int SLOT_LENGTH = COPY + 1 + MARGIN;
  private static final int LEFT = 0;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle CURRENT = field("current", int.class);
  private static final VarHandle WRITING = field("writing", boolean.class);

  private final T left;
  private final T right;
  private final long[][] readers;
  private final Writer<T> writer = new Writer<>(this);
  private volatile int current = LEFT;

  @SuppressWarnings("UnusedVariable") // by WRITING
  private volatile boolean writing;

  /**
   * For a number of readers, ≥ 1.
   *
   * @param left a copy; from now on touched through this object only
   * @param right another that is equal, likewise
   */
  @SuppressWarnings("ReferenceEquality") // one object twice is the mistake looked for
  public LeftRight(T left, T right, int readers) {
    if (left == right || readers < 1) {
      throw new IllegalArgumentException("two copies of one thing, " + readers + " readers");
    }
    this.left = left;
    this.right = right;
    this.readers = new long[readers][SLOT_LENGTH];
  }

  public int readers() {
    return readers.length;
  }

  /**
   * The current copy, which stays as it is until the reader has left as often as it entered.
   * Inside, entering again gives the same copy.
   *
   * @param reader 0 to {@link #readers} − 1
   */
  public T enter(int reader) {
    long[] slot = readers[reader];
    if (slot[DEPTH]++ == 0) {
      LONGS.setVolatile(slot, EPOCH, slot[EPOCH] + 1);
      slot[COPY] = (int) CURRENT.getVolatile(this);
    }
    return copy((int) slot[COPY]);
  }

  /** Ends what {@link #enter} began. */
  public void leave(int reader) {
    long[] slot = readers[reader];
    long depth = slot[DEPTH] - 1;
    if (depth < 0) {
      throw new IllegalStateException("reader " + reader + " left without having entered");
    }
    slot[DEPTH] = depth;
    if (depth == 0) {
      LONGS.setRelease(slot, EPOCH, slot[EPOCH] + 1);
    }
  }

  /** Whether the reader is inside. Its own thread only. */
  boolean isInside(int reader) {
    return readers[reader][DEPTH] != 0;
  }

  /** The right to change; whoever has it, has it alone. */
  public Writer<T> writer() {
    return writer;
  }

  private T copy(int which) {
    return which == LEFT ? left : right;
  }

  private T idle() {
    return copy(1 - current);
  }

  private void swapAndAwaitReaders() {
    CURRENT.setVolatile(this, 1 - current);
    for (long[] slot : readers) {
      long epoch = (long) LONGS.getVolatile(slot, EPOCH);
      if ((epoch & 1) != 0) {
        awaitChange(slot, epoch);
      }
    }
  }

  // Yields because, with fewer processors than shards, the reader may need this one to go on.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void awaitChange(long[] slot, long epoch) {
    for (int spins = 0; (long) LONGS.getVolatile(slot, EPOCH) == epoch; spins++) {
      if (spins < Writer.SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void beginWriting() {
    if (!WRITING.compareAndSet(this, false, true)) {
      throw new IllegalStateException("another writer is at work, or one has failed");
    }
  }

  private void endWriting() {
    WRITING.setVolatile(this, false);
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(LeftRight.class, name, type);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Changes both copies, one after the other. One thread at a time; a second one gets an error. */
  public static final class Writer<T> {
    /** How often it looks for a reader to leave before it lets other threads run. */
    private static final int SPINS = 1000;

    private final LeftRight<T> pair;
    private final List<Consumer<? super T>> changes = new ArrayList<>();

    private Writer(LeftRight<T> pair) {
      this.pair = pair;
    }

    /**
     * Changes the copy that nobody reads. Readers see it after {@link #publish}, when the same
     * change is made to the other copy: it must do the same both times. One that throws leaves the
     * copies apart, and all that comes after fails.
     */
    public void apply(Consumer<? super T> change) {
      pair.beginWriting();
      change.accept(pair.idle());
      changes.add(change);
      pair.endWriting();
    }

    /** The copy with all changes so far, for the writer to read, until {@link #publish}. */
    public T latest() {
      return pair.idle();
    }

    /** Whether there are changes that readers do not see yet. */
    public boolean isDirty() {
      return !changes.isEmpty();
    }

    /**
     * Shows the changes to the readers and waits for those still on the old copy. The calling
     * thread must not be inside as a reader: it would wait for itself.
     */
    public void publish() {
      if (changes.isEmpty()) {
        return;
      }
      pair.beginWriting();
      pair.swapAndAwaitReaders();
      T old = pair.idle();
      for (Consumer<? super T> change : changes) {
        change.accept(old);
      }
      changes.clear();
      pair.endWriting();
    }
  }
}
