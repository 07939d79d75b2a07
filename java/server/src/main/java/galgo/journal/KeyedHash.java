package galgo.journal;

import galgo.io.Driver;
import galgo.io.Kernels;
import galgo.io.Memory;

/**
 * XXH3 of the cluster's key followed by the bytes: a frame or block of another cluster, or of bytes
 * that only look like one, does not pass.
 *
 * <p>The key stands in front of what is hashed, in the eight bytes before it, which are as before
 * afterwards. So it keeps strangers' structures out; it does not hide that XXH3 is no cryptographic
 * hash. Belongs to one thread.
 */
final class KeyedHash {
  private final Kernels kernels;
  private final long key;
  private final long scratch;

  KeyedHash(Driver driver, long key) {
    this.kernels = driver.kernels();
    this.key = key;
    this.scratch = driver.allocate(4096);
  }

  Kernels kernels() {
    return kernels;
  }

  /** Sixteen bytes that hold the last {@link #wide} until the next call. */
  long scratch() {
    return scratch;
  }

  /** XXH3-64 of the key and [from, from + length). */
  long narrow(long from, long length) {
    long before = Memory.getLong(from - 8);
    Memory.putLong(from - 8, key);
    long hash = kernels.xxh3(from - 8, length + 8);
    Memory.putLong(from - 8, before);
    return hash;
  }

  /** XXH3-64 of the key and two numbers. */
  long mixed(long one, long other) {
    Memory.putLong(scratch + 64, one);
    Memory.putLong(scratch + 72, other);
    return narrow(scratch + 64, 16);
  }

  /** Writes XXH3-128 of the key and [from, from + length) to {@link #scratch}. */
  long wide(long from, long length) {
    long before = Memory.getLong(from - 8);
    Memory.putLong(from - 8, key);
    kernels.xxh3Wide(from - 8, length + 8, scratch);
    Memory.putLong(from - 8, before);
    return scratch;
  }

  /** Writes the hash where it belongs, which may be right before the bytes. */
  void put(long from, long length, long target) {
    Memory.copy(wide(from, length), target, 16);
  }

  /** Whether the 16 bytes at {@code expected} are that hash. */
  boolean matches(long from, long length, long expected) {
    return Memory.equal(wide(from, length), expected, 16);
  }
}
