package galgo.server;

import galgo.io.Completions;
import galgo.io.Errno;
import galgo.io.Operation;
import galgo.wire.Status;
import galgo.wire.vsr.RequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: receives requests one at a time, has each answered, closes. May move to
 * another shard between two requests; belongs to the shard it is on.
 */
final class Connection {
  private final Client client;
  private final FrameInput input;
  private final Receive receive = new Receive();
  private final Close close = new Close();

  private Shard shard;
  private int handle;
  private AnswerForm form = new ClassicForm();
  private @Nullable Exchange exchange;
  private final Progress progress = new Progress();
  private final EmptyPolls emptyPolls = new EmptyPolls();

  /** Requests begun so far. */
  private long requests;

  /** Waits for something of the shard's, not for its client. */
  private boolean waiting;

  private boolean closing;
  private boolean closed;

  /** Requests in a row whose partition lives on one other shard. */
  private int foreignRequests;

  private int foreignShard = -1;

  Connection(Shard shard, int handle, Client client, int frameLimit) {
    this.shard = shard;
    this.handle = handle;
    this.client = client;
    this.input = new FrameInput(frameLimit);
  }

  Client client() {
    return client;
  }

  Shard shard() {
    return shard;
  }

  int handle() {
    return handle;
  }

  boolean closing() {
    return closing;
  }

  /** How the request in progress is answered. */
  AnswerForm form() {
    return form;
  }

  EmptyPolls emptyPolls() {
    return emptyPolls;
  }

  /** Goes on with the next request: receives what is missing, or has it carried out. */
  void step() {
    // While its last word is being said, what still comes is not heard.
    if (closing || exchange != null) {
      return;
    }
    waiting = !shard.hasExchange();
    if (waiting) {
      shard.awaitExchange(this);
      return;
    }
    switch (input.next(shard, client.loggedIn())) {
      case DATA -> {
        if (!moveIfWorthwhile()) {
          shard.loop().receiveProvided(handle, receive);
        }
      }
      case REST -> shard.loop().receive(handle, input.restAddress(), input.restLength(), receive);
      case MEMORY -> {
        waiting = true;
        shard.awaitFrame(this);
      }
      case FRAME -> dispatch(begin());
      case REFUSED -> begin().answer(input.refusal());
      case TOO_LARGE -> begin().answerLast(input.refusal());
      case NONSENSE -> close();
    }
  }

  private void dispatch(Exchange started) {
    switch (form) {
      case ClassicForm _ ->
          shard.dispatcher().dispatch(started, input.code(), input.payload(), input.length());
      case VsrForm vsr ->
          shard.sessionRequests().dispatch(started, vsr, input.payload(), input.length());
    }
  }

  /** The answer has gone, or the connection is broken. */
  void answered(int result, boolean last) {
    exchange = null;
    if (closing) {
      finishClose();
    } else if (result < 0 || last) {
      close();
    } else {
      input.finish(shard);
      step();
    }
  }

  /**
   * The server stops: says so to a client that waits for nothing and knows the word, and closes.
   */
  void disconnect() {
    if (exchange == null && !closing && input.vsr() == null) {
      begin().answerLast(Status.DISCONNECTED);
    } else {
      close();
    }
  }

  /** Closes now; a request being carried out is finished, but not answered. */
  void close() {
    if (!closing) {
      closing = true;
      shard.loop().close(handle, close);
    }
  }

  /** Bytes of memory held for a request that has not come in whole or is not answered. */
  int held() {
    return input.held();
  }

  /** Bytes of an answer that its client has not taken, but for those in the socket's buffer. */
  long unsent() {
    Exchange current = exchange;
    return current == null ? 0 : current.sender().unsent();
  }

  /** Orders requests by when they began to hold memory. */
  long order() {
    return input.order();
  }

  /** Whether it waits for something of the shard's before it can go on receiving. */
  boolean waiting() {
    return waiting;
  }

  /** Whether a request is being carried out. */
  boolean busy() {
    return exchange != null;
  }

  /**
   * For how long its client has let it wait for the rest of a request, or has not taken an answer,
   * in nanoseconds; seen only as often as it is asked.
   */
  long stillNanos(long nowNanos) {
    Exchange current = exchange;
    if (current != null) {
      AnswerSender sender = current.sender();
      return progress.still(
          sender.pending() ? Progress.Phase.ANSWER : Progress.Phase.NOTHING,
          requests,
          sender.moved(),
          nowNanos);
    }
    boolean receiving = !closing && !waiting && !input.idle();
    return progress.still(
        receiving ? Progress.Phase.REQUEST : Progress.Phase.NOTHING,
        requests,
        input.moved(),
        nowNanos);
  }

  /**
   * Notes where the partition of a request lives, so that a connection that keeps talking to one
   * shard moves there.
   */
  void talksTo(int owner) {
    if (owner == shard.index()) {
      foreignRequests = 0;
    } else if (owner == foreignShard) {
      foreignRequests++;
    } else {
      foreignShard = owner;
      foreignRequests = 1;
    }
  }

  /** It arrived on another shard. */
  void arrive(Shard at, int newHandle) {
    shard = at;
    handle = newHandle;
    foreignRequests = 0;
    step();
  }

  private Exchange begin() {
    RequestHeader vsr = input.vsr();
    if (vsr != null && form instanceof ClassicForm) {
      form = new VsrForm(vsr);
    }
    Exchange started = shard.takeExchange(this);
    requests++;
    exchange = started;
    return started;
  }

  private boolean moveIfWorthwhile() {
    if (foreignRequests < Shard.REQUESTS_BEFORE_MOVE || !input.idle() || receive.pending()) {
      return false;
    }
    shard.loop().forget(receive);
    shard.loop().forget(close);
    shard.move(this, foreignShard);
    return true;
  }

  private void finishClose() {
    if (closed && exchange == null) {
      input.close(shard);
      shard.loop().forget(receive);
      shard.loop().forget(close);
      shard.ended(this);
    }
  }

  private final class Receive extends Operation {
    @Override
    protected void completed(int result, int flags, long data) {
      boolean provided = (flags & Completions.BUFFER) != 0;
      if (closing || (result <= 0 && result != -Errno.ENOBUFS)) {
        if (provided) {
          shard.recycle(data);
        }
        close();
      } else if (result == -Errno.ENOBUFS) {
        waiting = true;
        shard.awaitBuffer(Connection.this);
      } else if (provided) {
        input.received(data, result);
        step();
      } else {
        input.restReceived(result);
        step();
      }
    }
  }

  private final class Close extends Operation {
    @Override
    protected void completed(int result, int flags, long data) {
      closed = true;
      finishClose();
    }
  }
}
