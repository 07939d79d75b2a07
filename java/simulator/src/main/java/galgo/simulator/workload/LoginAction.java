package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.Status;
import galgo.wire.UserRequest;

/** Logs in as root. */
final class LoginAction extends Action {
  LoginAction(Model model) {
    super(model);
  }

  @Override
  byte[] encode(Dialect dialect) {
    return dialect.frame(
        new UserRequest.LoginUser(utf8("iggy"), utf8("iggy"), new byte[0], new byte[0]));
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    if (status != Status.OK) {
      throw new Finding("the login of root was answered with " + status);
    }
  }

  @Override
  public String toString() {
    return "log in";
  }
}
