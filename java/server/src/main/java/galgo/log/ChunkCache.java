package galgo.log;

import galgo.io.ChunkPool;
import galgo.io.Driver;
import galgo.io.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of all partitions of a shard, of one purpose: tails, or what was read back. What is on
 * disk and nobody points into stays until its memory is needed, and then the oldest goes first.
 */
final class ChunkCache {
  private final ChunkPool pool;
  private final Chunk[] spare;
  private int spares;
  private @Nullable Chunk oldest;
  private @Nullable Chunk newest;
  private int listed;

  // Chunks that were touched before anybody needed them.
  private final long[] warm;
  private int warmed;
  private int touched;

  ChunkCache(Driver driver, int chunkBytes, long limitBytes) {
    pool = new ChunkPool(driver::allocate, chunkBytes, limitBytes);
    int limit = (int) (limitBytes / chunkBytes);
    spare = new Chunk[limit];
    warm = new long[limit / 2];
    for (int i = 0; i < limit; i++) {
      spare[spares++] = new Chunk(this);
    }
  }

  /** Chunks that {@link #take} may give without waiting. */
  int obtainable() {
    return pool.available() + warmed + listed;
  }

  int capacity() {
    return spare.length;
  }

  /** Chunks in use, kept for nobody included. */
  int inUse() {
    return pool.inUse() - warmed;
  }

  /** Whether {@link #warmUp} has something to do. */
  boolean cold() {
    return touched < warm.length && pool.available() > 0;
  }

  /**
   * Touches a chunk that was never used, for when there is nothing else to do: the first touch of
   * memory can cost more than all the rest of an append. Stops at half of all.
   */
  void warmUp() {
    touched++;
    long address = pool.take();
    if (address == 0) {
      return;
    }
    for (int at = 0; at < pool.chunkBytes(); at += SegmentFile.BLOCK) {
      Memory.putLong(address + at, 0);
    }
    warm[warmed++] = address;
  }

  /** A chunk of unknown contents, or null when all are in use. */
  @Nullable Chunk take(Segment owner, int index, long start) {
    Chunk chunk = fresh();
    if (chunk == null) {
      chunk = evicted();
    }
    if (chunk != null) {
      chunk.reset(owner, index, start);
    }
    return chunk;
  }

  private @Nullable Chunk fresh() {
    long address = warmed > 0 ? warm[--warmed] : pool.take();
    if (address == 0) {
      return null;
    }
    Chunk chunk = spare[--spares];
    chunk.address = address;
    return chunk;
  }

  private @Nullable Chunk evicted() {
    for (Chunk chunk = oldest; chunk != null; chunk = chunk.newer) {
      Segment owner = chunk.segment;
      if (owner != null && owner.evict(chunk)) {
        withdraw(chunk);
        return chunk;
      }
    }
    return null;
  }

  /** Gives back a chunk that belongs to no segment and has no readers. */
  void release(Chunk chunk) {
    if (chunk.listed || chunk.pins != 0 || chunk.loading) {
      throw new IllegalStateException("chunk " + chunk.index + " is in use");
    }
    chunk.segment = null;
    pool.give(chunk.address);
    spare[spares++] = chunk;
  }

  /** Lets the chunk go when its memory is needed: all it holds is on disk. */
  void offer(Chunk chunk) {
    if (chunk.listed || chunk.pins > 0) {
      return;
    }
    chunk.listed = true;
    listed++;
    chunk.older = newest;
    chunk.newer = null;
    if (newest == null) {
      oldest = chunk;
    } else {
      newest.newer = chunk;
    }
    newest = chunk;
  }

  void withdraw(Chunk chunk) {
    if (!chunk.listed) {
      return;
    }
    chunk.listed = false;
    listed--;
    Chunk before = chunk.older;
    Chunk after = chunk.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
    chunk.older = null;
    chunk.newer = null;
  }

  void pin(Chunk chunk) {
    if (chunk.pins++ == 0) {
      withdraw(chunk);
    }
  }

  void unpin(Chunk chunk) {
    if (chunk.pins <= 0) {
      throw new IllegalStateException("chunk " + chunk.index + " has no readers");
    }
    if (--chunk.pins > 0 || chunk.loading) {
      return;
    }
    Segment owner = chunk.segment;
    if (owner == null) {
      release(chunk);
    } else if (owner.clean(chunk)) {
      offer(chunk);
    }
  }
}
