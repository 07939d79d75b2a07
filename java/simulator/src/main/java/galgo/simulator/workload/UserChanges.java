package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of users. */
final class UserChanges {
  private UserChanges() {}

  static Action create(Model model, UserModel user) {
    long now = model.tick();
    int status = only(user.status.candidates(now, now + 1)).intValue();
    long permissions = only(user.permissions.candidates(now, now + 1));
    return new AccountAction(
            model,
            new UserRequest.CreateUser(
                Action.utf8(user.name), UserModel.password(0), status, granted(permissions)),
            "create " + user + " with status " + status + ", permissions " + permissions,
            user)
        .begins(user.life::making);
  }

  private static Long only(Set<Long> candidates) {
    return candidates.iterator().next();
  }

  private static @Nullable WirePermissions granted(long permissions) {
    return permissions == UserModel.NO_PERMISSIONS
        ? null
        : new WirePermissions((int) permissions, List.of());
  }

  static Action delete(Model model, UserModel user) {
    return new AccountAction(
            model, new UserRequest.DeleteUser(Action.named(user.name)), "delete " + user, user)
        .begins(user.life::removing);
  }

  /** Asked by root or by the user. */
  static Action password(Model model, UserModel user, long current, long next) {
    return new AccountAction(
            model,
            new UserRequest.ChangePassword(
                Action.named(user.name), UserModel.password(current), UserModel.password(next)),
            "change the password of " + user + " from " + current + " to " + next,
            user,
            (status, payload, from, to) -> {
              boolean gone = !user.life.certain(from, to);
              if (status == Status.UNAUTHORIZED && gone) {
                return true;
              }
              if (status != Status.INVALID_CREDENTIALS) {
                return false;
              }
              if (!gone && user.password.candidates(from, to).equals(Set.of(current))) {
                throw new Finding("password " + current + " of " + user + " is wrong");
              }
              return true;
            })
        .writes(user.password, next);
  }

  static Action status(Model model, UserModel user, int status) {
    return new AccountAction(
            model,
            new UserRequest.UpdateUser(Action.named(user.name), null, OptionalInt.of(status)),
            "give " + user + " status " + status,
            user)
        .writes(user.status, status);
  }

  static Action permissions(Model model, UserModel user, long permissions) {
    return new AccountAction(
            model,
            new UserRequest.UpdatePermissions(Action.named(user.name), granted(permissions)),
            "give " + user + " permissions " + permissions,
            user)
        .writes(user.permissions, permissions);
  }
}
