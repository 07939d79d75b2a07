package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * One thing that waits for durability or room: made once, used again and again, waiting once at a
 * time.
 */
public abstract class Ticket {
  boolean waiting;
  long mark;
  @Nullable Ticket next;

  public final boolean waiting() {
    return waiting;
  }

  /**
   * What it waited for has come. May ask for more, also with this ticket.
   *
   * @param error null, or why nothing more becomes durable before a restart
   */
  protected abstract void completed(@Nullable String error);
}
