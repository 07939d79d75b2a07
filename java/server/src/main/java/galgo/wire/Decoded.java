package galgo.wire;

/** What decoding a payload gives: the request, or the status that says why there is none. */
public sealed interface Decoded permits Request, Decoded.Malformed {

  /**
   * The payload breaks its layout, or the code is of no command.
   *
   * @param status 3 when it cannot be understood (truncated, not UTF-8, unknown code or kind), 4
   *     when a field breaks its rule
   */
  record Malformed(int status) implements Decoded {}
}
