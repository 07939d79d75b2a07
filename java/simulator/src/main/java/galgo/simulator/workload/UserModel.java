package galgo.simulator.workload;

import java.util.ArrayList;
import java.util.List;

/** What is known of a user: passwords by number, the state, the permissions on the whole server. */
final class UserModel {
  static final int ACTIVE = 1;
  static final int INACTIVE = 2;

  /** In the place of permissions: none were given. */
  static final long NO_PERMISSIONS = -1;

  final String name;
  final Lifetime life;

  /** Number of the password. */
  final Register password = new Register(0, 0);

  final Register status;

  /** Bits of {@link galgo.wire.WirePermissions}, or {@link #NO_PERMISSIONS}. */
  final Register permissions;

  final List<TokenModel> tokens = new ArrayList<>();
  private long passwords;

  /** With the status and permissions that it is made with; nobody has made it yet. */
  UserModel(String name, int status, long permissions) {
    this.name = name;
    this.life = new Lifetime("user " + name, null);
    this.status = new Register(status, 0);
    this.permissions = new Register(permissions, 0);
  }

  /** Who is always there and may do everything. */
  static UserModel root() {
    UserModel root = new UserModel("iggy", ACTIVE, 1023);
    root.life.making(0).happened(0);
    return root;
  }

  /** Number of a password that it never had. */
  long nextPassword() {
    return ++passwords;
  }

  static byte[] password(long number) {
    return Action.utf8("secret-" + number);
  }

  /** Whether it may have had one of these rights at some moment of the time. */
  boolean mayHave(int rights, long from, long to) {
    return !life.impossible(from, to)
        && permissions.candidates(from, to).stream()
            .anyMatch(bits -> bits != NO_PERMISSIONS && (bits & rights) != 0);
  }

  /** Whether it may have had none of these rights at some moment of the time. */
  boolean mayLack(int rights, long from, long to) {
    return !life.certain(from, to)
        || permissions.candidates(from, to).stream()
            .anyMatch(bits -> bits == NO_PERMISSIONS || (bits & rights) == 0);
  }

  void crashed(long now) {
    life.crashed(now);
    password.crashed(now, false);
    status.crashed(now, false);
    permissions.crashed(now, false);
    tokens.forEach(token -> token.life.crashed(now));
  }

  @Override
  public String toString() {
    return "user " + name;
  }
}
