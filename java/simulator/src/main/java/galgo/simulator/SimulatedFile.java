package galgo.simulator;

import galgo.io.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes and size, whatever it is called. Of each unit of 512 bytes it keeps what stood
 * there before the writes that are not on stable storage, and of its size likewise: that is what a
 * crash chooses from.
 */
final class SimulatedFile {
  static final int UNIT = 512;

  private static final int BLOCK = 4096;

  /** The most images kept of a unit. */
  private static final int DEPTH = 6;

  /** What a unit held before the change of this number overwrote it. */
  private static final class Image {
    final byte[] bytes;
    final long replacedBy;
    final @Nullable Image older;
    final int depth;

    /** One more; of many in a row the middle ones are forgotten. */
    Image(@Nullable Image older, byte[] bytes, long replacedBy) {
      this.older = older != null && older.depth >= DEPTH ? older.older : older;
      this.bytes = bytes;
      this.replacedBy = replacedBy;
      this.depth = this.older == null ? 1 : this.older.depth + 1;
    }
  }

  /** A change of the size, and what it cut off. */
  private static final class Resize {
    final long number;
    final int before;
    final int size;

    /** What stood behind the new end, from a whole unit on; empty where the file grew. */
    byte[] cut = NOTHING;

    @Nullable Image[] cutOlder = NO_IMAGES;

    Resize(long number, int before, int size) {
      this.number = number;
      this.before = before;
      this.size = size;
    }
  }

  private static final byte[] NOTHING = {};
  private static final @Nullable Image[] NO_IMAGES = {};

  private final SimulatedStorage storage;
  private final List<Resize> resizes = new ArrayList<>();
  private byte[] bytes = {};
  private @Nullable Image[] older = NO_IMAGES;
  private final BitSet blocks = new BitSet();
  private int size;
  private int durableSize;
  private long changes;
  private int holders;

  SimulatedFile(SimulatedStorage storage) {
    this.storage = storage;
  }

  /** A name or a handle more. */
  void hold() {
    holders++;
  }

  /** A name or a handle less; without any, its space is free. */
  void drop() {
    holders--;
    if (holders == 0) {
      storage.take(-space());
    }
  }

  int size() {
    return size;
  }

  /** Number of the last change. */
  long changes() {
    return changes;
  }

