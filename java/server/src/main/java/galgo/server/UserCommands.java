package galgo.server;

import galgo.io.Driver;
import galgo.metadata.Bytes;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Permissions;
import galgo.metadata.State;
import galgo.metadata.User;
import galgo.metadata.UserCommand;
import galgo.wire.Answers;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions;
import galgo.wire.vsr.Replies;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands about users: login and logout, and who they are and what they may do. */
final class UserCommands {
  private static final int NAME_LEAST = 3;
  private static final int NAME_MOST = 50;
  private static final int PASSWORD_LEAST = 3;
  private static final int PASSWORD_MOST = 100;

  private final Shard shard;
  private final Lookup lookup;
  private final TokenCommands tokens;

  /** The user that the last successful {@link #find} found. */
  private int found;

  UserCommands(Shard shard, Lookup lookup) {
    this.shard = shard;
    this.lookup = lookup;
    this.tokens = new TokenCommands(shard, lookup);
  }

  void carryOut(Exchange exchange, UserRequest request) {
    switch (request) {
      case UserRequest.LoginUser login -> login(exchange, login);
      case UserRequest.LogoutUser logout -> logout(exchange);
      case UserRequest.GetUser get -> lookup.answer(exchange, state -> get(exchange, state, get));
      case UserRequest.GetUsers get -> lookup.answer(exchange, state -> list(exchange, state));
      case UserRequest.CreateUser create -> create(exchange, create);
      case UserRequest.UpdateUser update -> update(exchange, update);
      case UserRequest.DeleteUser delete -> {
        if (manages(exchange) && find(exchange, delete.user())) {
          lookup.propose(exchange, new UserCommand.DeleteUser(found));
        }
      }
      case UserRequest.UpdatePermissions update -> {
        if (manages(exchange) && find(exchange, update.user())) {
          lookup.propose(
              exchange,
              new UserCommand.UpdatePermissions(
                  found, PermissionsForm.stored(update.permissions())));
        }
      }
      case UserRequest.ChangePassword change -> changePassword(exchange, change);
      case UserRequest.GetPersonalAccessTokens get -> tokens.list(exchange);
      case UserRequest.CreatePersonalAccessToken create -> tokens.create(exchange, create);
      case UserRequest.DeletePersonalAccessToken delete -> tokens.delete(exchange, delete);
      case UserRequest.LoginWithPersonalAccessToken login -> tokens.login(exchange, login);
    }
  }

  private void login(Exchange exchange, UserRequest.LoginUser request) {
    if (!isName(request.username())) {
      exchange.answer(Status.INVALID_USERNAME);
      return;
    }
    if (!isPassword(request.password())) {
      exchange.answer(Status.INVALID_PASSWORD);
      return;
    }
    String name = new String(request.username(), StandardCharsets.UTF_8);
    afterDelay(exchange, name, () -> attempt(exchange, request, name));
  }

  /** Goes on at once, or when the address and the user may try again after failures. */
  static void afterDelay(Exchange exchange, String user, Runnable attempt) {
    Shard home = exchange.home();
    long now = home.driver().monotonicNanos();
    LoginAttempts attempts = home.node().loginAttempts();
    long delay =
        attempts.delay(
            LoginAttempts.ofAddress(exchange.client().network()), LoginAttempts.ofUser(user), now);
    if (delay == 0) {
      attempt.run();
    } else {
      home.timers().after(delay, now, attempt);
    }
  }

  private static void failed(Exchange exchange, String user) {
    LoginAttempts attempts = exchange.home().node().loginAttempts();
    long now = exchange.home().driver().monotonicNanos();
    attempts.failed(LoginAttempts.ofAddress(exchange.client().network()), now);
    attempts.failed(LoginAttempts.ofUser(user), now);
  }

