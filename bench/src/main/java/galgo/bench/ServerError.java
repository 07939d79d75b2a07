package galgo.bench;

import java.io.IOException;

/** An answer with a status other than 0, or one that makes no sense. */
final class ServerError extends IOException {
  private static final long serialVersionUID = 1L;

  private ServerError(String message) {
    super(message);
  }

  /** The server refused a command. */
  static ServerError refused(int code, int status) {
    return new ServerError("the server answered command " + code + " with status " + status);
  }

  /** The server answered something that the protocol does not have. */
  static ServerError wrong(int code, String what) {
    return new ServerError("wrong answer to command " + code + ": " + what);
  }
}
