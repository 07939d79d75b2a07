package galgo.wire;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** About users, their sessions, and their personal access tokens. */
@SuppressWarnings("ArrayRecordComponent") // requests are handled once, never compared
public sealed interface UserRequest extends Request {

  record GetUser(Identifier user) implements UserRequest {}

  record GetUsers() implements UserRequest {}

  /** {@code status} is the code as sent, 0..255. */
  record CreateUser(
      byte[] username, byte[] password, int status, @Nullable WirePermissions permissions)
      implements UserRequest {}

  record DeleteUser(Identifier user) implements UserRequest {}

  /** Changes what is present; {@code status} is the code as sent, 0..255. */
  record UpdateUser(Identifier user, byte @Nullable [] username, OptionalInt status)
      implements UserRequest {}

  /** Replaces all permissions; none given clears them. */
  record UpdatePermissions(Identifier user, @Nullable WirePermissions permissions)
      implements UserRequest {}

  record ChangePassword(Identifier user, byte[] currentPassword, byte[] newPassword)
      implements UserRequest {}

  /** {@code version} and {@code context} describe the client; empty when it says nothing. */
  record LoginUser(byte[] username, byte[] password, byte[] version, byte[] context)
      implements UserRequest {}

  record LogoutUser() implements UserRequest {}

  record GetPersonalAccessTokens() implements UserRequest {}

  /**
   * {@code expiry} in microseconds from now; 0 for the server's default, all bits set for never.
   */
  record CreatePersonalAccessToken(byte[] name, long expiry) implements UserRequest {}

  record DeletePersonalAccessToken(byte[] name) implements UserRequest {}

  record LoginWithPersonalAccessToken(byte[] token) implements UserRequest {}
}
