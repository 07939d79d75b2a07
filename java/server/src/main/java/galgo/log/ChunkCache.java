package galgo.log;

import galgo.io.ChunkPool;
import galgo.io.Driver;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of all partitions of a shard, of one purpose: tails, or what was read back. What is on
 * disk and nobody points into stays until its memory is needed, and then the oldest goes first.
 */
final class ChunkCache {
  private static final long TOUCHED_STEP = 256 << 20;

  private final ChunkPool pool;
  private final Chunk[] spare;
  private int spares;
  private @Nullable Chunk oldest;
  private @Nullable Chunk newest;
  private int listed;
  private int pinned;

  /** Of memory that is taken when it is needed. */
  static ChunkCache onDemand(Driver driver, int chunkBytes, long limitBytes) {
    return new ChunkCache(new ChunkPool(driver::allocate, chunkBytes, limitBytes), limitBytes);
  }

  /**
   * Of memory that is made present from the start on: the first touch of a page can cost more than
   * all the rest of an append.
   */
  static ChunkCache touched(Driver driver, int chunkBytes, long limitBytes) {
    long step = Math.min(limitBytes, TOUCHED_STEP);
    ChunkPool pool = new ChunkPool(driver::allocateTouched, chunkBytes, limitBytes, step);
    pool.begin();
    return new ChunkCache(pool, limitBytes);
  }

  private ChunkCache(ChunkPool pool, long limitBytes) {
    this.pool = pool;
    int chunkBytes = pool.chunkBytes();
    int limit = (int) (limitBytes / chunkBytes);
    spare = new Chunk[limit];
    for (int i = 0; i < limit; i++) {
      spare[spares++] = new Chunk(this);
    }
  }

  /** Chunks that {@link #take} may give without waiting. */
  int obtainable() {
    return pool.available() + listed;
  }

  int capacity() {
    return spare.length;
  }

  /** Chunks that answers point into. */
  int pinned() {
    return pinned;
  }

  /** Chunks in use, kept for nobody included. */
  int inUse() {
    return pool.inUse();
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
    long address = pool.take();
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
      pinned++;
      withdraw(chunk);
    }
  }

  void unpin(Chunk chunk) {
    if (chunk.pins <= 0) {
      throw new IllegalStateException("chunk " + chunk.index + " has no readers");
    }
    if (--chunk.pins > 0) {
      return;
    }
    pinned--;
    if (chunk.loading) {
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
