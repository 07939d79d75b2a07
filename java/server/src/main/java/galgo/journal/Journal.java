package galgo.journal;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Loop;
import galgo.io.Memory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one shard: gathers what its groups want on disk, writes it as frames, and decides
 * proposals when their frames are on stable storage, in order.
 *
 * <p>Belongs to the shard's thread. A failed write or sync ends it for good: all proposals are
 * decided with the error, nothing is taken any more, {@link #failure} says why.
 */
public final class Journal {
  /** The longest body that goes into a frame, bytes; a longer one is placed. */
  public static final int MAX_BODY = 896 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Driver driver;
  private final KeyedHash hash;
  private final BlockPool blocks;
  private final GroupQueue[] groups;
  private final @Nullable GroupQueue[] byNumber;
  private final Pieces pieces;
  private final FrameWriter frames;
  private final Recovered recovered;
  private final int shard;
  private int adopted;
  private int unframed;
  private @Nullable Block begun;
  private int begunLength;
  private boolean begunPlaced;
  private String failure = "";

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
    this.driver = loop.driver();
    this.shard = shard;
    this.recovered = recovered;
    this.hash = new KeyedHash(driver, identity.hashKey());
    this.blocks = new BlockPool(driver);
    this.groups = new GroupQueue[groups.length];
    this.byNumber = new GroupQueue[recovered.groups()];
    long memory = driver.allocate((groups.length * 32L + 4095) & -4096);
    for (int i = 0; i < groups.length; i++) {
      int number = groups[i];
      if (!recovered.damage(number).isEmpty()) {
        throw new IllegalArgumentException(
            "group " + number + " is damaged: " + recovered.damage(number));
      }
      this.groups[i] = new GroupQueue(number, memory + i * 32L, recovered);
      byNumber[number] = this.groups[i];
    }
    this.pieces = new Pieces(loop, directory, settings, identity, shard, this::failed);
    this.frames = new FrameWriter(loop, this, pieces, identity, shard, hash, this.groups);
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
    GroupQueue queue = queue(group);
    if (bodyLength < 0 || bodyLength > MAX_BODY || placed && bodyLength != 0) {
      throw new IllegalArgumentException(
          "bodyLength is " + bodyLength + ", the most is " + (placed ? 0 : MAX_BODY));
    }
    checkNothingBegun();
    if (!works()) {
      return 0;
    }
    @Nullable Block block = placed ? null : queue.open(bodyLength);
    if (block == null) {
      block = queue.full() ? null : blocks.take();
      if (block == null) {
        return 0;
      }
      queue.append(block, driver.wallMicros(), placed);
      unframed++;
    }
    begun = block;
    begunLength = bodyLength;
    begunPlaced = placed;
    long header = block.nextHeader();
    Memory.zero(header, EntryHeader.SIZE);
    Memory.putLong(header + EntryHeader.OP, block.op);
    Memory.putInt(header + EntryHeader.INDEX, block.entries);
    return header;
  }

  /**
   * Takes the entry just begun.
   *
   * @param proposal not pending
   * @param body address of the body, readable and unchanged until decided
   */
  public void propose(Proposal proposal, long body) {
    take(proposal, body, false);
  }

  /**
   * Takes the placed entry just begun: it, and what follows in its group, waits until {@link
   * #bodyDurable} or {@link #bodyFailed}.
   */
  public void proposePlaced(Proposal proposal) {
    proposal.block = take(proposal, 0, true);
  }

  /** The body of a placed proposal is on stable storage. No effect when the journal has failed. */
  public void bodyDurable(Proposal proposal) {
    Block block = placedBlock(proposal);
    if (block != null) {
      block.ready = true;
    }
  }

  /**
   * A placed body could not be written, nothing of it is claimed: its entry becomes a no-op with
   * the same op and index, so that the group goes on. The proposal is decided with the status in
   * its turn.
   *
   * @param status below 0
   */
  public void bodyFailed(Proposal proposal, int status) {
    if (status >= 0) {
      throw new IllegalArgumentException("status is " + status + ", not an error");
    }
    Block block = placedBlock(proposal);
    if (block != null) {
      block.becomeNoOp(status, hash);
    }
  }

  /** Gathers and submits what is ready; once a turn of the shard, before the loop's. */
  public void turn() {
    checkNothingBegun();
    if (!works()) {
      return;
    }
    pieces.retry();
    if (unframed > 0 || frames.submitted() == 0) {
      frames.turn();
    }
    if (works()) {
      adoptOne();
    }
  }

  /** Whether {@link #begin} would succeed for a small entry of a group that has nothing waiting. */
  public boolean hasRoom() {
    return works() && blocks.available() > 0;
  }

  /**
   * Whether the disk is full. What was begun before still has room; nothing more should be begun
   * until it is over, which is found out in later turns.
   */
  public boolean noSpace() {
    return pieces.noSpace();
  }

  /** When {@link #turn} has something to do though nothing happens. */
  public long nextDeadlineNanos() {
    return works() ? pieces.retryNanos() : Long.MAX_VALUE;
  }

  /** The last frame submitted, 0 before the first. */
  public long lastSequence() {
    return frames.submitted();
  }

  /** All frames up to this one are on stable storage and their proposals decided. */
  public long durableSequence() {
    return frames.durable();
  }

  /**
   * About how many bytes the frames after this one take; exact where one file ends and the next
   * begins.
   */
  public long bytesSince(long sequence) {
    return pieces.bytesSince(sequence);
  }

  /** The last operation of the group that is in a frame, durable or not yet. */
  public long head(int group) {
    return queue(group).head;
  }

  /** Writes the 16 bytes of the block checksum of {@link #head}. */
  public void headChecksum(int group, long target) {
    Memory.copy(queue(group).headChecksum, target, 16);
  }

  /** Microseconds since 1970 of the block of {@link #head}. */
  public long headTimestamp(int group) {
    return queue(group).headTimestamp;
  }

  /** Nothing waits and nothing is in flight. */
  public boolean idle() {
    return unframed == 0 && frames.inFlight() == 0;
  }

  /** Empty while it works, then what failed and what to do. */
  public String failure() {
    return failure;
  }

  /**
   * Frames up to and including this one are no longer needed: for each of their blocks a durable
   * checkpoint of its group covers it. Their files are used again.
   *
   * @param sequence at most {@link #durableSequence}
   */
  public void trim(long sequence) {
    if (sequence > durableSequence()) {
      throw new IllegalArgumentException(
          "trimmed to frame " + sequence + ", decided are " + durableSequence());
    }
    pieces.trim(sequence, durableSequence());
  }

  /** Gives up its files. What is in flight ends with the driver. */
  public void close() {
    if (frames.inFlight() == 0) {
      pieces.close();
    }
  }

  boolean works() {
    return failure.isEmpty();
  }

  /** The journal ends: everything that waits is decided with the error. */
  void failed(String path, String what, int error) {
    if (!works()) {
      return;
    }
    failure =
        path
            + " "
            + what
            + " ("
            + Errno.text(error)
            + "). Nothing more is written by this shard; look after the device and start the server again.";
    LOG.error("The journal has failed: {}", failure);
    frames.abandon(error);
    for (GroupQueue group : groups) {
      while (group.first != null) {
        decide(group.removeFirst(), error);
      }
    }
    unframed = 0;
  }

  /** A block's fate is known. */
  void decide(Block block, int result) {
    GroupQueue group = block.group;
    if (group == null) {
      throw new IllegalStateException("op " + block.op + " is decided twice");
    }
    if (result == 0) {
      group.committed = block.op;
    }
    block.decide(result);
    group.blocks--;
    blocks.release(block);
  }

  /** So many blocks went into a frame. */
  void framed(int count) {
    unframed -= count;
  }

  private Block take(Proposal proposal, long body, boolean placed) {
    Block block = begun;
    if (block == null || placed != begunPlaced) {
      throw new IllegalStateException(
          (placed ? "a placed" : "an") + " entry is proposed that was not begun");
    }
    if (proposal.pending) {
      throw new IllegalStateException("the proposal is pending");
    }
    long header = block.nextHeader();
    boolean flagged = (EntryHeader.flags(header) & EntryHeader.FLAG_PLACED) != 0;
    if (EntryHeader.op(header) != block.op
        || EntryHeader.index(header) != block.entries
        || flagged != placed
        || !placed && EntryHeader.bodyLength(header) != begunLength
        || !EntryHeader.headerValid(header, hash.kernels())) {
      throw new IllegalStateException(
          "the header of op "
              + block.op
              + " entry "
              + block.entries
              + " is not what was begun, or not sealed");
    }
    begun = null;
    proposal.pending = true;
    proposal.sequence = 0;
    block.add(proposal, body);
    return block;
  }

  private @Nullable Block placedBlock(Proposal proposal) {
    if (!works()) {
      return null;
    }
    Block block = proposal.block;
    if (block == null || block.ready) {
      throw new IllegalStateException("the proposal has no placed body that is awaited");
    }
    return block;
  }

  /** Whether the group's entries are in this journal: those of a damaged group are in none. */
  public boolean has(int group) {
    return group >= 0 && group < byNumber.length && byNumber[group] != null;
  }

  private GroupQueue queue(int group) {
    GroupQueue queue = group >= 0 && group < byNumber.length ? byNumber[group] : null;
    if (queue == null) {
      throw new IllegalArgumentException("group " + group + " is not of this journal");
    }
    return queue;
  }

  private void checkNothingBegun() {
    if (begun != null) {
      throw new IllegalStateException("an entry was begun and not proposed");
    }
  }

  /** One a turn, for it may delete a file. */
  private void adoptOne() {
    String path = recovered.released(shard, adopted);
    if (!path.isEmpty()) {
      adopted++;
      pieces.adopt(path);
    }
  }
}
