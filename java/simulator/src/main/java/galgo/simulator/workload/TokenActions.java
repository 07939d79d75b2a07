package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a user does with personal access tokens; all of it asked by the user. */
final class TokenActions {
  private TokenActions() {}

  static Action create(Model model, UserModel user) {
    TokenModel token = new TokenModel(user, model.name("token"));
    user.tokens.add(token);
    return new AccountAction(
            model,
            new UserRequest.CreatePersonalAccessToken(Action.utf8(token.name), 0),
            "create " + token,
            user,
            (status, payload, from, to) -> {
              if (status == Status.OK) {
                token.secret = payload.raw(payload.u8());
              }
              return false;
            })
        .begins(token.life::making);
  }

  static Action delete(Model model, TokenModel token) {
    return new AccountAction(
            model,
            new UserRequest.DeletePersonalAccessToken(Action.utf8(token.name)),
            "delete " + token,
            token.owner,
            (status, payload, from, to) -> {
              if (status == Status.RESOURCE_NOT_FOUND) {
                token.life.seen(false, from, to);
                return true;
              }
              return false;
            })
        .begins(token.life::removing);
  }

  static Action list(Model model, UserModel user) {
    return new AccountAction(
        model,
        new UserRequest.GetPersonalAccessTokens(),
        "get the tokens of " + user,
        user,
        (status, payload, from, to) -> {
          if (status == Status.OK) {
            user.life.seen(true, from, to);
            judge(user, payload, from, to);
          }
          return status == Status.OK;
        });
  }

  private static void judge(UserModel user, Payload payload, long from, long to) {
    Set<String> found = new LinkedHashSet<>();
    while (!payload.isEmpty()) {
      found.add(payload.text8());
      if (payload.u64() != 0) {
        throw new Finding("a token of " + user + " that never expires has an expiry");
      }
    }
    for (TokenModel token : user.tokens) {
      token.life.seen(found.remove(token.name), from, to);
    }
    if (!found.isEmpty()) {
      throw new Finding("tokens of " + user + " that nobody made: " + found);
    }
  }
}
