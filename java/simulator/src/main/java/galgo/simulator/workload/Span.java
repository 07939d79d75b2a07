package galgo.simulator.workload;

/**
 * When something took effect, if it did: after {@link #sent}, and not after {@link #last}. With
 * {@link #certain} known it did, at that moment at the latest. Moments are numbers of the model's
 * clock, which counts what clients send and receive.
 */
final class Span {
  static final long NEVER = Long.MAX_VALUE;

  final long sent;
  private long certain = NEVER;
  private long last = NEVER;

  Span(long sent) {
    this.sent = sent;
  }

  /** It was acknowledged, or its effect was seen. */
  void happened(long now) {
    certain = Math.min(certain, now);
    last = Math.min(last, now);
  }

  /** Whatever has not happened by now never will: who was asked is dead. */
  void settle(long now) {
    last = Math.min(last, now);
  }

  /** It happened, but what held it forgets when it dies. */
  void forgettable() {
    certain = NEVER;
  }

  /** It happened, certainly, before the moment. */
  boolean certainBefore(long moment) {
    return certain < moment;
  }

  long certain() {
    return certain;
  }

  /** No effect can lie after this moment. */
  long last() {
    return last;
  }

  @Override
  public String toString() {
    return sent + ".." + (certain == NEVER ? "?" : certain) + ".." + (last == NEVER ? "?" : last);
  }
}
