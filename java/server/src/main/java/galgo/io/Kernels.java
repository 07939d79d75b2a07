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

  /** A record is what its checksums say. */
  int RECORD_FITS = 0;

  /** A frame is not what its checksum says, or does not end inside the record. */
  int FRAME_DAMAGED = 1;

  /** The checksum of the record is another one. */
  int RECORD_DAMAGED = 2;

  /**
   * Checks the checksums of a batch of the newer wire: those of the frames, which begin at 256 and
   * lie back to back, each XXH3-64 of the frame's bytes 8 to end; and that of the record, a u64 at
   * 40: XXH3-64 of its bytes 0 to 40 and 48 to 52, followed by the checksums of the frames. Layout
   * of a frame: checksum u64, id u128, deltas of offset and timestamp u32, headers length u32,
   * payload length u32, reserved u64, payload, headers.
   *
   * @param length bytes of the record, 256 or more
   * @param stream where the plain Java one gathers what it hashes; reset before and used up after
   */
  int verifyRecord(long record, long length, Xxh3Stream stream);

  /**
   * Writes the checksum of a record whose fields and frames' checksums are in place, and whose
   * frames fill it, as the caller has made sure.
   *
   * @return the largest timestamp delta of its frames
   */
  long sealRecord(long record, long length, Xxh3Stream stream);

  /**
   * Copies bytes that the processor will not read again soon, past its caches where it can. The
   * ranges do not overlap. Visible to devices and other threads when it returns.
   */
  void copyCold(long source, long target, long length);
}
