package galgo.journal;

import galgo.io.Kernels;
import galgo.io.Memory;

/**
 * The mark at the end of each 512 bytes of a frame, by which a write that never finished is told
 * from one that did and has rotted since: a device writes 512 bytes whole or not at all.
 *
 * <p>The four bytes that a stamp displaces stand in the table right behind the frame's header. A
 * slot of the table may itself lie where a stamp goes; it is then of a later unit than the one
 * whose end it lies at, so that the table is filled from its end and stamps are taken out from the
 * front. Stateless.
 */
final class Stamps {
  static final int UNIT = 512;

  private static final int SLOT = 4;
  private static final int PLACE = UNIT - SLOT;

  private Stamps() {}

  /**
   * A number of one journal that its stamps begin at, so that what another journal left in a file
   * that is used again does not look like this one's.
   *
   * @param scratch 32 bytes
   */
  static int salt(JournalIdentity identity, long boot, int shard, Kernels kernels, long scratch) {
    Memory.putLong(scratch, identity.hashKey());
    Memory.putLong(scratch + 8, identity.nodeLow());
    Memory.putLong(scratch + 16, boot);
    Memory.putLong(scratch + 24, shard);
    return (int) kernels.xxh3(scratch, 32);
  }

  /** The stamp of a frame: never 0, which is what a new file holds. */
  static int of(int salt, long sequence) {
    int stamp = salt + (int) sequence;
    return stamp == 0 ? Integer.MIN_VALUE : stamp;
  }

  static int tableLength(int frameLength) {
    return frameLength / UNIT * SLOT;
  }

  /** Copies what stamps will displace. */
  static void fillTable(long frame, int length) {
    for (int unit = length / UNIT - 1; unit >= 0; unit--) {
      Memory.putInt(slot(frame, unit), Memory.getInt(place(frame, unit)));
    }
  }

  static void put(long frame, int length, int stamp) {
    for (int unit = 0; unit < length / UNIT; unit++) {
      Memory.putInt(place(frame, unit), stamp);
    }
  }

  /** Whether all units of [0, length) carry the stamp. */
  static boolean allAre(long frame, int length, int stamp) {
    for (int unit = 0; unit < length / UNIT; unit++) {
      if (Memory.getInt(place(frame, unit)) != stamp) {
        return false;
      }
    }
    return true;
  }

  static boolean firstIs(long frame, int stamp) {
    return Memory.getInt(place(frame, 0)) == stamp;
  }

  /** Puts the displaced bytes of [0, length) back. */
  static void takeOut(long frame, int length) {
    for (int unit = 0; unit < length / UNIT; unit++) {
      Memory.putInt(place(frame, unit), Memory.getInt(slot(frame, unit)));
    }
  }

  /** What belongs at the end of a unit; the table is in memory, its own stamps taken out. */
  static int displaced(long frame, int unit) {
    return Memory.getInt(slot(frame, unit));
  }

  private static long slot(long frame, int unit) {
    return frame + FrameHeader.SIZE + (long) unit * SLOT;
  }

  private static long place(long frame, int unit) {
    return frame + (long) unit * UNIT + PLACE;
  }
}
