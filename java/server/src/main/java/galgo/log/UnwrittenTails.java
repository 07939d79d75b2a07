package galgo.log;

import galgo.io.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tails of partitions that failed before these were on stable storage, for the checkpoints of
 * their groups: so that the journal need not keep them. The next start writes them to their
 * segments; while that fails, the checkpoints go on holding them.
 *
 * <pre>
 *   0 partition u64 | 8 base offset of the segment u64 | 16 position in its file u64 | 24 bytes u64
 *  32 offset after the last message u64 | 40 the bytes
 * </pre>
 */
final class UnwrittenTails implements CheckpointSection {
  static final int HEAD = 40;

  /** More than a checkpoint takes. */
  private static final int TOO_MANY = Integer.MAX_VALUE - 16;

  /**
   * The end of a segment from the beginning of a block on, as a checkpoint holds it.
   *
   * @param base the segment's
   * @param position in its file
   * @param address of the bytes
   * @param bytes up to the last entry's end, so that who writes them leaves what follows in its
   *     block
   * @param nextOffset after the last message of them
   */
  record Tail(
      long partition, long base, long position, long address, long bytes, long nextOffset) {}

  private final OpenPartitions partitions;

  /** What this start could not write either. */
  private final Map<Long, List<Tail>> carried = new HashMap<>();

  UnwrittenTails(OpenPartitions partitions) {
    this.partitions = partitions;
  }

  /** The tails in a section. */
  static List<Tail> parse(long source, int length) {
    List<Tail> tails = new ArrayList<>();
    for (long at = source; at < source + length; ) {
      Tail tail =
          new Tail(
              Memory.getLong(at),
              Memory.getLong(at + 8),
              Memory.getLong(at + 16),
              at + HEAD,
              Memory.getLong(at + 24),
              Memory.getLong(at + 32));
      tails.add(tail);
      at += HEAD + tail.bytes;
    }
    return tails;
  }

  /** They stay in the checkpoints. */
  void carry(long partition, List<Tail> tails) {
    carried.put(partition, tails);
  }

  /** Whether the checkpoints hold all that is not on stable storage of a partition that failed. */
  boolean holds(Partition partition) {
    if (!failed(partition)) {
      return false;
    }
    for (Segment each = first(partition); each != null; each = partition.after(each)) {
      if (!inMemory(each, from(partition, each))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the chunk may be needed for a checkpoint. */
  static boolean needs(Segment segment, Chunk chunk) {
    return failed(segment.partition)
        && chunk.tail()
        && chunk.start + segment.chunkSize() > segment.syncedEnd;
  }

  private static boolean failed(Partition partition) {
    return partition.journalled() && !partition.failure().isEmpty();
  }

  /** The first segment that is not wholly on stable storage. */
  private static @Nullable Segment first(Partition partition) {
    Segment segment = partition.flusher.segment();
    return segment == null || segment.removed ? null : segment;
  }

  private static long from(Partition partition, Segment segment) {
    long synced = Math.max(0, partition.flusher.syncedLogical - segment.logicalBase);
    return SegmentFile.down(Math.min(synced, segment.end));
  }

  private static long bytes(Segment segment, long from) {
    return segment.fresh() || synced(segment) ? 0 : segment.end - from;
  }

  private static boolean synced(Segment segment) {
    return segment.partition.flusher.syncedLogical >= segment.logicalBase + segment.end;
  }

  private static boolean inMemory(Segment segment, long from) {
    if (bytes(segment, from) == 0) {
      return true;
    }
    for (int i = segment.chunkIndex(from); i <= segment.chunkIndex(segment.end - 1); i++) {
      Chunk chunk = segment.chunk(i);
      if (chunk == null || !chunk.tail() || chunk.ownFrom > Math.max(from, chunk.start)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int tag() {
    return UNWRITTEN;
  }

  @Override
  public int length(int group) {
    long length = 0;
    for (Partition partition : partitions.of(group)) {
      if (carried.isEmpty() && !failed(partition)) {
        continue;
      }
      for (Tail tail : carried.getOrDefault(partition.id(), List.of())) {
        length += HEAD + tail.bytes;
      }
      if (holds(partition)) {
        for (Segment each = first(partition); each != null; each = partition.after(each)) {
          long bytes = bytes(each, from(partition, each));
          length += bytes == 0 ? 0 : HEAD + bytes;
        }
      }
    }
    return (int) Math.min(length, TOO_MANY);
  }

  @Override
  public void write(int group, long target) {
    long at = target;
    for (Partition partition : partitions.of(group)) {
      for (Tail tail : carried.getOrDefault(partition.id(), List.of())) {
        at = head(at, tail.partition, tail.base, tail.position, tail.bytes, tail.nextOffset);
        Memory.copy(tail.address, at, tail.bytes);
        at += tail.bytes;
      }
      if (holds(partition)) {
        for (Segment each = first(partition); each != null; each = partition.after(each)) {
          at = write(partition, each, at);
        }
      }
    }
  }

  private static long write(Partition partition, Segment segment, long target) {
    long from = from(partition, segment);
    long bytes = bytes(segment, from);
    if (bytes == 0) {
      return target;
    }
    long at = head(target, partition.id(), segment.base, from, bytes, partition.committedOffset());
    for (long position = from; position < segment.end; ) {
      Chunk chunk = segment.chunkAt(position);
      long piece = Math.min(segment.end, chunk.start + segment.chunkSize()) - position;
      Memory.copy(chunk.at(position), at, piece);
      at += piece;
      position += piece;
    }
    return at;
  }

  private static long head(
      long at, long partition, long base, long position, long bytes, long nextOffset) {
    Memory.putLong(at, partition);
    Memory.putLong(at + 8, base);
    Memory.putLong(at + 16, position);
    Memory.putLong(at + 24, bytes);
    Memory.putLong(at + 32, nextOffset);
    return at + HEAD;
  }
}
