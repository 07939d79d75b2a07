package galgo.simulator;

import java.util.List;

/**
 * A node's disk: lives on when the node does not. Remembers of every 512 bytes what it held before
 * what is not yet on stable storage.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SimulatedStorage {
  private final Simulation world;
  private long capacity;

  /**
   * @param capacity bytes of all files together; what would go beyond fails with ENOSPC
   */
  public SimulatedStorage(Simulation world, long capacity) {
    this.world = world;
    this.capacity = capacity;
  }

  public long capacity() {
    return capacity;
  }

  /** Makes the disk larger or smaller; what is there stays. */
  public void capacity(long bytes) {
    capacity = bytes;
  }

  /** Bytes of all files. */
  public long used() {
    throw new UnsupportedOperationException();
  }

  /** All files, sorted. */
  public List<String> files() {
    throw new UnsupportedOperationException("" + world.seed());
  }

  /** A file's bytes as they are read now. */
  public byte[] bytes(String path) {
    throw new UnsupportedOperationException(path);
  }

  /** A file's size. */
  public long size(String path) {
    throw new UnsupportedOperationException(path);
  }

  /** Damage at rest: flips one bit of a file. */
  public void flip(String path, long offset, int bit) {
    throw new UnsupportedOperationException(path + offset + bit);
  }

  /**
   * Whether all bytes of the file from offset on are on stable storage as they are read now, and
   * the names that lead to it.
   */
  public boolean durable(String path, long offset, int length) {
    throw new UnsupportedOperationException(path + offset + length);
  }
}
