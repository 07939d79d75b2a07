package galgo.wire.vsr;

import galgo.wire.Cursor;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import org.jspecify.annotations.Nullable;

/**
 * The body of a login: {@code protocol version u32, name of the client's library, its version},
 * then either user name, password and context, or a token and context. Nothing says which of the
 * two it is but that it uses up the body exactly. Source: wire-0.9 §2.1.
 *
 * @param protocol 0..2³²−1
 * @param login {@link UserRequest.LoginUser} or {@link UserRequest.LoginWithPersonalAccessToken};
 *     null when it is neither
 */
public record Register(long protocol, @Nullable Request login) {
  /** Decodes; null when not even the version is there. */
  public static @Nullable Register decode(long body, int length) {
    Cursor cursor = new Cursor();
    cursor.reset(body, length);
    long protocol = cursor.u32();
    if (cursor.failed()) {
      return null;
    }
    cursor.name8();
    byte[] version = cursor.name8();
    if (cursor.failed()) {
      return new Register(protocol, null);
    }
    long tail = cursor.position();
    long left = cursor.remaining();
    Request login = password(cursor, version);
    if (login == null) {
      cursor.reset(tail, left);
      login = token(cursor);
    }
    return new Register(protocol, login);
  }

  private static @Nullable Request password(Cursor cursor, byte[] version) {
    byte[] username = cursor.name8();
    byte[] password = cursor.text8();
    byte[] context = cursor.text32();
    return isWhole(cursor) ? new UserRequest.LoginUser(username, password, version, context) : null;
  }

  private static @Nullable Request token(Cursor cursor) {
    byte[] token = cursor.name8();
    cursor.take(cursor.u32());
    return isWhole(cursor) ? new UserRequest.LoginWithPersonalAccessToken(token) : null;
  }

  private static boolean isWhole(Cursor cursor) {
    return cursor.status() == Status.OK && cursor.remaining() == 0;
  }
}
