package galgo.metadata;

/**
 * A personal access token of a user.
 *
 * @param name unique among the user's tokens
 * @param hash of the token's text; the text itself is kept nowhere
 * @param expiresAt microseconds since 1970; 0 when it never does
 */
public record AccessToken(Bytes name, Bytes hash, long expiresAt) {
  /** Whether it has expired at this time, in microseconds since 1970. */
  public boolean expired(long now) {
    return expiresAt != 0 && expiresAt <= now;
  }

  /** Says nothing of the token. */
  @Override
  public String toString() {
    return "AccessToken[" + name + ", " + expiresAt + "]";
  }
}