  private void attempt(Exchange exchange, UserRequest.LoginUser request, String name) {
    // A copy of what is needed: the state may change while the password is being hashed.
    @Nullable User[] known = new User[1];
    String[] hash = {""};
    int status =
        lookup.look(state -> {
          User user = state.user(request.username());
          if (user == null) {
            return Status.INVALID_CREDENTIALS;
          }
          known[0] = user;
          hash[0] = user.passwordHash();
          return user.isActive() ? Status.OK : Status.USER_INACTIVE;
        });
    if (status != Status.OK) {
      if (status == Status.INVALID_CREDENTIALS) {
        failed(exchange, name);
      }
      exchange.answer(status);
      return;
    }
    verify(
        exchange,
        request.password(),
        hash[0],
        right -> {
          if (!right) {
            failed(exchange, name);
            exchange.answer(Status.INVALID_CREDENTIALS);
          } else {
            shard.node().loginAttempts().succeeded(LoginAttempts.ofUser(name));
            login(exchange, lookup, known[0]);
          }
        });
  }

  /** The connection belongs to the user from now on. */
  static void login(Exchange exchange, Lookup lookup, @Nullable User user) {
    if (user == null) {
      throw new IllegalStateException("login of nobody");
    }
    if (!exchange.client().registered()) {
      exchange.answer(Status.CLIENT_NOT_FOUND);
      return;
    }
    Client client = exchange.client();
    Admission admission = exchange.home().node().admission();
    if (!admission.changeSession(client.session(), user.incarnation())) {
      exchange.answer(Status.FEATURE_UNAVAILABLE);
      return;
    }
    client.login(user.id(), user.incarnation());
    exchange.loggedIn(lookup.buffer(), user.id());
  }

  /** In the newer protocol a session ends with it, and with the session its memberships. */
  private void logout(Exchange exchange) {
    if (!exchange.client().registered()) {
      exchange.answer(Status.CLIENT_NOT_FOUND);
      return;
    }
    Client client = exchange.client();
    exchange.home().node().admission().changeSession(client.session(), Admission.NO_SESSION);
    client.logout();
    if (exchange.isVsr()) {
      lookup.propose(exchange, new MembershipCommand.ClientGone(client.key()));
    } else {
      exchange.answer(Status.OK);
    }
  }

  private int get(Exchange exchange, State state, UserRequest.GetUser request) {
    User user = Lookup.user(state, request.user());
    if (user == null && request.user() instanceof Identifier.Named) {
      return Status.OK;
    }
    boolean own = user != null && user.equals(Lookup.own(state, exchange));
    if (!own && !Lookup.permissions(state, exchange).canReadUsers()) {
      return Status.UNAUTHORIZED;
    }
    if (user != null) {
      record(user);
      Answers.userPermissions(lookup.buffer(), PermissionsForm.wire(user.granted()));
    }
    return Status.OK;
  }

  private int list(Exchange exchange, State state) {
    if (!Lookup.permissions(state, exchange).canReadUsers()) {
      return Status.UNAUTHORIZED;
    }
    for (User user : state.users()) {
      record(user);
    }
    return Status.OK;
  }

