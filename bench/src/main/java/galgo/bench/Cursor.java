package galgo.bench;

import java.nio.ByteBuffer;

/** Where a consumer reads on. Used by its session alone; allocates nothing per poll. */
sealed interface Cursor permits OffsetCursor, GroupCursor {
  /** The frame of the next poll, ready to be written. */
  ByteBuffer request();

  /**
   * Checks a complete answer to the last request.
   *
   * @throws ServerError when it is not what the protocol promises
   */
  void check(PollAnswer answer) throws ServerError;

  /** Goes on behind what a checked answer brought, if anything, and to the next partition. */
  void advance(PollAnswer answer);

  /** As many polls in a row that find nothing, after the last send, say that all was read. */
  int partitions();
}
