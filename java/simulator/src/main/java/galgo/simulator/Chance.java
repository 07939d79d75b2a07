package galgo.simulator;

/**
 * The one source of chance of a world: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
 * Number Generators, 2014), written here so that no library's change alters what a seed means.
 */
public final class Chance {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  public Chance(long seed) {
    state = seed;
  }

  public long next() {
    state += GOLDEN;
    long mixed = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }

  /** 0 ≤ result &lt; {@code limit}; the limit is at least 1. */
  public int below(int limit) {
    return (int) below((long) limit);
  }

  /** 0 ≤ result &lt; {@code limit}; the limit is at least 1. */
  public long below(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    return Long.remainderUnsigned(next(), limit);
  }

  /** {@code least} ≤ result ≤ {@code most}. */
  public long between(long least, long most) {
    return least + below(most - least + 1);
  }

  public boolean coin() {
    return next() < 0;
  }

  /** True with this probability, 0..1. Draws nothing when that is 0. */
  public boolean happens(double probability) {
    return probability > 0 && (next() >>> 11) * 0x1.0p-53 < probability;
  }

  /** Exponentially distributed around the mean, at most 20 times of it, at least 1. */
  public long exponential(long mean) {
    double uniform = ((next() >>> 11) + 1) * 0x1.0p-53;
    // StrictMath, since Math's logarithm may differ by processor.
    return Math.max(1, (long) (mean * Math.min(20, -StrictMath.log(uniform))));
  }

  /** One of the values. */
  public long oneOf(long... values) {
    return values[below(values.length)];
  }

  /** Another source, whose draws do not depend on how many this one makes later. */
  public Chance split() {
    return new Chance(next());
  }
}
