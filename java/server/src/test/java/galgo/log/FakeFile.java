package galgo.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file that remembers what would outlive a power cut. */
final class FakeFile {
  private static final int UNIT = 512;

  /** Bytes written since the last sync, which a crash may lose in units. */
  private record Unsynced(int offset, byte[] bytes, long number) {}

  private byte[] data = new byte[0];
  private byte[] durable = new byte[0];
  // The number of the write that each unit's durable bytes are of: an older one cannot come after.
  private long[] durableNumbers = new long[0];
  private long writes;
  private List<Unsynced> unsynced = new ArrayList<>();
  int size;
  boolean nameDurable;

  byte[] contents() {
    return Arrays.copyOf(data, size);
  }

  void truncate(int newSize) {
    if (newSize < size) {
      Arrays.fill(data, newSize, size, (byte) 0);
      Arrays.fill(durable, Math.min(newSize, durable.length), durable.length, (byte) 0);
      unsynced.removeIf(write -> write.offset >= newSize);
    }
    size = newSize;
    grow(newSize);
  }

  void write(int offset, byte[] bytes, boolean synced) {
    size = Math.max(size, offset + bytes.length);
    grow(size);
    System.arraycopy(bytes, 0, data, offset, bytes.length);
    Unsynced write = new Unsynced(offset, bytes, ++writes);
    if (synced) {
      makeDurable(write);
    } else {
      unsynced.add(write);
    }
  }

  byte[] read(int offset, int length) {
    int end = Math.min(size, offset + length);
    return end <= offset ? new byte[0] : Arrays.copyOfRange(data, offset, end);
  }

  void flip(int position, int bit) {
    data[position] ^= (byte) (1 << bit);
    durable[position] ^= (byte) (1 << bit);
  }

  /** How many writes a sync that starts now makes durable. */
  int unsyncedWrites() {
    return unsynced.size();
  }

  void sync(int writes) {
    int count = Math.min(writes, unsynced.size());
    for (Unsynced write : unsynced.subList(0, count)) {
      makeDurable(write);
    }
    unsynced = new ArrayList<>(unsynced.subList(count, unsynced.size()));
  }

  /** Keeps what is durable, and of the rest any units. */
  void crash(Random random, boolean loseAll) {
    for (Unsynced write : unsynced) {
      for (int at = 0; at < write.bytes.length; at += UNIT) {
        if (!loseAll && random.nextBoolean()) {
          makeDurable(write, at);
        }
      }
    }
    unsynced = new ArrayList<>();
    data = durable.clone();
  }

  private void makeDurable(Unsynced write) {
    for (int at = 0; at < write.bytes.length; at += UNIT) {
      makeDurable(write, at);
    }
  }

  private void makeDurable(Unsynced write, int at) {
    int unit = (write.offset + at) / UNIT;
    if (durableNumbers[unit] < write.number) {
      durableNumbers[unit] = write.number;
      int length = Math.min(UNIT, write.bytes.length - at);
      System.arraycopy(write.bytes, at, durable, write.offset + at, length);
    }
  }

  private void grow(int capacity) {
    if (capacity > data.length) {
      int length = Math.max(capacity, data.length + data.length / 2);
      data = Arrays.copyOf(data, length);
      durable = Arrays.copyOf(durable, length);
      durableNumbers = Arrays.copyOf(durableNumbers, length / UNIT + 1);
    }
  }
}
