package galgo.metadata;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user, as a value: a change makes another.
 *
 * @param incarnation never given to another user, nor to a stream, topic, partition or group
 * @param status {@link #ACTIVE} or {@link #INACTIVE}
 * @param passwordHash in the text form of the hash function; never read here
 * @param granted what was granted, as it is shown; null when nothing ever was
 * @param permissions what holds: what was granted, less the streams that have been deleted since
 * @param tokens in the order they were made
 * @param createdAt microseconds since 1970
 */
public record User(
    int id,
    long incarnation,
    Bytes name,
    int status,
    String passwordHash,
    @Nullable Permissions granted,
    Permissions permissions,
    List<AccessToken> tokens,
    long createdAt) {
  /** The id of the root user. */
  public static final int ROOT = 0;

  public static final int ACTIVE = 1;
  public static final int INACTIVE = 2;

  public User {
    tokens = List.copyOf(tokens);
  }

  /** Says nothing of the password. */
  @Override
  public String toString() {
    return "User[" + id + ", " + name + ", " + status + ", " + granted + ", " + tokens + "]";
  }

  public boolean isRoot() {
    return id == ROOT;
  }

  public boolean isActive() {
    return status == ACTIVE;
  }

  /** The token of this name, or null. */
  public @Nullable AccessToken token(Bytes tokenName) {
    for (AccessToken token : tokens) {
      if (token.name().equals(tokenName)) {
        return token;
      }
    }
    return null;
  }

  User renamed(Bytes newName) {
    return new User(
        id, incarnation, newName, status, passwordHash, granted, permissions, tokens, createdAt);
  }

  User withStatus(int newStatus) {
    return new User(
        id, incarnation, name, newStatus, passwordHash, granted, permissions, tokens, createdAt);
  }

  User withPasswordHash(String newHash) {
    return new User(
        id, incarnation, name, status, newHash, granted, permissions, tokens, createdAt);
  }

  User withGranted(@Nullable Permissions newGranted) {
    Permissions holds = newGranted == null ? Permissions.NONE : newGranted;
    return new User(
        id, incarnation, name, status, passwordHash, newGranted, holds, tokens, createdAt);
  }

  User withoutStream(int stream) {
    Permissions less = permissions.without(stream);
    return new User(id, incarnation, name, status, passwordHash, granted, less, tokens, createdAt);
  }

  User with(AccessToken token) {
    List<AccessToken> more = new ArrayList<>(tokens);
    more.add(token);
    return withTokens(more);
  }

  User without(AccessToken token) {
    List<AccessToken> fewer = new ArrayList<>(tokens);
    fewer.remove(token);
    return withTokens(fewer);
  }

  private User withTokens(List<AccessToken> newTokens) {
    return new User(
        id, incarnation, name, status, passwordHash, granted, permissions, newTokens, createdAt);
  }
}
