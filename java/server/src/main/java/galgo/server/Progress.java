package galgo.server;

/**
 * Whether something that should move does: looked at from time to time, it remembers when it last
 * saw {@link #STEP} more bytes, or something else going on.
 */
final class Progress {
  /** Bytes that count as moving. Less in the time allowed is standing still. */
  static final long STEP = 64 << 10;

  /** What a connection waits for its client to do. */
  enum Phase {
    /** Nothing: it may stay so for ever. */
    NOTHING,
    /** To send the rest of a request. */
    REQUEST,
    /** To take an answer. */
    ANSWER
  }

  private Phase phase = Phase.NOTHING;
  private long request;
  private long bytes;
  private long sinceNanos;

  /**
   * @param now what is waited for at this moment
   * @param number of the request, each another
   * @param moved bytes of it, or of it and those before, so far
   * @return for how long it has stood still, in nanoseconds
   */
  long still(Phase now, long number, long moved, long nowNanos) {
    if (now == Phase.NOTHING || now != phase || number != request || moved - bytes >= STEP) {
      phase = now;
      request = number;
      bytes = moved;
      sinceNanos = nowNanos;
    }
    return nowNanos - sinceNanos;
  }
}
