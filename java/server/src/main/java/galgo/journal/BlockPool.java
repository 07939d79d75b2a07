package galgo.journal;

import galgo.io.Driver;
import org.jspecify.annotations.Nullable;

/** All blocks a journal makes at one time. */
final class BlockPool {
  static final int BLOCKS = 256;

  private @Nullable Block free;
  private int available;

  BlockPool(Driver driver) {
    int size = (Block.MEMORY + 4095) & -4096;
    long base = driver.allocate((long) BLOCKS * size);
    for (int i = 0; i < BLOCKS; i++) {
      release(new Block(base + (long) i * size));
    }
  }

  int available() {
    return available;
  }

  @Nullable Block take() {
    Block block = free;
    if (block != null) {
      free = block.next;
      block.next = null;
      available--;
    }
    return block;
  }

  void release(Block block) {
    block.next = free;
    free = block;
    available++;
  }
}
