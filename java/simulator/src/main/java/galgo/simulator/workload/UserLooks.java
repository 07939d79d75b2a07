package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions about users, and questions of users that need a right. */
final class UserLooks {
  private UserLooks() {}

  /** Asked by root. */
  static Action get(Model model, UserModel user) {
    return new AccountAction(
        model,
        new UserRequest.GetUser(Action.named(user.name)),
        "get " + user,
        user,
        (status, payload, from, to) -> {
          if (status != Status.OK) {
            return false;
          }
          user.life.seen(!payload.isEmpty(), from, to);
          if (!payload.isEmpty()) {
            record(user, payload, from, to);
          }
          return true;
        });
  }

  private static void record(UserModel user, Payload payload, long from, long to) {
    payload.skip(12);
    int status = payload.u8();
    String name = payload.text8();
    if (!name.equals(user.name)) {
      throw new Finding(user + " has the name " + name);
    }
    user.status.seen("status of " + user, status, from, to);
    long permissions = UserModel.NO_PERMISSIONS;
    if (payload.u8() != 0) {
      payload.skip(4);
      permissions = 0;
      for (int i = 0; i < 10; i++) {
        permissions |= (long) payload.u8() << i;
      }
    }
    user.permissions.seen("permissions of " + user, permissions, from, to);
  }

  /**
   * Asks for all users.
   *
   * @param asker who needs the right to it
   */
  static Action all(Model model, UserModel asker) {
    int rights = galgo.wire.WirePermissions.MANAGE_USERS | galgo.wire.WirePermissions.READ_USERS;
    return allowed(
        model, new UserRequest.GetUsers(), "get all users", asker, rights, UserLooks::list);
  }

  /** Judges the payload of a successful answer. */
  interface Content {
    void judge(Model model, Payload payload, long from, long to);
  }

  /** Asks what one of the rights allows. */
  static Action allowed(
      Model model, Request request, String text, UserModel asker, int rights, Content content) {
    return new AccountAction(
        model,
        request,
        text + " as " + asker,
        asker,
        (status, payload, from, to) -> {
          if (status == Status.OK) {
            if (!asker.mayHave(rights, from, to)) {
              throw new Finding(asker + " has no right to " + text + ", and was answered");
            }
            content.judge(model, payload, from, to);
            return true;
          }
          if (status == Status.UNAUTHORIZED) {
            if (!asker.mayLack(rights, from, to)) {
              throw new Finding(asker + " has the right to " + text + ", and was refused");
            }
            return true;
          }
          return false;
        });
  }

  private static void list(Model model, Payload payload, long from, long to) {
    Map<String, Integer> found = new LinkedHashMap<>();
    while (!payload.isEmpty()) {
      payload.skip(12);
      int status = payload.u8();
      if (found.put(payload.text8(), status) != null) {
        throw new Finding("a user is twice in the list");
      }
    }
    if (found.remove("iggy") == null) {
      throw new Finding("root is not in the list of users");
    }
    for (UserModel user : model.users) {
      Integer status = found.remove(user.name);
      user.life.seen(status != null, from, to);
      if (status != null) {
        user.status.seen("status of " + user, status, from, to);
      }
    }
    if (!found.isEmpty()) {
      throw new Finding("users that nobody made: " + found);
    }
  }
}
