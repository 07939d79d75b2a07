package galgo.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users and their tokens: checks and applies the commands about them. */
final class Users {
  private final Incarnations incarnations;
  private final Slots<User> users = new Slots<>(Limits.USERS);
  private final NameIndex names = new NameIndex();
  private final NameIndex tokenOwners = new NameIndex();

  Users(Incarnations incarnations) {
    this.incarnations = incarnations;
  }

  Slots<User> all() {
    return users;
  }

  @Nullable User named(byte[] name) {
    return users.get(names.get(name));
  }

  @Nullable User named(Bytes name) {
    return users.get(names.get(name));
  }

  @Nullable User named(long address, int length) {
    return users.get(names.get(address, length));
  }

  @Nullable User ofToken(Bytes hash) {
    return users.get(tokenOwners.get(hash));
  }

  int check(UserCommand command) {
    return switch (command) {
      case UserCommand.CreateUser create -> checkCreate(create);
      case UserCommand.DeleteUser delete -> checkNotRoot(delete.user(), Refusal.CANNOT_DELETE_USER);
      case UserCommand.UpdateUser update -> checkUpdate(update);
      case UserCommand.UpdatePermissions update -> {
        int status = checkNotRoot(update.user(), Refusal.CANNOT_CHANGE_PERMISSIONS);
        yield status == Refusal.NONE ? checkPermissions(update.permissions()) : status;
      }
      case UserCommand.ChangePassword change ->
          users.get(change.user()) == null
              ? Refusal.RESOURCE_NOT_FOUND
              : checkHash(change.passwordHash());
      case UserCommand.CreateToken create -> checkToken(create);
      case UserCommand.DeleteToken delete -> {
        User user = users.get(delete.user());
        yield user == null || user.token(delete.name()) == null
            ? Refusal.RESOURCE_NOT_FOUND
            : Refusal.NONE;
      }
      case UserCommand.ExpireTokens expire -> Refusal.NONE;
    };
  }

  private int checkCreate(UserCommand.CreateUser create) {
    if (!isUsername(create.name())) {
      return Refusal.INVALID_USERNAME;
    }
    if (!isStatus(create.status())) {
      return Refusal.INVALID_COMMAND;
    }
    if (named(create.name()) != null) {
      return Refusal.USER_ALREADY_EXISTS;
    }
    if (users.isFull()) {
      return Refusal.USERS_LIMIT_REACHED;
    }
    int status = checkPermissions(create.permissions());
    return status == Refusal.NONE ? checkHash(create.passwordHash()) : status;
  }

  private int checkUpdate(UserCommand.UpdateUser update) {
    Bytes name = update.name();
    if (name != null && !isUsername(name)) {
      return Refusal.INVALID_USERNAME;
    }
    if (update.status() != UserCommand.KEEP_STATUS && !isStatus(update.status())) {
      return Refusal.INVALID_COMMAND;
    }
    if (users.get(update.user()) == null) {
      return Refusal.RESOURCE_NOT_FOUND;
    }
    User holder = name == null ? null : named(name);
    return holder != null && holder.id() != update.user()
        ? Refusal.USER_ALREADY_EXISTS
        : Refusal.NONE;
  }

  private int checkToken(UserCommand.CreateToken create) {
    AccessToken token = create.token();
    int length = token.name().length();
    if (length < Limits.TOKEN_NAME_SHORTEST || length > Limits.TOKEN_NAME_LONGEST) {
      return Refusal.INVALID_TOKEN_NAME;
    }
    User user = users.get(create.user());
    if (user == null) {
      return Refusal.RESOURCE_NOT_FOUND;
    }
    if (user.tokens().size() >= create.limit()) {
      return Refusal.TOKENS_LIMIT_REACHED;
    }
    return user.token(token.name()) != null || ofToken(token.hash()) != null
        ? Refusal.TOKEN_ALREADY_EXISTS
        : Refusal.NONE;
  }

