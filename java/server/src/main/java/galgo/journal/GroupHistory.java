package galgo.journal;

import galgo.io.Memory;
import java.util.Arrays;

/**
 * A group's blocks after its checkpoint, as journals are read in the order of starts: where they
 * lie, and how far the chain is proven.
 */
final class GroupHistory {
  private final Checkpoint checkpoint;

  // Of the operations checkpoint.op + 1 + i.
  private long[] locations = new long[16];
  private long[] checksums = new long[16];
  private int count;

  private long headLow;
  private long headHigh;
  private long headTimestamp;
  private long viewStateBoot;
  private String damage;

  GroupHistory(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.headLow = checkpoint.checksumLow();
    this.headHigh = checkpoint.checksumHigh();
    this.headTimestamp = checkpoint.timestamp();
    this.damage = checkpoint.damage();
  }

  int group() {
    return checkpoint.group();
  }

  long first() {
    return checkpoint.op() + 1;
  }

  long head() {
    return checkpoint.op() + count;
  }

  long headTimestamp() {
    return headTimestamp;
  }

  void headChecksum(long target) {
    Memory.putLong(target, headLow);
    Memory.putLong(target + 8, headHigh);
  }

  /** Empty, or what is gone. */
  String damage() {
    return damage;
  }

  /** Where an operation from {@link #first} to {@link #head} lies. */
  long location(long op) {
    return locations[(int) (op - first())];
  }

  /** Whether what lies beyond the journals of that start is known without them. */
  boolean settledAfter(long boot) {
    return checkpoint.boot() > boot || viewStateBoot > boot;
  }

  /** Takes a whole block of this group. */
  void block(long block, long location, String place) {
    long op = BlockHeader.op(block);
    long low = Memory.getLong(block + BlockHeader.CHECKSUM);
    long high = Memory.getLong(block + BlockHeader.CHECKSUM + 8);
    if (!damage.isEmpty() || op < checkpoint.op()) {
      return;
    }
    if (op == checkpoint.op()) {
      if (low != checkpoint.checksumLow() || high != checkpoint.checksumHigh()) {
        damaged(place + ": operation " + op + " is another one than that of the checkpoint");
      }
      return;
    }
    if (op <= head()) {
      if (checksums[(int) (op - first())] != low) {
        damaged(place + ": there are two different operations " + op);
      }
      return;
    }
    if (op > head() + 1) {
      damaged(place + ": " + range(head() + 1, op - 1) + " before this place");
      return;
    }
    if (Memory.getLong(block + BlockHeader.PARENT) != headLow
        || Memory.getLong(block + BlockHeader.PARENT + 8) != headHigh) {
      damaged(place + ": operation " + op + " does not follow the operation " + head() + " found");
      return;
    }
    if (count == locations.length) {
      locations = Arrays.copyOf(locations, 2 * count);
      checksums = Arrays.copyOf(checksums, 2 * count);
    }
    locations[count] = location;
    checksums[count] = low;
    count++;
    headLow = low;
    headHigh = high;
    headTimestamp = BlockHeader.timestamp(block);
  }

  /** A block was there and is unreadable. */
  void lost(long op, String place) {
    if (op > checkpoint.op()) {
      damaged(place + ": operation " + op + " is unreadable");
    }
  }

  /** What the head was when a later start began its journal. */
  void viewState(long record, long boot, String place) {
    viewStateBoot = Math.max(viewStateBoot, boot);
    long op = LocalRecord.headOp(record);
    long low = Memory.getLong(LocalRecord.headChecksum(record));
    long high = Memory.getLong(LocalRecord.headChecksum(record) + 8);
    if (!damage.isEmpty() || op < checkpoint.op()) {
      return;
    }
    if (op > head()) {
      damaged(
          place
              + ": "
              + range(head() + 1, op)
              + ", which were there when start "
              + boot
              + " began");
      return;
    }
    if (op == head()) {
      if (low != headLow || high != headHigh) {
        damaged(place + ": operation " + op + " is another one than when start " + boot + " began");
      }
      return;
    }
    // That start saw them unfinished, and has gone on without them.
    count = (int) (op - checkpoint.op());
    headLow = low;
    headHigh = high;
  }

  private static String range(long from, long to) {
    return from == to
        ? "operation " + from + " is missing"
        : "operations " + from + " to " + to + " are missing";
  }

  private void damaged(String text) {
    if (damage.isEmpty()) {
      damage = text;
    }
  }
}
