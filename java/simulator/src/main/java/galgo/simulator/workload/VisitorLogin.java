package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import org.jspecify.annotations.Nullable;

/** Logs in as a user that may be gone by now, by a password or a token that may be. */
final class VisitorLogin extends Action {
  final UserModel user;
  private final long password;
  private final @Nullable TokenModel token;
  private boolean succeeded;

  private VisitorLogin(Model model, UserModel user, long password, @Nullable TokenModel token) {
    super(model);
    this.user = user;
    this.password = password;
    this.token = token;
  }

  static VisitorLogin byPassword(Model model, UserModel user, long password) {
    return new VisitorLogin(model, user, password, null);
  }

  static VisitorLogin byToken(Model model, TokenModel token) {
    return new VisitorLogin(model, token.owner, 0, token);
  }

  boolean succeeded() {
    return succeeded;
  }

  @Override
  byte[] encode(Dialect dialect) {
    return dialect.frame(
        token == null
            ? new UserRequest.LoginUser(
                utf8(user.name), UserModel.password(password), new byte[0], new byte[0])
            : new UserRequest.LoginWithPersonalAccessToken(token.secret));
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    switch (status) {
      case Status.OK -> {
        succeeded = true;
        if (!mayBeRight(now) || !mayBe(UserModel.ACTIVE, now)) {
          throw new Finding(this + " succeeded");
        }
      }
      case Status.INVALID_CREDENTIALS,
          Status.USER_INACTIVE,
          Status.RESOURCE_NOT_FOUND,
          Status.UNAUTHENTICATED,
          Status.INVALID_PERSONAL_ACCESS_TOKEN -> {
        if (mustBeRight(now) && !mayBe(UserModel.INACTIVE, now)) {
          throw new Finding(this + " was answered with " + status);
        }
      }
      default -> refused(status);
    }
  }

  private boolean mayBe(int status, long now) {
    return user.status.candidates(sent(), now).contains((long) status);
  }

  private boolean mayBeRight(long now) {
    return token == null
        ? !user.life.impossible(sent(), now)
            && user.password.candidates(sent(), now).contains(password)
        : !token.life.impossible(sent(), now);
  }

  private boolean mustBeRight(long now) {
    return token == null
        ? user.life.certain(sent(), now)
            && user.password.candidates(sent(), now).stream().allMatch(each -> each == password)
        : token.life.certain(sent(), now);
  }

  @Override
  public String toString() {
    return "log in as " + user + (token == null ? " by password " + password : " by " + token);
  }
}
