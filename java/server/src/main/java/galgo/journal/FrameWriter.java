package galgo.journal;

import galgo.io.Driver;
import galgo.io.Loop;
import galgo.io.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Gathers blocks that are ready into frames, writes them one behind the other, and has their
 * proposals decided in that order.
 */
final class FrameWriter {
  /** The most frames being written at one time. */
  static final int IN_FLIGHT = 2;

  private final Journal journal;
  private final Pieces pieces;
  private final JournalIdentity identity;
  private final int shard;
  private final KeyedHash hash;
  private final int salt;
  private final GroupQueue[] groups;
  private final FrameWrite[] writes = new FrameWrite[IN_FLIGHT];

  // Of the last frame submitted: its directory stands in the next one, too, and so does its hash.
  private final long previousDirectory;
  private final long previousChecksum;
  private int previousBlocks;

  private int inFlight;
  private long submitted;
  private long durable;
  private int firstGroup;

  FrameWriter(
      Loop loop,
      Journal journal,
      Pieces pieces,
      JournalIdentity identity,
      int shard,
      KeyedHash hash,
      GroupQueue[] groups) {
    Driver driver = loop.driver();
    this.journal = journal;
    this.pieces = pieces;
    this.identity = identity;
    this.shard = shard;
    this.hash = hash;
    this.groups = groups;
    this.previousDirectory = driver.allocate(4096);
    this.previousChecksum =
        previousDirectory + FrameHeader.MAX_BLOCKS * FrameHeader.DIRECTORY_ENTRY;
    this.salt = Stamps.salt(identity, identity.boot(), shard, driver.kernels(), hash.scratch());
    for (int i = 0; i < IN_FLIGHT; i++) {
      writes[i] = new FrameWrite(loop, this, driver.allocate(FrameHeader.MAX_LENGTH));
    }
  }

  long submitted() {
    return submitted;
  }

  long durable() {
    return durable;
  }

  int inFlight() {
    return inFlight;
  }

  /** Submits frames as long as there is something for them, and room. */
  void turn() {
    while (inFlight < IN_FLIGHT) {
      FrameWrite write = writes[(int) (submitted % IN_FLIGHT)];
      boolean first = submitted == 0;
      choose(write, first ? localLength() : 0);
      if (write.count() == 0 && !first) {
        return;
      }
      int length = length(write, first ? localLength() : 0);
      Piece piece = pieces.place(length);
      // Making the next file ready may have ended the journal, and decided what was chosen.
      if (piece == null || !journal.works()) {
        write.clear();
        return;
      }
      take(write);
      build(write, length, first);
      submitted++;
      write.submit(piece, submitted);
      pieces.put(submitted, length);
      inFlight++;
    }
  }

  private int localLength() {
    return LocalRecord.homeLength(groups.length) + groups.length * LocalRecord.VIEW_STATE_LENGTH;
  }

  private int length(FrameWrite write, int localBytes) {
    int blockBytes = 0;
    for (int i = 0; i < write.count(); i++) {
      blockBytes += write.block(i).length();
    }
    return FrameHeader.lengthFor(write.count(), previousBlocks, blockBytes, localBytes);
  }

  /** Lists what goes into the next frame, and leaves it in its groups' queues. */
  private void choose(FrameWrite write, int localBytes) {
    int blockBytes = 0;
    for (int i = 0; i < groups.length; i++) {
      GroupQueue group = groups[(firstGroup + i) % groups.length];
      @Nullable Block block = group.first;
      while (block != null && block.ready) {
        int count = write.count() + 1;
        int bytes = blockBytes + block.length();
        int length = FrameHeader.lengthFor(count, previousBlocks, bytes, localBytes);
        if (count > FrameHeader.MAX_BLOCKS || length > FrameHeader.MAX_LENGTH) {
          // Who did not fit is the first to be asked for the next frame.
          firstGroup = (firstGroup + i) % groups.length;
          return;
        }
        write.add(block);
        blockBytes = bytes;
        block = block.next;
      }
    }
  }

  private void take(FrameWrite write) {
    for (int i = 0; i < write.count(); i++) {
      Block block = write.block(i);
      GroupQueue group = owner(block);
      if (group.take() != block) {
        throw new IllegalStateException("op " + block.op + " is not its group's first");
      }
      block.seal(group, identity, hash);
      group.follow(block);
      block.framed(submitted + 1);
    }
    journal.framed(write.count());
  }

  private static GroupQueue owner(Block block) {
    GroupQueue group = block.group;
    if (group == null) {
      throw new IllegalStateException("op " + block.op + " has no group");
    }
    return group;
  }

  private void build(FrameWrite write, int length, boolean first) {
    long frame = write.frame;
    int count = write.count();
    FrameHeader.begin(frame, identity, shard, length);
    Memory.putLong(frame + FrameHeader.SEQUENCE, submitted + 1);
    Memory.putLong(frame + FrameHeader.DURABLE, durable);
    Memory.copy(previousChecksum, frame + FrameHeader.PREVIOUS, 16);
    Memory.putShort(frame + FrameHeader.BLOCKS, count);
    Memory.putShort(frame + FrameHeader.PREVIOUS_BLOCKS, previousBlocks);
    int at = FrameHeader.contentOffset(length, count, previousBlocks);
    for (int i = 0; i < count; i++) {
      Block block = write.block(i);
      block.copyTo(frame + at);
      FrameHeader.putDirectory(FrameHeader.directory(frame, i), block.address, at, block.length());
      at += block.length();
    }
    Memory.copy(
        previousDirectory,
        FrameHeader.previousDirectory(frame, 0),
        (long) previousBlocks * FrameHeader.DIRECTORY_ENTRY);
    Memory.copy(
        FrameHeader.directory(frame, 0),
        previousDirectory,
        (long) count * FrameHeader.DIRECTORY_ENTRY);
    previousBlocks = count;
    if (first) {
      long end = putLocal(frame + at);
      Memory.putInt(frame + FrameHeader.LOCAL_LENGTH, (int) (end - frame - at));
      at = (int) (end - frame);
    }
    Memory.zero(frame + at, length - at);
    FrameHeader.seal(frame, Stamps.of(salt, submitted + 1), hash);
    Memory.copy(frame + FrameHeader.CHECKSUM, previousChecksum, 16);
  }

  /** What the groups' heads were, before any block of this journal. */
  private long putLocal(long target) {
    int[] numbers = new int[groups.length];
    for (int i = 0; i < groups.length; i++) {
      numbers[i] = groups[i].number;
    }
    long at = LocalRecord.putHome(target, numbers, hash);
    for (GroupQueue group : groups) {
      at = LocalRecord.putViewState(at, group.number, group.startHead, group.startChecksum, hash);
    }
    return at;
  }

  /** A write has ended. Decides all frames that are on stable storage, in order. */
  void written() {
    while (inFlight > 0 && journal.works()) {
      FrameWrite write = writes[(int) (durable % IN_FLIGHT)];
      if (!write.complete) {
        return;
      }
      decide(write, 0);
      durable++;
      inFlight--;
    }
  }

  void failed(String path, int error) {
    journal.failed(path, "cannot be written", error);
  }

  /** Decides what is in flight with an error. */
  void abandon(int error) {
    for (; inFlight > 0; inFlight--) {
      decide(writes[(int) ((submitted - inFlight) % IN_FLIGHT)], error);
    }
  }

  private void decide(FrameWrite write, int result) {
    for (int i = 0; i < write.count(); i++) {
      journal.decide(write.block(i), result);
    }
    write.clear();
  }
}