  private void create(Exchange exchange, UserRequest.CreateUser request) {
    if (!manages(exchange)) {
      return;
    }
    int status = Status.OK;
    if (!isName(request.username())) {
      status = Status.INVALID_USERNAME;
    } else if (!isPassword(request.password())) {
      status = Status.INVALID_PASSWORD;
    } else if (!isStatus(request.status())) {
      status = Status.INVALID_COMMAND;
    } else if (lookup.look(state -> state.user(request.username()) == null ? 0 : 1) != 0) {
      status = Status.USER_ALREADY_EXISTS;
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    WirePermissions permissions = request.permissions();
    hash(
        exchange,
        request.password(),
        hash ->
            lookup.propose(
                exchange,
                new UserCommand.CreateUser(
                    Bytes.of(request.username()),
                    hash,
                    request.status(),
                    PermissionsForm.stored(permissions),
                    shard.driver().wallMicros()),
                (state, id) -> {
                  User made = state.user(id);
                  if (made != null) {
                    record(made);
                    Answers.userPermissions(lookup.buffer(), PermissionsForm.wire(made.granted()));
                  }
                }));
  }

  private void update(Exchange exchange, UserRequest.UpdateUser request) {
    if (!manages(exchange)) {
      return;
    }
    byte[] name = request.username();
    if (name != null && !isName(name)) {
      exchange.answer(Status.INVALID_USERNAME);
      return;
    }
    if (request.status().isPresent() && !isStatus(request.status().getAsInt())) {
      exchange.answer(Status.INVALID_COMMAND);
      return;
    }
    if (find(exchange, request.user())) {
      lookup.propose(
          exchange,
          new UserCommand.UpdateUser(
              found,
              name == null ? null : Bytes.of(name),
              request.status().orElse(UserCommand.KEEP_STATUS)));
    }
  }

  private void changePassword(Exchange exchange, UserRequest.ChangePassword request) {
    if (!isPassword(request.currentPassword()) || !isPassword(request.newPassword())) {
      exchange.answer(Status.INVALID_PASSWORD);
      return;
    }
    if (!find(exchange, request.user())) {
      return;
    }
    int user = found;
    long mark = lookup.mark();
    if (!isOwn(exchange, user) && !manages(exchange)) {
      return;
    }
    String[] hash = {""};
    int status =
        lookup.look(state -> {
          User of = state.user(user);
          if (of == null) {
            return Status.RESOURCE_NOT_FOUND;
          }
          hash[0] = of.passwordHash();
          return Status.OK;
        });
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    verify(
        exchange,
        request.currentPassword(),
        hash[0],
        right -> {
          if (!right) {
            exchange.answer(Status.INVALID_CREDENTIALS);
          } else {
            hash(
                exchange,
                request.newPassword(),
                fresh ->
                    lookup.propose(
                        exchange,
                        new UserCommand.ChangePassword(user, fresh),
                        mark,
                        (state, id) -> {}));
          }
        });
  }

  /**
   * Hashes a new password beside the shard and goes on with the hash; answers when too much waits.
   */
  private void hash(Exchange exchange, byte[] password, Consumer<String> then) {
    byte[] salt = new byte[Passwords.SALT_BYTES];
    fill(shard.driver(), salt);
    String[] hash = new String[1];
    Passwords.Cost cost = shard.node().passwordCost();
    offload(
        exchange, () -> hash[0] = Passwords.hash(password, salt, cost), () -> then.accept(hash[0]));
  }

  private void verify(Exchange exchange, byte[] password, String hash, Consumer<Boolean> then) {
    RememberedPasswords remembered = shard.node().passwords();
    if (remembered.knows(password, hash)) {
      then.accept(true);
      return;
    }
    boolean[] right = new boolean[1];
    offload(
        exchange,
        () -> {
          right[0] = Passwords.matches(password, hash);
          if (right[0]) {
            remembered.remember(password, hash);
          }
        },
        () -> then.accept(right[0]));
  }

  private void offload(Exchange exchange, Runnable work, Runnable then) {
    if (!shard.node().offload().run(work, shard, at -> then.run())) {
      exchange.answer(Status.FEATURE_UNAVAILABLE);
    }
  }

  /** Fills the array with random bytes. */
  static void fill(Driver driver, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) driver.random();
    }
  }

  private boolean isOwn(Exchange exchange, int user) {
    int own =
        lookup.look(state -> {
          User caller = Lookup.own(state, exchange);
          return caller == null ? Client.NOBODY : caller.id();
        });
    return own == user;
  }

  private boolean manages(Exchange exchange) {
    boolean allowed =
        lookup.look(state -> {
          Permissions permissions = Lookup.permissions(state, exchange);
          return permissions.canManageUsers() ? Status.OK : Status.UNAUTHORIZED;
        })
            == Status.OK;
    if (!allowed) {
      exchange.answer(Status.UNAUTHORIZED);
    }
    return allowed;
  }

  private boolean find(Exchange exchange, Identifier identifier) {
    int status =
        lookup.look(state -> {
          User user = Lookup.user(state, identifier);
          if (user == null) {
            return Status.RESOURCE_NOT_FOUND;
          }
          found = user.id();
          return Status.OK;
        });
    if (status != Status.OK) {
      exchange.answer(status);
    }
    return status == Status.OK;
  }

  private void record(User user) {
    Answers.user(
        lookup.buffer(), user.id(), user.createdAt(), user.status(), user.name().toArray());
    if (lookup.vsr()) {
      Replies.noOptions(lookup.buffer());
    }
  }

  private static boolean isName(byte[] name) {
    return name.length >= NAME_LEAST && name.length <= NAME_MOST;
  }

  private static boolean isPassword(byte[] password) {
    return password.length >= PASSWORD_LEAST && password.length <= PASSWORD_MOST;
  }

  private static boolean isStatus(int code) {
    return code == User.ACTIVE || code == User.INACTIVE;
  }
}
