package galgo.journal;

import org.jspecify.annotations.Nullable;

/**
 * One entry on its way into the journal: made once by who proposes, used again and again, one entry
 * at a time. Belongs to the shard's thread.
 */
public abstract class Proposal {
  boolean pending;
  long sequence;
  @Nullable Block block;

  /** The frame that holds the entry; 0 while it is in none. Stays until proposed again. */
  public final long sequence() {
    return sequence;
  }

  /** Whether an entry of it was proposed and is not decided. */
  public final boolean pending() {
    return pending;
  }

  /**
   * The entry's fate; called once, in the order of the group's ops and of the entries in them. May
   * begin and propose again, this proposal too.
   *
   * @param status 0: durable and committed. Below 0, a negative {@link galgo.io.Errno}: the journal
   *     has failed, and the entry may or may not be found by the next start; or the status given to
   *     {@link Journal#bodyFailed}, and the entry will not be found
   */
  protected abstract void decided(int status);
}
