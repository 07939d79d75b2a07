package galgo.metadata;

import org.jspecify.annotations.Nullable;

/** About users and their personal access tokens. Times in microseconds since 1970. */
public sealed interface UserCommand extends Command {

  /**
   * Creates a user; the outcome has its id. The first one is the root user.
   *
   * @param status as the client sent it; refused when not of {@link User}
   * @param passwordHash in the text form of the hash function
   * @param permissions null for none
   */
  record CreateUser(
      Bytes name,
      String passwordHash,
      int status,
      @Nullable Permissions permissions,
      long createdAt)
      implements UserCommand {
    /** Says nothing of the password. */
    @Override
    public String toString() {
      return "CreateUser[" + name + ", " + status + ", " + permissions + ", " + createdAt + "]";
    }
  }

  /** Deletes a user with its tokens. */
  record DeleteUser(int user) implements UserCommand {}

  /** What {@link UpdateUser#status} is when the status stays. */
  int KEEP_STATUS = -1;

  /**
   * Changes what is given.
   *
   * @param name null to keep it
   * @param status as the client sent it, or {@link #KEEP_STATUS}
   */
  record UpdateUser(int user, @Nullable Bytes name, int status) implements UserCommand {}

  /** Replaces all permissions; null clears them. */
  record UpdatePermissions(int user, @Nullable Permissions permissions) implements UserCommand {}

  record ChangePassword(int user, String passwordHash) implements UserCommand {
    /** Says nothing of the password. */
    @Override
    public String toString() {
      return "ChangePassword[" + user + "]";
    }
  }

  /**
   * Creates a token of a user.
   *
   * @param limit how many tokens a user may have
   */
  record CreateToken(int user, AccessToken token, int limit) implements UserCommand {}

  record DeleteToken(int user, Bytes name) implements UserCommand {}

  /** Deletes all tokens that have expired by then. Never refused. */
  record ExpireTokens(long now) implements UserCommand {}
}
