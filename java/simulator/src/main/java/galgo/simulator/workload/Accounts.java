package galgo.simulator.workload;

import galgo.simulator.Chance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which users come, change and go; all of it asked by root. */
final class Accounts {
  private static final int MOST = 12;
  private static final int FLAGS = 10;

  private final Model model;
  private final Chance chance;

  /** Those whose end nobody has asked for yet. */
  private final List<UserModel> users = new ArrayList<>();

  Accounts(Model model, Chance chance) {
    this.model = model;
    this.chance = chance;
  }

  /** One more user, of the plainest kind, or one less. */
  Action comeOrGo() {
    if (!users.isEmpty() && chance.coin()) {
      return UserChanges.delete(model, users.removeLast());
    }
    return create(UserModel.ACTIVE, UserModel.NO_PERMISSIONS);
  }

  private Action create(int status, long permissions) {
    UserModel user = model.user(status, permissions);
    users.add(user);
    return UserChanges.create(model, user);
  }

  /** Any change of any user. */
  Action change() {
    int drawn = chance.below(8);
    if (users.isEmpty() || drawn < 2 && users.size() < MOST) {
      return create(chance.below(8) == 0 ? UserModel.INACTIVE : UserModel.ACTIVE, permissions());
    }
    int index = chance.below(users.size());
    UserModel user = users.get(index);
    return switch (drawn) {
      case 2 -> {
        users.remove(index);
        yield UserChanges.delete(model, user);
      }
      case 3, 4 -> {
        long now = model.tick();
        long current = user.password.candidates(now, now + 1).iterator().next();
        yield UserChanges.password(model, user, current, user.nextPassword());
      }
      case 5 ->
          UserChanges.status(
              model, user, chance.below(3) == 0 ? UserModel.INACTIVE : UserModel.ACTIVE);
      default -> UserChanges.permissions(model, user, permissions());
    };
  }

  private long permissions() {
    return switch (chance.below(4)) {
      case 0 -> UserModel.NO_PERMISSIONS;
      case 1 -> 0;
      default -> chance.below(1 << FLAGS);
    };
  }

  /** A question about one of them, or null. */
  @Nullable Action look() {
    return users.isEmpty() ? null : UserLooks.get(model, users.get(chance.below(users.size())));
  }
}
