package galgo.io;

/**
 * What came back in one turn, as off-heap records of 32 bytes written by a driver.
 *
 * <pre>
 *   0 tag u64 | 8 result i32 | 12 flags u32 | 16 data u64 | 24 zero u64
 * </pre>
 *
 * <p>Result is the operation's own number, or a negative {@link Errno}. Data is the address of the
 * provided buffer where the operation used one, else 0. Valid until the next turn. Belongs to the
 * driver's thread.
 */
public final class Completions {
  public static final int RECORD = 32;

  public static final int TAG = 0;
  public static final int RESULT = 8;
  public static final int FLAGS = 12;
  public static final int DATA = 16;

  /** Flag: the operation goes on, more completions follow. */
  public static final int MORE = 1;

  /**
   * Flag: data names a provided buffer, which the receiver gives back with {@link Driver#recycle}.
   */
  public static final int BUFFER = 2;

  private final long base;
  private final int capacity;

  public Completions(long base, int capacity) {
    this.base = base;
    this.capacity = capacity;
  }

  public long base() {
    return base;
  }

  /** The most completions of one turn; what is more waits for the next. */
  public int capacity() {
    return capacity;
  }

  public long tag(int index) {
    return Memory.getLong(base + (long) index * RECORD + TAG);
  }

  public int result(int index) {
    return Memory.getInt(base + (long) index * RECORD + RESULT);
  }

  public int flags(int index) {
    return Memory.getInt(base + (long) index * RECORD + FLAGS);
  }

  public long data(int index) {
    return Memory.getLong(base + (long) index * RECORD + DATA);
  }

  /** For a driver in Java: writes one record. */
  public void set(int index, long tag, int result, int flags, long data) {
    long record = base + (long) index * RECORD;
    Memory.putLong(record + TAG, tag);
    Memory.putInt(record + RESULT, result);
    Memory.putInt(record + FLAGS, flags);
    Memory.putLong(record + DATA, data);
  }
}
