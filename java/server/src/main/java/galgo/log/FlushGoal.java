package galgo.log;

/**
 * How far a partition's tail is to be written now. Positions count the bytes of its log from the
 * beginning.
 *
 * <p>Partitions that answer when the disk has taken an append are written through: all there is, at
 * once. The others are written behind, in whole chunks, unless something asks for more: somebody
 * waits, memory is short, or a body that is answered from its segment has been placed.
 */
final class FlushGoal {
  private final boolean through;
  private long forced;
  private long placed;

  FlushGoal(boolean through) {
    this.through = through;
  }

  boolean through() {
    return through;
  }

  /** Nothing is asked for beyond this. */
  void begin(long logical) {
    forced = logical;
    placed = logical;
  }

  /** What lies beyond was taken back. */
  void cut(long logical) {
    forced = Math.min(forced, logical);
    placed = Math.min(placed, logical);
  }

  /** All up to here is to be written, full blocks or not. */
  void force(long logical) {
    forced = logical;
  }

  /** An entry ends here that must be on stable storage, in its segment. */
  void place(long logical) {
    placed = logical;
  }

  /** Up to which position of a segment it is to be written, if that is beyond {@code submitted}. */
  long limit(Segment segment, long submitted) {
    if (segment.fresh()) {
      return 0;
    }
    // The tail may have grown since it was forced: it is, until what was forced is under way.
    if (through || segment.closed || forced > segment.logicalBase + submitted) {
      return segment.end;
    }
    long chunks = segment.chunkStart(segment.chunkIndex(segment.end));
    return Math.max(submitted, Math.max(chunks, placed - segment.logicalBase));
  }

  /** Whether a write from this position has to be on stable storage when it completes. */
  boolean durable(Segment segment, long from) {
    return segment.logicalBase + from < placed;
  }
}
