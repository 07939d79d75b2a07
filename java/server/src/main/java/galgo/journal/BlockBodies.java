package galgo.journal;

import galgo.io.Kernels;

/** The bodies behind a block's entry headers, in a frame. Stateless. */
final class BlockBodies {
  private BlockBodies() {}

  /** Bytes of a block in a frame: header, entry headers, bodies that are not placed. */
  static long length(long block) {
    long length = BlockHeader.SIZE + (long) BlockHeader.entries(block) * EntryHeader.SIZE;
    for (int i = 0; i < BlockHeader.entries(block); i++) {
      length += bodyBytes(BlockHeader.entry(block, i));
    }
    return length;
  }

  /** Whether each entry and its body are whole; all of the block is in memory. */
  static boolean valid(long block, Kernels kernels, long scratch) {
    long body = BlockHeader.entry(block, BlockHeader.entries(block));
    for (int i = 0; i < BlockHeader.entries(block); i++) {
      long header = BlockHeader.entry(block, i);
      if (!EntryHeader.headerValid(header, kernels)
          || !placed(header) && !EntryHeader.bodyValid(header, body, kernels, scratch)) {
        return false;
      }
      body += bodyBytes(header);
    }
    return true;
  }

  static boolean placed(long header) {
    return (EntryHeader.flags(header) & EntryHeader.FLAG_PLACED) != 0;
  }

  /** Bytes of an entry's body in the frame. */
  static long bodyBytes(long header) {
    return placed(header) ? 0 : (EntryHeader.bodyLength(header) & 0xFFFF_FFFFL) + 7 & -8L;
  }
}
