package galgo.io;

/**
 * Hashing and copying over off-heap memory: the inner loops of the log, in C where the native
 * library is loaded and in Java where it is not, with equal results. Stateless; any thread.
 */
public interface Kernels {
  /** XXH3-64, seed 0, of {@code length} ≥ 0 bytes. */
  long xxh3(long address, long length);

  /** XXH3-128, seed 0, written to {@code target} as low then high 64 bits, little-endian. */
  void xxh3Wide(long address, long length, long target);

  /**
   * Stamps the messages of a classic batch, which the caller has validated: message i gets offset
   * {@code baseOffset + i}, {@code timestamp}, an id where its id is 0 (a UUID version 4 drawn from
   * {@code seed}), and over these the checksum XXH3-64 of its bytes 8 to end. Layout of a message:
   * checksum u64, id u128, offset u64, timestamp u64, origin u64, headers length u32, payload
   * length u32, reserved u64, payload, headers.
   *
   * @param length bytes of all messages, back to back
   * @return the largest origin timestamp, as unsigned
   */
  long stampClassic(
      long messages, long length, long baseOffset, long timestamp, long seedHigh, long seedLow);

  /**
   * Copies bytes that the processor will not read again soon, past its caches where it can. The
   * ranges do not overlap. Visible to devices and other threads when it returns.
   */
  void copyCold(long source, long target, long length);
}
