package galgo.log;

import galgo.io.Memory;
import galgo.journal.EntryHeader;

/** Writes a partition's entries into the chunks of its segments, which have been reserved. */
final class EntryWriter {
  private final Partition partition;
  private final LogShard shard;

  EntryWriter(Partition partition) {
    this.partition = partition;
    this.shard = partition.shard;
  }

  /** Writes the file's header if the segment is new. */
  void begin(Segment segment, long timestamp) {
    if (!segment.fresh()) {
      return;
    }
    segment.firstTimestamp = timestamp;
    long block = shard.block;
    SegmentFile.encode(
        block, SegmentFile.SEGMENT_MAGIC, partition.id(), segment.base, timestamp, shard.kernels);
    SegmentMemory.write(segment, 0, block, SegmentFile.HEADER, shard.kernels);
  }

  void fillHeader(Append append, long header, long timestamp, int flags) {
    long originMax = append.stamp(timestamp, shard);
    Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(append.length, flags));
    Memory.putInt(header + EntryHeader.BODY_LENGTH, append.length);
    Memory.putByte(header + EntryHeader.KIND, EntryHeader.KIND_APPEND);
    Memory.putByte(header + EntryHeader.FORMAT, append.format);
    Memory.putShort(header + EntryHeader.FLAGS, flags);
    Memory.putInt(header + EntryHeader.COUNT, append.count);
    Memory.putLong(header + EntryHeader.PARTITION, partition.id());
    Memory.putLong(header + EntryHeader.BASE_OFFSET, append.baseOffset);
    Memory.putLong(header + EntryHeader.TIMESTAMP, timestamp);
    Memory.putLong(header + EntryHeader.ORIGIN_MAX, originMax);
    Memory.putLong(header + EntryHeader.CLIENT, append.clientLow);
    Memory.putLong(header + EntryHeader.CLIENT + 8, append.clientHigh);
    Memory.putLong(header + EntryHeader.SESSION, append.session);
    Memory.putLong(header + EntryHeader.REQUEST, append.request);
    Memory.putLong(header + EntryHeader.DURABLE, partition.durableOffset());
    EntryHeader.seal(header, append.messages, shard.kernels);
  }

  /**
   * Fills the segment up to where an aligned entry begins: so a write that has to be durable never
   * shares a block with one that is.
   */
  void fill(Segment segment, long position, long header) {
    long filler = shard.block;
    int length = (int) (position - segment.end);
    Memory.zero(filler, 2 * SegmentFile.BLOCK);
    Memory.putInt(filler + EntryHeader.LENGTH, length);
    Memory.putInt(filler + EntryHeader.BODY_LENGTH, length - EntryHeader.SIZE);
    Memory.putByte(filler + EntryHeader.KIND, EntryHeader.KIND_FILLER);
    Memory.putLong(filler + EntryHeader.PARTITION, partition.id());
    Memory.putLong(filler + EntryHeader.BASE_OFFSET, EntryHeader.baseOffset(header));
    Memory.putLong(filler + EntryHeader.TIMESTAMP, EntryHeader.timestamp(header));
    Memory.putLong(filler + EntryHeader.OP, EntryHeader.op(header));
    Memory.putInt(filler + EntryHeader.INDEX, EntryHeader.index(header));
    EntryHeader.seal(filler, shard.kernels);
    SegmentMemory.write(segment, segment.end, filler, length, shard.kernels);
  }

  void put(Segment segment, long position, long header, long messages) {
    int length = EntryHeader.bodyLength(header);
    SegmentMemory.write(segment, position, header, EntryHeader.SIZE, shard.kernels);
    long body = position + EntryHeader.SIZE;
    SegmentMemory.write(segment, body, messages, length, shard.kernels);
    int padding = EntryHeader.length(header) - EntryHeader.SIZE - length;
    SegmentMemory.zero(segment, body + length, padding);
  }
}
