package galgo.server;

import galgo.wire.CommandCode;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import galgo.wire.vsr.BodyDecoder;
import galgo.wire.vsr.Eviction;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.ProtocolVersion;
import galgo.wire.vsr.Register;
import galgo.wire.vsr.RequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol of Iggy 0.9 asks before a command is looked at: logins with a version,
 * sessions, numbered requests that may come twice. Every request is answered. Belongs to one shard.
 */
final class SessionRequests {
  private final Shard shard;
  private final Dispatcher dispatcher;

  SessionRequests(Shard shard, Dispatcher dispatcher) {
    this.shard = shard;
    this.dispatcher = dispatcher;
  }

  /** Has the request carried out whose header the form has; the header was checked. */
  void dispatch(Exchange exchange, VsrForm form, long body, int length) {
    RequestHeader header = form.request();
    exchange.client().heartbeat(shard.driver().wallMicros());
    if (!header.covers(body, length, shard.driver().kernels())) {
      exchange.answer(Status.INVALID_FORMAT);
      return;
    }
    switch (header.operation()) {
      case Operation.REGISTER -> register(exchange, body, length);
      case Operation.NON_REPLICATED -> unnumbered(exchange, header, body, length);
      case Operation.LOGOUT -> {
        if (exchange.client().loggedIn()) {
          dispatcher.carryOut(exchange, new UserRequest.LogoutUser());
        } else {
          exchange.answer(Status.OK);
        }
      }
      default -> numbered(exchange, form, header, body, length);
    }
  }

  /** Before a login there is nothing but pings; logins have an operation of their own. */
  private void unnumbered(Exchange exchange, RequestHeader header, long body, int length) {
    int code = header.code();
    if (code == CommandCode.LOGIN_USER || code == CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN) {
      exchange.evict(Eviction.MALFORMED_LOGIN);
    } else if (code != CommandCode.PING && !exchange.client().loggedIn()) {
      exchange.answer(Status.UNAUTHENTICATED);
    } else {
      dispatcher.dispatch(exchange, BodyDecoder.code(header), body, length);
    }
  }

  private void register(Exchange exchange, long body, int length) {
    @Nullable Register register = Register.decode(body, length);
    Request login = register == null ? null : register.login();
    if (register != null && !ProtocolVersion.isServed(register.protocol())) {
      exchange.evict(Eviction.INCOMPATIBLE_PROTOCOL);
    } else if (login == null) {
      exchange.evict(Eviction.MALFORMED_LOGIN);
    } else {
      dispatcher.carryOut(exchange, login);
    }
  }

  private void numbered(
      Exchange exchange, VsrForm form, RequestHeader header, long body, int length) {
    Session session = form.session();
    if (!exchange.client().loggedIn() || !session.isOf(header)) {
      exchange.evict(Eviction.NO_SESSION);
      return;
    }
    int order = Long.compareUnsigned(header.session(), session.number());
    if (order < 0) {
      exchange.evict(Eviction.SESSION_TOO_LOW);
    } else if (order > 0) {
      exchange.answer(Status.INVALID_COMMAND);
    } else {
      switch (session.admit(header)) {
        case NEW -> dispatcher.dispatch(exchange, BodyDecoder.code(header), body, length);
        case AGAIN -> exchange.answerAgain(session, header.request());
        case LONG_AGO -> exchange.answer(Status.REQUEST_ALREADY_APPLIED);
        case CONTRADICTION -> exchange.answer(Status.INVALID_COMMAND);
      }
    }
  }
}
