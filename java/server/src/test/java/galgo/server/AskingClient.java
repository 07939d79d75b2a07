package galgo.server;

import galgo.wire.DataRequest;
import galgo.wire.Request;
import java.io.IOException;

/** A client of either protocol, as far as a test of the commands needs it. */
interface AskingClient extends AutoCloseable {
  /** Logs in as root. */
  AskingClient login() throws IOException;

  /** Sends and waits; returns the status. */
  int ask(Request request) throws IOException;

  int ask(DataRequest request) throws IOException;

  @Override
  void close() throws IOException;
}
