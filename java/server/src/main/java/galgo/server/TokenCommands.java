package galgo.server;

import galgo.metadata.AccessToken;
import galgo.metadata.Bytes;
import galgo.metadata.User;
import galgo.metadata.UserCommand;
import galgo.wire.Answers;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.jspecify.annotations.Nullable;

/**
 * Personal access tokens: 50 random bytes in Base64, told once; kept as their BLAKE3 hash. Hashing
 * one takes microseconds and stays on the shard.
 */
final class TokenCommands {
  private static final int NAME_LEAST = 3;
  private static final int NAME_MOST = 30;
  private static final int SECRET_BYTES = 50;

  /** Both mean "never" in a request; stored and listed as 0. */
  private static final long DEFAULT = 0;

  private static final long NEVER = -1;

  /** The last moment that can be told. */
  private static final long BEYOND = Long.MAX_VALUE;

  private final Shard shard;
  private final Lookup lookup;

  TokenCommands(Shard shard, Lookup lookup) {
    this.shard = shard;
    this.lookup = lookup;
  }

  void list(Exchange exchange) {
    lookup.answer(
        exchange,
        state -> {
          User user = Lookup.own(state, exchange);
          if (user == null) {
            return Status.RESOURCE_NOT_FOUND;
          }
          for (AccessToken token : user.tokens()) {
            Answers.personalAccessToken(lookup.buffer(), token.name().toArray(), token.expiresAt());
          }
          return Status.OK;
        });
  }

  void create(Exchange exchange, UserRequest.CreatePersonalAccessToken request) {
    if (request.name().length < NAME_LEAST || request.name().length > NAME_MOST) {
      exchange.answer(Status.INVALID_PERSONAL_ACCESS_TOKEN_NAME);
      return;
    }
    int owner = exchange.client().user();
    int most = shard.node().settings().tokens().maxPerUser();
    int status =
        lookup.look(state -> {
          User user = Lookup.own(state, exchange);
          if (user == null) {
            return Status.RESOURCE_NOT_FOUND;
          }
          return user.tokens().size() >= most
              ? Status.PERSONAL_ACCESS_TOKENS_LIMIT_REACHED
              : Status.OK;
        });
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    long expiresAt = expiresAt(request.expiry());
    if (expiresAt == BEYOND && exchange.isVsr()) {
      exchange.answer(Status.INVALID_PERSONAL_ACCESS_TOKEN_EXPIRY);
      return;
    }
    byte[] secret = new byte[SECRET_BYTES];
    UserCommands.fill(shard.driver(), secret);
    byte[] text = Base64.getEncoder().encode(secret);
    lookup.propose(
        exchange,
        new UserCommand.CreateToken(
            owner, new AccessToken(Bytes.of(request.name()), hash(text), expiresAt), most),
        (state, id) -> Answers.rawToken(lookup.buffer(), text));
  }

  /** When a token expires, 0 for never, {@link #BEYOND} when it is after the end of time. */
  private long expiresAt(long expiry) {
    if (expiry == DEFAULT || expiry == NEVER) {
      return 0;
    }
    long at = shard.driver().wallMicros() + expiry;
    return expiry < 0 || at < 0 ? BEYOND : at;
  }

  void delete(Exchange exchange, UserRequest.DeletePersonalAccessToken request) {
    int status =
        lookup.look(
            state -> Lookup.own(state, exchange) == null ? Status.RESOURCE_NOT_FOUND : Status.OK);
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    lookup.propose(
        exchange, new UserCommand.DeleteToken(exchange.client().user(), Bytes.of(request.name())));
  }

  void login(Exchange exchange, UserRequest.LoginWithPersonalAccessToken request) {
    UserCommands.afterDelay(exchange, "", () -> attempt(exchange, request));
  }

  private void attempt(Exchange exchange, UserRequest.LoginWithPersonalAccessToken request) {
    long now = shard.driver().wallMicros();
    Bytes hash = hash(request.token());
    @Nullable User[] known = new User[1];
    int status =
        lookup.look(state -> {
          User owner = state.userOfToken(hash);
          if (owner == null) {
            return Status.RESOURCE_NOT_FOUND;
          }
          for (AccessToken token : owner.tokens()) {
            if (token.hash().equals(hash) && token.expired(now)) {
              return Status.PERSONAL_ACCESS_TOKEN_EXPIRED;
            }
          }
          known[0] = owner;
          int inactive = exchange.isVsr() ? Status.UNAUTHENTICATED : Status.USER_INACTIVE;
          return owner.isActive() ? Status.OK : inactive;
        });
    if (status != Status.OK) {
      if (status == Status.RESOURCE_NOT_FOUND) {
        String address = LoginAttempts.ofAddress(exchange.client().network());
        shard.node().loginAttempts().failed(address, shard.driver().monotonicNanos());
      }
      exchange.answer(status);
    } else {
      UserCommands.login(exchange, lookup, known[0]);
    }
  }

  /** BLAKE3-256 in hexadecimal digits, as Iggy keeps tokens. */
  private static Bytes hash(byte[] token) {
    Blake3Digest digest = new Blake3Digest(32);
    digest.update(token, 0, token.length);
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return Bytes.of(HexFormat.of().formatHex(hash));
  }
}
