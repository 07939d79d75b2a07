package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a segment in memory. Chunk i of a segment holds the file's bytes from i times the
 * chunk size; which of them are there, and which can be trusted, is told by positions in the file.
 */
final class Chunk {
  final ChunkCache cache;
  long address;

  /** Whose it is; null when it is free, or was given up while somebody still reads it. */
  @Nullable Segment segment;

  int index;

  /** File position of the first byte. */
  long start;

  /** The bytes that are there; those of a tail end with the segment. */
  long validFrom;

  long validTo;

  /** From here on the bytes were written by this process; a chunk read from disk has none. */
  long ownFrom;

  /** What was read from disk and has passed its checksum. */
  long verifiedFrom;

  long verifiedTo;

  /** Readers that point into it. */
  int pins;

  boolean loading;

  // In the cache's list of those that may go.
  boolean listed;
  @Nullable Chunk older;
  @Nullable Chunk newer;

  Chunk(ChunkCache cache) {
    this.cache = cache;
  }

  /** Whether appends go here. */
  boolean tail() {
    return ownFrom != Long.MAX_VALUE;
  }

  void reset(Segment owner, int newIndex, long newStart) {
    segment = owner;
    index = newIndex;
    start = newStart;
    validFrom = newStart;
    validTo = newStart;
    ownFrom = Long.MAX_VALUE;
    verifiedFrom = 0;
    verifiedTo = 0;
  }

  /** Address of a position of the file. */
  long at(long position) {
    return address + (position - start);
  }

  boolean holds(long from, long to) {
    return !loading && from >= validFrom && to <= validTo;
  }

  /** Whether the part of [from, to) that lies here needs no check any more. */
  boolean trusted(long from, long to, int size) {
    long low = Math.max(from, start);
    long high = Math.min(Math.min(to, start + size), ownFrom);
    return low >= high || low >= verifiedFrom && high <= verifiedTo;
  }

  /** Notes that [from, to) has passed its check. */
  void trust(long from, long to) {
    if (from <= verifiedTo && to >= verifiedFrom && verifiedTo > verifiedFrom) {
      verifiedFrom = Math.min(from, verifiedFrom);
      verifiedTo = Math.max(to, verifiedTo);
    } else {
      verifiedFrom = from;
      verifiedTo = to;
    }
  }
}
