package galgo.wire.vsr;

/**
 * Versions of the newer protocol, packed as {@code major << 20 | minor << 10 | patch}: those of
 * 0.11 are served.
 */
public final class ProtocolVersion {
  /** 0.11.0: the version of the released clients. */
  public static final int LOWEST = 11 << 10;

  /** What the server calls its own. */
  public static final int CURRENT = LOWEST;

  /** The last of 0.11. */
  public static final int HIGHEST = LOWEST | 1023;

  private ProtocolVersion() {}

  /** Whether a client that speaks this version, 0..2³²−1, is served. */
  public static boolean isServed(long version) {
    return version >= LOWEST && version <= HIGHEST;
  }
}
