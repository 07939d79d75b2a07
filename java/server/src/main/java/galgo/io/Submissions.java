package galgo.io;

/**
 * The requests of one turn, written into off-heap records of 64 bytes that a driver carries out.
 *
 * <pre>
 *   0 operation u8 | 1 flags u8 | 2 zero u16 | 4 handle i32 | 8 address u64 | 16 length u32 | 20 zero u32
 *  24 offset u64   | 32 tag u64 | 40 zero 24 bytes
 * </pre>
 *
 * <p>A tag comes back in the completion. When all records are used the driver takes them at once
 * (one more crossing), so a request is never refused for want of a record. Belongs to the driver's
 * thread.
 */
public final class Submissions {
  public static final int RECORD = 64;

  public static final int OPERATION = 0;
  public static final int FLAGS = 1;
  public static final int HANDLE = 4;
  public static final int ADDRESS = 8;
  public static final int LENGTH = 16;
  public static final int OFFSET = 24;
  public static final int TAG = 32;

  /** Completes with 0. */
  public static final int NOP = 0;

  /**
   * Result: the handle of a new connection. With {@link #MULTI} one completion a connection until
   * one comes without MORE.
   */
  public static final int ACCEPT = 1;

  /** Address of a {@link SocketAddressRecord}. Result: the handle of the new connection. */
  public static final int CONNECT = 2;

  /** Into memory of the caller. Result: bytes received (1..length), 0 at the end of the stream. */
  public static final int RECEIVE = 3;

  /**
   * Into a buffer of the driver's choice, see {@link Driver#provideReceiveBuffers}; the completion
   * names it. With {@link #MULTI} until a completion comes without MORE. No buffer free: {@link
   * Errno#ENOBUFS}.
   */
  public static final int RECEIVE_PROVIDED = 4;

  /** Result: bytes taken, perhaps fewer than asked. */
  public static final int SEND = 5;

  /**
   * Address of {@code length} pairs (address u64, length u64), at most {@link #VECTOR_LIMIT}; stays
   * readable until completed.
   */
  public static final int SEND_VECTORED = 6;

  /** Result: bytes read, 0 at or past the end of the file. */
  public static final int READ = 7;

  /** With {@link #SYNCED} the data is on stable storage when it completes. */
  public static final int WRITE = 8;

  /** Pairs as in {@link #SEND_VECTORED}; with {@link #SYNCED} as in {@link #WRITE}. */
  public static final int WRITE_VECTORED = 9;

  /**
   * Everything whose completion was seen before is on stable storage when it completes (fdatasync).
   */
  public static final int SYNC = 10;

  /**
   * Makes [offset, offset + length) of a file allocated; it reads as zeros where nothing was
   * written. Grows the file's size.
   */
  public static final int ALLOCATE = 11;

  /**
   * Address of a NUL-terminated path, of a file or with {@link #DIRECTORY} of an empty directory.
   */
  public static final int UNLINK = 12;

  /**
   * Ends the handle; operations in flight on it complete first, with what they got or {@link
   * Errno#ECANCELED}.
   */
  public static final int CLOSE = 13;

  /** Ends both directions of a connection without giving up the handle. */
  public static final int SHUTDOWN = 14;

  /**
   * Cancels the operation whose tag stands in offset: 0 when found, else {@link Errno#ENOENT}. The
   * cancelled one completes, too.
   */
  public static final int CANCEL = 15;

  /**
   * Completes with 0 when offset nanoseconds have passed, with {@link Errno#ECANCELED} when
   * cancelled.
   */
  public static final int TIMEOUT = 16;

  /** Flag: go on until cancelled or failed. */
  public static final int MULTI = 1;

  /** Flag of writes: durable on completion. */
  public static final int SYNCED = 2;

  /** Flag of unlinking: the path is a directory's. */
  public static final int DIRECTORY = 4;

  /** The most pairs of one vectored operation (IOV_MAX of Linux). */
  public static final int VECTOR_LIMIT = 1024;

  /** Takes the records written so far, when all are used. */
  public interface Overflow {
    void submit();
  }

  private final long base;
  private final int capacity;
  private final Overflow overflow;
  private int count;

  /** Records are written at {@code base}, which has room for {@code capacity} of them. */
  public Submissions(long base, int capacity, Overflow overflow) {
    this.base = base;
    this.capacity = capacity;
    this.overflow = overflow;
  }

  /** Writes one request. Fields that the operation does not use are 0. */
  public void add(
      int operation, int flags, int handle, long address, int length, long offset, long tag) {
    if (count == capacity) {
      overflow.submit();
      if (count == capacity) {
        throw new IllegalStateException("the driver took none of " + capacity + " submissions");
      }
    }
    long record = base + (long) count * RECORD;
    Memory.putLong(record, (operation & 0xFFL) | (flags & 0xFFL) << 8 | (long) handle << 32);
    Memory.putLong(record + ADDRESS, address);
    Memory.putLong(record + LENGTH, length & 0xFFFF_FFFFL);
    Memory.putLong(record + OFFSET, offset);
    Memory.putLong(record + TAG, tag);
    count++;
  }

  /** Address of the first record. */
  public long base() {
    return base;
  }

  /** Records written since the driver last took them. */
  public int count() {
    return count;
  }

  public int capacity() {
    return capacity;
  }

  /** For the driver: all records are taken. */
  public void clear() {
    count = 0;
  }
}
