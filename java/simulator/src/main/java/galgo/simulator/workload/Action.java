package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.Identifier;
import galgo.wire.Status;
import java.nio.charset.StandardCharsets;

/** One request of a client, and what its answer teaches the model. Used once. */
abstract class Action {
  private static final long UNSENT = -1;

  final Model model;
  private long sent = UNSENT;
  private String outcome = "";
  private boolean last;

  Action(Model model) {
    this.model = model;
  }

  /** The request's frame. */
  abstract byte[] encode(Dialect dialect);

  /** It goes out now; whether it arrives is not known. */
  void begin(long now) {}

  /** It was answered. */
  abstract void answered(int status, byte[] payload, long now);

  /** No answer will come; it may have been carried out, or be later. */
  void lost() {}

  /** What it asks, for the trace. */
  @Override
  public abstract String toString();

  final void send() {
    sent = model.tick();
    begin(sent);
  }

  final void answer(int status, byte[] payload) {
    answered(status, payload, model.tick());
  }

  /** What the answer said, for the trace; empty when the status says it all. */
  final String outcome() {
    return outcome;
  }

  final void outcome(String text) {
    outcome = text;
  }

  /** When it is answered, the client leaves. */
  final void endsConnection() {
    last = true;
  }

  final boolean isLast() {
    return last;
  }

  final long sent() {
    if (sent == UNSENT) {
      throw new IllegalStateException(this + " was not sent");
    }
    return sent;
  }

  /** Lets pass what the faults of the run excuse: the server could not do it. */
  final void refused(int status) {
    boolean excused =
        switch (status) {
          case Status.CANNOT_APPEND_MESSAGE,
              Status.CANNOT_WRITE_TO_FILE,
              Status.CANNOT_SYNC_FILE,
              Status.IO_ERROR ->
              model.allowances().diskErrors() || model.allowances().damage();
          case Status.CANNOT_READ_MESSAGE, Status.INVALID_MESSAGE_CHECKSUM ->
              model.allowances().diskErrors() || model.allowances().damage();
          case Status.CANNOT_READ_CONSUMER_OFFSETS -> model.allowances().damage();
          default -> false;
        };
    if (!excused) {
      throw new Finding(this + " was answered with " + status + " (" + Status.text(status) + ")");
    }
  }

  static Identifier named(String name) {
    return new Identifier.Named(utf8(name));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
