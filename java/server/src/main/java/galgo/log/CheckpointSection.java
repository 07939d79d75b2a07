package galgo.log;

/**
 * What one part of the server puts into the checkpoints of groups, and reads from there at the next
 * start. On the shard's thread.
 *
 * <p>A checkpoint's body is sections one after the other: tag u32, length u32, bytes, zeros up to a
 * multiple of 8.
 */
public interface CheckpointSection {
  /** {@link GroupOffsets}' records. */
  int OFFSETS = 1;

  /** The state of metadata. Group 0 only. */
  int METADATA = 2;

  /** {@link OpenPartitions}' records. */
  int PARTITIONS = 3;

  /** {@link UnwrittenTails}. */
  int UNWRITTEN = 4;

  /** Bytes of a {@link #position}: op u64, block checksum u128, timestamp u64. */
  int POSITION = 32;

  /** One of the numbers above, which are never given out again. */
  int tag();

  /** Bytes for the group now, 0 when it has nothing to keep. */
  int length(int group);

  /** Writes the bytes just announced by {@link #length}. */
  void write(int group, long target);

  /**
   * Says where the state stands when replaying what it holds would do harm. Asked before {@link
   * #length}.
   *
   * @param position where the group's journal stood when the checkpoint began; a later place is
   *     written over it
   */
  default void position(int group, long position) {}
}