  int read(long address, int length, long offset) {
    int count = (int) Math.clamp(size - offset, 0, length);
    if (count > 0) {
      Memory.copy(bytes, (int) offset, address, count);
    }
    return count;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Makes the file reach {@code to} and gives all of [from, to) a place on the disk.
   *
   * @return false when the disk has no room for it
   */
  boolean reserve(long from, long to) {
    if (to > Integer.MAX_VALUE - BLOCK) {
      throw new Finding("a simulated file would grow to " + to + " bytes");
    }
    int first = (int) (from / BLOCK);
    int end = (int) ((to + BLOCK - 1) / BLOCK);
    int there = blocks.get(first, Math.max(first, end)).cardinality();
    if (!storage.take((long) (Math.max(first, end) - first - there) * BLOCK)) {
      return false;
    }
    blocks.set(first, Math.max(first, end));
    extend((int) to);
    return true;
  }

  private void extend(int to) {
    if (to > size) {
      resizes.add(new Resize(++changes, size, to));
      resize(to);
    }
  }

  /** A larger size costs no space: what is new is a hole. */
  void truncate(long to) {
    if (to >= size) {
      extend((int) to);
      return;
    }
    int end = (int) to;
    int unit = end / UNIT;
    int units = units(size);
    Resize resize = new Resize(++changes, size, end);
    resize.cut = Arrays.copyOfRange(bytes, unit * UNIT, size);
    resize.cutOlder = Arrays.copyOfRange(older, unit, units);
    resizes.add(resize);
    int kept = (end + BLOCK - 1) / BLOCK;
    storage.take(-(long) blocks.get(kept, Math.max(kept, blocks.length())).cardinality() * BLOCK);
    blocks.clear(kept, Math.max(kept, blocks.length()));
    Arrays.fill(bytes, end, size, (byte) 0);
    Arrays.fill(older, units(end), units, null);
    size = end;
  }

  /** The file reaches as far already. Bytes of a unit outside of the range stay. */
  void write(byte[] source, int from, int length, long offset) {
    changes++;
    int first = (int) (offset / UNIT);
    int last = (int) ((offset + length - 1) / UNIT);
    for (int unit = first; unit <= last; unit++) {
      int start = unit * UNIT;
      older[unit] = new Image(older[unit], Arrays.copyOfRange(bytes, start, start + UNIT), changes);
    }
    System.arraycopy(source, from, bytes, (int) offset, length);
  }

  /** What changed up to this number is on stable storage. */
  void sync(long upTo) {
    for (int unit = 0; unit < units(size); unit++) {
      older[unit] = since(older[unit], upTo);
    }
    syncSize(upTo);
  }

  /** The range, and the size, are on stable storage. */
  void syncRange(long offset, int length) {
    int last = (int) ((offset + length - 1) / UNIT);
    for (int unit = (int) (offset / UNIT); unit <= last; unit++) {
      older[unit] = null;
    }
    syncSize(changes);
  }

  private void syncSize(long upTo) {
    int known = 0;
    while (known < resizes.size() && resizes.get(known).number <= upTo) {
      durableSize = resizes.get(known).size;
      known++;
    }
    resizes.subList(0, known).clear();
  }

  private static @Nullable Image since(@Nullable Image image, long number) {
    if (image == null || image.replacedBy <= number) {
      return null;
    }
    return new Image(since(image.older, number), image.bytes, image.replacedBy);
  }

  /** Whether a crash now would leave the range as it is read. */
  boolean durable(long offset, int length) {
    long end = offset + length;
    if (end > Math.min(size, durableSize)
        || resizes.stream().anyMatch(resize -> resize.size - resize.size % UNIT < end)) {
      return false;
    }
    int last = units((int) end) - 1;
    for (int unit = (int) (offset / UNIT); unit <= last; unit++) {
      if (older[unit] != null) {
        return false;
      }
    }
    return true;
  }

  /** A failed sync: some of what was to be written is gone, though it could be read. */
  void loseSome(Chance chance) {
    for (int unit = 0; unit < units(size); unit++) {
      Image image = older[unit];
      if (image != null && chance.below(4) == 0) {
        System.arraycopy(image.bytes, 0, bytes, unit * UNIT, UNIT);
        older[unit] = image.older;
      }
    }
  }

  /**
   * The power went and came back.
   *
   * @param kept share of the unsynced units that had been written
   */
  void crash(Chance chance, double kept) {
    int sizes = (int) Math.round(resizes.size() * kept);
    if (kept > 0 && kept < 1) {
      sizes = chance.below(resizes.size() + 1);
    }
    for (int i = resizes.size() - 1; i >= sizes; i--) {
      undo(resizes.get(i));
    }
    resizes.clear();
    for (int unit = 0; unit < units(size); unit++) {
      Image image = older[unit];
      if (image != null && !chance.happens(kept)) {
        while (image.older != null && chance.coin()) {
          image = image.older;
        }
        System.arraycopy(image.bytes, 0, bytes, unit * UNIT, UNIT);
      }
    }
    Arrays.fill(older, null);
    Arrays.fill(bytes, size, bytes.length, (byte) 0);
    int end = (size + BLOCK - 1) / BLOCK;
    blocks.clear(end, Math.max(end, blocks.length()));
    durableSize = size;
  }

  /** Nobody has it open any more. */
  void heldByNameOnly() {
    holders = 1;
  }

  private void undo(Resize resize) {
    if (resize.cut.length > 0) {
      int unit = resize.size / UNIT;
      resize(resize.before);
      blocks.set(unit * UNIT / BLOCK, (resize.before + BLOCK - 1) / BLOCK);
      System.arraycopy(resize.cut, 0, bytes, unit * UNIT, resize.cut.length);
      System.arraycopy(resize.cutOlder, 0, older, unit, resize.cutOlder.length);
    }
    size = resize.before;
  }

  void flip(long offset, int bit) {
    bytes[(int) offset] ^= (byte) (1 << bit);
  }

  /** Bytes of the blocks that have a place on the disk. */
  long space() {
    return (long) blocks.cardinality() * BLOCK;
  }

  private void resize(int to) {
    int room = (to + BLOCK - 1) / BLOCK * BLOCK;
    if (room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(room, Math.min(2 * bytes.length, room + (1 << 20))));
      older = Arrays.copyOf(older, bytes.length / UNIT);
    }
    size = to;
  }

  private static int units(int bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }
}
