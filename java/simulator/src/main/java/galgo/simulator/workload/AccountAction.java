package galgo.simulator.workload;

import galgo.wire.Request;
import galgo.wire.Status;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Asks or changes something about a user. */
final class AccountAction extends Action {
  /** Judges an answer; false leaves it to what all of these have in common. */
  interface Judge {
    boolean judge(int status, Payload payload, long from, long to);
  }

  private final Request request;
  private final String text;
  private final UserModel user;
  private final Judge judge;
  private LongFunction<@Nullable Span> beginning = _ -> null;
  private @Nullable Register register;
  private @Nullable Span span;

  AccountAction(Model model, Request request, String text, UserModel user, Judge judge) {
    super(model);
    this.request = request;
    this.text = text;
    this.user = user;
    this.judge = judge;
  }

  AccountAction(Model model, Request request, String text, UserModel user) {
    this(model, request, text, user, (status, payload, from, to) -> false);
  }

  /** It takes effect at the moment that this notes. */
  AccountAction begins(LongFunction<@Nullable Span> effect) {
    beginning = effect;
    return this;
  }

  /** It writes a value, unless it is refused. */
  AccountAction writes(Register target, long value) {
    register = target;
    return begins(now -> target.write(value, now, true).span);
  }

  @Override
  byte[] encode(Dialect dialect) {
    return dialect.frame(request);
  }

  @Override
  void begin(long now) {
    span = beginning.apply(now);
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    Span effect = span;
    if (status != Status.OK && register != null && effect != null && isRefusal(status)) {
      register.refused(effect);
    }
    if (judge.judge(status, new Payload(payload), sent(), now)) {
      return;
    }
    switch (status) {
      case Status.OK -> {
        if (effect != null) {
          effect.happened(now);
        }
      }
      case Status.RESOURCE_NOT_FOUND -> user.life.seen(false, sent(), now);
      default -> refused(status);
    }
  }

  /** Whether nothing was changed for certain. */
  private static boolean isRefusal(int status) {
    return status == Status.RESOURCE_NOT_FOUND
        || status == Status.INVALID_CREDENTIALS
        || status == Status.UNAUTHORIZED;
  }

  @Override
  public String toString() {
    return text;
  }
}
