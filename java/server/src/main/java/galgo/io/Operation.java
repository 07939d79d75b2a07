package galgo.io;

/**
 * Something that can be in flight, once at a time: a connection's receive, a partition's write.
 * Made once, used again and again, so that a request allocates nothing. Belongs to the thread of
 * its loop.
 */
public abstract class Operation {
  /** Slot and generation in the loop's table; −1 while it has none. */
  long tag = -1;

  boolean pending;

  /** Whether it was submitted and has not (finally) completed. */
  public final boolean pending() {
    return pending;
  }

  /**
   * Called once a completion, after all completions of the turn were collected. May submit, this
   * operation too unless it goes on.
   *
   * @param result the operation's number or a negative {@link Errno}
   * @param flags {@link Completions#MORE}, {@link Completions#BUFFER}
   * @param data address of the provided buffer, or 0
   */
  protected abstract void completed(int result, int flags, long data);
}
