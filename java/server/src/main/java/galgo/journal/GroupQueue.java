package galgo.journal;

import galgo.io.Memory;
import org.jspecify.annotations.Nullable;

/** A group's blocks that wait for a frame, in order of op, and where its chain has got to. */
final class GroupQueue {
  /** The most blocks that are made and not decided. */
  static final int MAX_BLOCKS = 64;

  final int number;

  /** Sixteen bytes: the checksum of the last block in a frame. */
  final long headChecksum;

  /** The last op, and its block's checksum, when the journal began. */
  final long startHead;

  final long startChecksum;

  /** The last op in a frame. */
  long head;

  /** Its block's. */
  long headTimestamp;

  /** The last op that is decided. */
  long committed;

  /** Blocks made and not decided. */
  int blocks;

  @Nullable Block first;
  private @Nullable Block last;
  private long lastOp;
  private long lastTimestamp;

  /**
   * @param memory 32 bytes
   */
  GroupQueue(int number, long memory, Recovered recovered) {
    this.number = number;
    headChecksum = memory;
    startChecksum = memory + 16;
    startHead = recovered.head(number);
    recovered.headChecksum(number, startChecksum);
    head = recovered.head(number);
    headTimestamp = recovered.headTimestamp(number);
    recovered.headChecksum(number, headChecksum);
    committed = head;
    lastOp = head;
    lastTimestamp = headTimestamp;
  }

  /** The block that takes such an entry; null when a new one is needed. */
  @Nullable Block open(int bodyLength) {
    Block block = last;
    return block != null && block.takes(bodyLength) ? block : null;
  }

  boolean full() {
    return blocks >= MAX_BLOCKS;
  }

  /** Puts a free block at the end, as the next op. */
  void append(Block block, long micros, boolean placed) {
    lastTimestamp = Math.max(micros, lastTimestamp + 1);
    lastOp++;
    block.begin(this, lastOp, lastTimestamp, placed);
    Block before = last;
    if (before == null) {
      first = block;
    } else {
      before.open = false;
      before.next = block;
    }
    last = block;
    blocks++;
  }

  /** Takes the first block out; it goes into a frame. */
  Block take() {
    Block block = removeFirst();
    head = block.op;
    headTimestamp = block.timestamp;
    return block;
  }

  /** Takes the first block out. */
  Block removeFirst() {
    Block block = first;
    if (block == null) {
      throw new IllegalStateException("group " + number + " has no block");
    }
    first = block.next;
    if (first == null) {
      last = null;
    }
    block.next = null;
    return block;
  }

  /** The sealed block is the last of the chain now. */
  void follow(Block block) {
    Memory.copy(block.address + BlockHeader.CHECKSUM, headChecksum, 16);
  }
}