  private int checkNotRoot(int user, int refusalOfRoot) {
    if (users.get(user) == null) {
      return Refusal.RESOURCE_NOT_FOUND;
    }
    return user == User.ROOT ? refusalOfRoot : Refusal.NONE;
  }

  private static int checkPermissions(@Nullable Permissions permissions) {
    return permissions != null && permissions.entries() > Limits.PERMISSION_ENTRIES
        ? Refusal.INVALID_FORMAT
        : Refusal.NONE;
  }

  private static int checkHash(String hash) {
    return hash.length() > Limits.PASSWORD_HASH_LENGTH ? Refusal.INVALID_FORMAT : Refusal.NONE;
  }

  private static boolean isUsername(Bytes name) {
    return name.length() >= Limits.USERNAME_SHORTEST && name.length() <= Limits.USERNAME_LONGEST;
  }

  private static boolean isStatus(int status) {
    return status == User.ACTIVE || status == User.INACTIVE;
  }

  /** Carries out a command that {@link #check} has let pass. */
  Outcome apply(UserCommand command) {
    switch (command) {
      case UserCommand.CreateUser create -> {
        return create(create);
      }
      case UserCommand.DeleteUser delete -> delete(users.require(delete.user()));
      case UserCommand.UpdateUser update -> update(update);
      case UserCommand.UpdatePermissions update -> {
        User user = users.require(update.user());
        users.replace(user.id(), user.withGranted(update.permissions()));
      }
      case UserCommand.ChangePassword change -> {
        User user = users.require(change.user());
        users.replace(user.id(), user.withPasswordHash(change.passwordHash()));
      }
      case UserCommand.CreateToken create -> {
        User user = users.require(create.user());
        tokenOwners.add(create.token().hash(), user.id());
        users.replace(user.id(), user.with(create.token()));
      }
      case UserCommand.DeleteToken delete -> deleteToken(delete.user(), delete.name());
      case UserCommand.ExpireTokens expire -> expireTokens(expire.now());
    }
    return Outcome.DONE;
  }

  private Outcome create(UserCommand.CreateUser create) {
    Permissions granted = create.permissions();
    User user =
        new User(
            users.nextId(),
            incarnations.take(),
            create.name(),
            create.status(),
            create.passwordHash(),
            granted,
            granted == null ? Permissions.NONE : granted,
            List.of(),
            create.createdAt());
    users.add(user);
    names.add(user.name(), user.id());
    return Outcome.created(user.id());
  }

  private void delete(User user) {
    user.tokens().forEach(token -> tokenOwners.remove(token.hash()));
    names.remove(user.name());
    users.remove(user.id());
  }

  private void update(UserCommand.UpdateUser update) {
    User user = users.require(update.user());
    Bytes name = update.name();
    if (name != null) {
      names.remove(user.name());
      names.add(name, user.id());
      user = user.renamed(name);
    }
    if (update.status() != UserCommand.KEEP_STATUS) {
      user = user.withStatus(update.status());
    }
    users.replace(user.id(), user);
  }

  private void deleteToken(int id, Bytes tokenName) {
    User user = users.require(id);
    AccessToken token = user.token(tokenName);
    if (token == null) {
      throw new IllegalStateException("user " + id + " has no token " + tokenName);
    }
    tokenOwners.remove(token.hash());
    users.replace(id, user.without(token));
  }

  private void expireTokens(long now) {
    for (User user : users) {
      for (AccessToken token : user.tokens()) {
        if (token.expired(now)) {
          deleteToken(user.id(), token.name());
        }
      }
    }
  }

  /** What users may do in a stream that is gone must not hold for the next one with its id. */
  void forgetStream(int stream) {
    for (User user : users) {
      if (user.permissions().mentions(stream)) {
        users.replace(user.id(), user.withoutStream(stream));
      }
    }
  }

  void restoreIds(RestoreCommand.Ids ids) {
    users.restore(ids.end(), ids.freeIds());
  }

  void restore(User user) {
    users.restore(user.id(), user);
    names.add(user.name(), user.id());
    user.tokens().forEach(token -> tokenOwners.add(token.hash(), user.id()));
  }
}
