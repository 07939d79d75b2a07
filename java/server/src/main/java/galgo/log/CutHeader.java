package galgo.log;

import galgo.io.Memory;
import galgo.io.Xxh3Stream;

/**
 * The header of a record that is only some messages in a row of a stored one: base and origin are
 * those of the whole, length, count and checksum its own.
 */
final class CutHeader {
  private CutHeader() {}

  /**
   * Writes the header.
   *
   * @param record position of the stored record; all of it is in memory
   * @param from position of the first frame taken
   * @param to where the last one ends
   * @param target memory of {@link BatchRecord#HEADER} bytes
   */
  static void write(
      Segment segment, long record, long from, long to, int count, long target, Xxh3Stream stream) {
    Memory.zero(target, BatchRecord.HEADER);
    SegmentMemory.read(segment, record, target, BatchRecord.LENGTH);
    Memory.putLong(target + BatchRecord.LENGTH, BatchRecord.HEADER + to - from);
    Memory.putInt(target + BatchRecord.COUNT, count);
    BatchRecord.addHeader(target, stream);
    long scratch = target + BatchRecord.CHECKSUM;
    for (long frame = from; frame < to; frame += size(segment, frame)) {
      SegmentMemory.read(segment, frame, scratch, Long.BYTES);
      stream.addLong(Memory.getLong(scratch));
    }
    Memory.putLong(target + BatchRecord.CHECKSUM, stream.hash());
  }

  /** Bytes of the frame at a position. */
  static long size(Segment segment, long frame) {
    return BatchRecord.FRAME
        + SegmentMemory.unsignedInt(segment, frame + BatchRecord.HEADERS_LENGTH)
        + SegmentMemory.unsignedInt(segment, frame + BatchRecord.PAYLOAD_LENGTH);
  }
}
