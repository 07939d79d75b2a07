package galgo.server;

import galgo.io.Memory;
import galgo.journal.Journal;
import galgo.log.CheckpointSection;
import galgo.metadata.Metadata;
import galgo.metadata.SnapshotCodec;

/**
 * The state of metadata as a section of group 0's checkpoint. Belongs to shard 0's thread.
 *
 * <p>A command must not be applied twice, so the section says up to which operation exactly its
 * state has applied.
 */
final class MetadataSection implements CheckpointSection {
  private final Metadata metadata;

  /** {@link CheckpointSection#POSITION} bytes: where the state stands. */
  private final long position;

  private byte[] snapshot = {};

  /**
   * @param position {@link CheckpointSection#POSITION} bytes of memory, zero: the state stands
   *     before the first operation
   */
  MetadataSection(Metadata metadata, long position) {
    this.metadata = metadata;
    this.position = position;
  }

  /** The command of the journal's head of group 0 has been applied. */
  void applied(Journal journal) {
    Memory.putLong(position, journal.head(0));
    journal.headChecksum(0, position + 8);
    Memory.putLong(position + 24, journal.headTimestamp(0));
  }

  @Override
  public int tag() {
    return METADATA;
  }

  @Override
  public void position(int group, long target) {
    if (group == 0) {
      Memory.copy(position, target, POSITION);
      snapshot = SnapshotCodec.encode(metadata.latest());
    }
  }

  @Override
  public int length(int group) {
    return group == 0 ? snapshot.length : 0;
  }

  @Override
  public void write(int group, long target) {
    Memory.copy(snapshot, 0, target, snapshot.length);
    snapshot = new byte[0];
  }
}
