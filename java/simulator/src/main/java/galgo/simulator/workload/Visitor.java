package galgo.simulator.workload;

import galgo.simulator.Chance;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.WirePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client does that logs in as one of the users, and after a while as another one. */
final class Visitor {
  private static final int MOST_TOKENS = 10;

  private final Model model;
  private final Chance chance;
  private final UserModel nobody = new UserModel("nobody", UserModel.ACTIVE, 0);
  private VisitorLogin login;

  /** Requests until it leaves. */
  private int left;

  Visitor(Model model, Chance chance) {
    this.model = model;
    this.chance = chance;
    this.login = VisitorLogin.byPassword(model, nobody, 0);
  }

  /** The first request on a new connection. */
  Action login() {
    left = (int) chance.between(1, 15);
    login = attempt();
    return login;
  }

  private VisitorLogin attempt() {
    List<UserModel> users = model.users;
    UserModel user = users.isEmpty() ? nobody : users.get(chance.below(users.size()));
    List<TokenModel> tokens =
        user.tokens.stream().filter(token -> token.secret.length > 0).toList();
    if (!tokens.isEmpty() && chance.coin()) {
      return VisitorLogin.byToken(model, tokens.get(chance.below(tokens.size())));
    }
    return VisitorLogin.byPassword(model, user, chance.below(8) == 0 ? 999 : password(user));
  }

  private long password(UserModel user) {
    long now = model.tick();
    Set<Long> candidates = user.password.candidates(now, now + 1);
    return candidates.stream().skip(chance.below(candidates.size())).findFirst().orElse(0L);
  }

  /** What comes next on the connection. */
  @Nullable Action next() {
    Action action;
    if (login.succeeded()) {
      action = asUser(login.user);
    } else {
      login = attempt();
      action = login;
    }
    left--;
    if (left <= 0) {
      action.endsConnection();
    }
    return action;
  }

  private Action asUser(UserModel user) {
    return switch (chance.below(8)) {
      case 0, 1 ->
          user.tokens.size() < MOST_TOKENS
              ? TokenActions.create(model, user)
              : TokenActions.list(model, user);
      case 2 ->
          user.tokens.isEmpty()
              ? TokenActions.list(model, user)
              : TokenActions.delete(model, user.tokens.get(chance.below(user.tokens.size())));
      case 3 -> TokenActions.list(model, user);
      case 4 -> UserLooks.all(model, user);
      case 5 ->
          UserLooks.allowed(
              model,
              new StreamRequest.GetStreams(),
              "get all streams",
              user,
              WirePermissions.MANAGE_STREAMS | WirePermissions.READ_STREAMS,
              LookAction::streams);
      case 6 ->
          UserLooks.allowed(
              model,
              new SystemRequest.GetStats(),
              "get the statistics",
              user,
              WirePermissions.MANAGE_SERVERS | WirePermissions.READ_SERVERS,
              (of, payload, from, to) -> {});
      default -> UserChanges.password(model, user, password(user), user.nextPassword());
    };
  }
}
