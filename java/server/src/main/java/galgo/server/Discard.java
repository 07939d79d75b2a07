package galgo.server;

import galgo.io.Loop;
import galgo.io.Operation;

/** Closes a handle that nobody will hear of again. */
final class Discard extends Operation {
  private final Loop loop;

  private Discard(Loop loop) {
    this.loop = loop;
  }

  static void close(Loop loop, int handle) {
    loop.close(handle, new Discard(loop));
  }

  @Override
  protected void completed(int result, int flags, long data) {
    loop.forget(this);
  }
}
