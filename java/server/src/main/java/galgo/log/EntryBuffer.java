package galgo.log;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.EntryHeader;

/**
 * The end of a log file in memory: entries from a block boundary on, written to the file as whole
 * blocks.
 *
 * <p>The last block is written again when more entries follow in it, with the same bytes up to
 * there, so that a torn write cannot hurt what was durable.
 */
final class EntryBuffer {
  static final int BLOCK = 4096;

  private final long base;
  private final int capacity;
  private long position;
  private int carried;
  private int length;

  /**
   * @param base aligned to a block
   * @param capacity in bytes, whole blocks
   */
  EntryBuffer(long base, int capacity) {
    this.base = base;
    this.capacity = capacity;
  }

  static long blockEnd(long position) {
    return (position + BLOCK - 1) & -BLOCK;
  }

  /** Empty, at a block boundary of the file. */
  void reset(long filePosition) {
    position = filePosition;
    carried = 0;
    length = 0;
  }

  /** Goes on where the other ends, with a copy of its unfinished block. */
  void follow(EntryBuffer other) {
    int whole = other.length & -BLOCK;
    position = other.position + whole;
    carried = other.length - whole;
    length = carried;
    Memory.copy(other.base + whole, base, carried);
  }

  boolean fits(int bodyLength) {
    return blockEnd((long) length + EntryHeader.lengthFor(bodyLength)) <= capacity;
  }

  /** Appends an entry; it {@link #fits}. */
  void put(
      Kernels kernels,
      int kind,
      long body,
      int bodyLength,
      long timestamp,
      long session,
      long op,
      int index) {
    long entry = base + length;
    int entryLength = EntryHeader.lengthFor(bodyLength);
    Memory.zero(entry, EntryHeader.SIZE);
    Memory.putInt(entry + EntryHeader.LENGTH, entryLength);
    Memory.putInt(entry + EntryHeader.BODY_LENGTH, bodyLength);
    Memory.putByte(entry + EntryHeader.KIND, kind);
    Memory.putLong(entry + EntryHeader.TIMESTAMP, timestamp);
    Memory.putLong(entry + EntryHeader.SESSION, session);
    Memory.putLong(entry + EntryHeader.OP, op);
    Memory.putInt(entry + EntryHeader.INDEX, index);
    Memory.copy(body, EntryHeader.body(entry), bodyLength);
    int used = EntryHeader.SIZE + bodyLength;
    Memory.zero(entry + used, entryLength - used);
    EntryHeader.seal(entry, kernels);
    length += entryLength;
  }

  /** Whether it holds more than the copied beginning. */
  boolean hasNew() {
    return length > carried;
  }

  /** File position after the last entry. */
  long end() {
    return position + length;
  }

  long base() {
    return base;
  }

  int capacity() {
    return capacity;
  }

  /** File position of the first byte. */
  long position() {
    return position;
  }

  /** Fills up the last block with zeros and returns the length of all blocks. */
  int pad() {
    int padded = (int) blockEnd(length);
    Memory.zero(base + length, padded - length);
    return padded;
  }
}
