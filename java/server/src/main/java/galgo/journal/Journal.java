package galgo.journal;

import galgo.io.Loop;

/**
 * The journal of one shard: gathers what its groups want on disk, writes it as frames, and decides
 * proposals when their frames are on stable storage, in order.
 *
 * <p>Belongs to the shard's thread. A failed write or sync ends it for good: all proposals are
 * decided with the error, nothing is taken any more, {@link #failure} says why.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "unused"})
public final class Journal {
  /** The longest body that goes into a frame, bytes; a longer one is placed. */
  public static final int MAX_BODY = 896 * 1024;

  /**
   * Begins the journal of this start; blocking, a few milliseconds.
   *
   * @param directory that of the journals, as given to {@link Recovered#read}
   * @param shard number of this shard, from 0
   * @param recovered what earlier starts left: where its groups go on
   * @param groups numbers of the groups this journal serves; none that is damaged
   * @throws DataDirectoryException when its first file cannot be made
   */
  public Journal(
      Loop loop,
      String directory,
      JournalSettings settings,
      JournalIdentity identity,
      int shard,
      Recovered recovered,
      int[] groups) {
    throw new UnsupportedOperationException(
        directory + loop + settings + identity + shard + recovered + groups.length);
  }

  /**
   * Begins an entry of a group. The caller fills in the header, seals it ({@link EntryHeader#seal})
   * and calls {@link #propose} or {@link #proposePlaced} before anything else of this class.
   *
   * @param bodyLength bytes that go into the frame, 0 to {@link #MAX_BODY}; 0 for a placed entry
   * @param placed whether the body lies in a segment
   * @return the address of its 128 bytes, zero but for {@link EntryHeader#OP} and {@link
   *     EntryHeader#INDEX}, which stay as they are; 0 when there is no room now or never again
   */
  public long begin(int group, int bodyLength, boolean placed) {
    throw new UnsupportedOperationException("group " + group + bodyLength + placed);
  }

  /**
   * Takes the entry just begun.
   *
   * @param proposal not pending
   * @param body address of the body, readable and unchanged until decided
   */
  public void propose(Proposal proposal, long body) {
    throw new UnsupportedOperationException("" + proposal + body);
  }

  /**
   * Takes the placed entry just begun: it, and what follows in its group, waits until {@link
   * #bodyDurable} or {@link #bodyFailed}.
   */
  public void proposePlaced(Proposal proposal) {
    throw new UnsupportedOperationException("" + proposal);
  }

  /** The body of a placed proposal is on stable storage. No effect when the journal has failed. */
  public void bodyDurable(Proposal proposal) {
    throw new UnsupportedOperationException("" + proposal);
  }

  /**
   * A placed body could not be written, nothing of it is claimed: its entry becomes a no-op with
   * the same op and index, so that the group goes on. The proposal is decided with the status in
   * its turn.
   *
   * @param status below 0
   */
  public void bodyFailed(Proposal proposal, int status) {
    throw new UnsupportedOperationException("" + proposal + status);
  }

  /** Gathers and submits what is ready; once a turn of the shard, before the loop's. */
  public void turn() {
    throw new UnsupportedOperationException();
  }

  /** Whether {@link #begin} would succeed for a small entry of a group that has nothing waiting. */
  public boolean hasRoom() {
    return false;
  }

  /** The last frame submitted, 0 before the first. */
  public long lastSequence() {
    return 0;
  }

  /** All frames up to this one are on stable storage and their proposals decided. */
  public long durableSequence() {
    return 0;
  }

  /**
   * About how many bytes the frames after this one take; exact where one file ends and the next
   * begins.
   */
  public long bytesSince(long sequence) {
    throw new UnsupportedOperationException("" + sequence);
  }

  /** The last operation of the group that is in a frame, durable or not yet. */
  public long head(int group) {
    throw new UnsupportedOperationException("group " + group);
  }

  /** Writes the 16 bytes of the block checksum of {@link #head}. */
  public void headChecksum(int group, long target) {
    throw new UnsupportedOperationException("group " + group + target);
  }

  /** Microseconds since 1970 of the block of {@link #head}. */
  public long headTimestamp(int group) {
    throw new UnsupportedOperationException("group " + group);
  }

  /** Nothing waits and nothing is in flight. */
  public boolean idle() {
    return true;
  }

  /** Empty while it works, then what failed and what to do. */
  public String failure() {
    return "";
  }

  /**
   * Frames up to and including this one are no longer needed: for each of their blocks a durable
   * checkpoint of its group covers it. Their files are used again.
   *
   * @param sequence at most {@link #durableSequence}
   */
  public void trim(long sequence) {
    throw new UnsupportedOperationException("" + sequence);
  }

  /** Gives up its files. What is in flight ends with the driver. */
  public void close() {}
}
