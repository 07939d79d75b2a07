package galgo.io.uring;

/**
 * Every door to C, see native/jni.c. Results below 0 are negated error numbers. A ring is the
 * address that {@link #create} returned; it belongs to the thread that made it, but for {@link
 * #wake}. Paths are UTF-8 and end with a NUL.
 */
final class Native {
  private Native() {}

  /** Options of {@link #create}. */
  static final int NO_DEFER = 1;

  static final int NO_FIXED_FILES = 2;

  /** What {@link #features} may hold. */
  static final int HAS_DEFER = 1;

  static final int HAS_FIXED_FILES = 2;
  static final int HAS_RING_FD = 4;

  static native int probe();

  static native long create(int submissions, int completions, int options);

  static native int features(long ring);

  /** Address of the times of the last turn: monotonic nanoseconds, wall microseconds. */
  static native long clock(long ring);

  /** Takes requests, and with a capacity above 0 hands out completions and perhaps sleeps. */
  static native int turn(
      long ring, long requests, int count, long completions, int capacity, long waitNanos);

  static native void wake(long ring);

  static native int destroy(long ring);

  static native long provideBuffers(long ring, int size, int count);

  static native int listen(long ring, long address, boolean shared, int backlog);

  static native int localAddress(long ring, int handle, long address);

  static native int peerAddress(long ring, int handle, long address);

  static native int noDelay(long ring, int handle, boolean on);

  static native int limitUnsent(long ring, int handle, int bytes);

  static native int release(long ring, int handle);

  static native int adopt(long ring, int token);

  static native int open(long ring, byte[] path, int flags);

  static native int close(long ring, int handle);

  static native boolean isFile(long ring, int handle);

  static native long size(int handle);

  static native int truncate(int handle, long size);

  static native int read(int handle, long address, int length, long offset);

  static native int write(int handle, long address, int length, long offset);

  static native int sync(int handle);

  static native int allocate(int handle, long offset, long length);

  static native boolean exists(byte[] path);

  static native int makeDirectory(byte[] path);

  static native int rename(byte[] from, byte[] to);

  static native int delete(byte[] path);

  static native int syncDirectory(byte[] path);

  /** Returns what {@link #unlock} takes. */
  static native int lock(byte[] path);

  static native void unlock(int lock);

  static native long space(byte[] path, boolean total);

  /** Puts the names, each ended by a NUL, into {@code names[0]}; returns their bytes. */
  static native long names(byte[] path, byte[][] names);

  /** Returns 0 when there is no memory. */
  static native long map(long bytes);

  static native void unmap(long address, long bytes);

  static native int random(long target, int bytes);

  static native int pin(int cpu);

  /** The width of the kernels' vectors. */
  static native String vectors();

  static native long xxh3(long address, long length);

  static native void xxh3Wide(long address, long length, long target);

  static native long stampClassic(
      long messages, long length, long baseOffset, long timestamp, long seedHigh, long seedLow);

  static native int verifyRecord(long record, long length);

  static native long sealRecord(long record, long length);

  static native void copyCold(long source, long target, long length);
}
