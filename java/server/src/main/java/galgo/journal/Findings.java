package galgo.journal;

import galgo.io.Driver;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what the journals hold, group by group, while they are read in the order of starts. */
final class Findings {
  private static final Logger LOG = LoggerFactory.getLogger(Findings.class);

  /** Something rotted of which nothing says what it was. */
  private record Uncertain(long boot, int shard, String text, boolean wayOutKnown) {}

  private final JournalIdentity identity;
  private final KeyedHash hash;
  private final GroupHistory[] groups;
  private final long rotten;
  private final long scratch;
  private final List<Uncertain> uncertain = new ArrayList<>();
  private final List<RottenFrame> rottenFrames = new ArrayList<>();
  private long boot;
  private int shard;

  Findings(Driver driver, JournalIdentity identity, KeyedHash hash, List<Checkpoint> checkpoints) {
    this.identity = identity;
    this.hash = hash;
    this.rotten = driver.allocate(FrameHeader.MAX_LENGTH);
    this.scratch = driver.allocate(4096);
    this.groups = new GroupHistory[checkpoints.size()];
    for (int i = 0; i < groups.length; i++) {
      if (checkpoints.get(i).group() != i) {
        throw new IllegalArgumentException(
            "checkpoint " + i + " is that of group " + checkpoints.get(i).group());
      }
      groups[i] = new GroupHistory(checkpoints.get(i));
    }
  }

  GroupHistory[] groups() {
    return groups;
  }

  /** A frame was written in full and has rotted. */
  void rotten(RottenFrame found) {
    rottenFrames.add(found);
  }

  List<RottenFrame> rottenFrames() {
    return rottenFrames;
  }

  /** Memory for a frame that has rotted. */
  long rotten() {
    return rotten;
  }

  /** What follows is of this journal. */
  void journal(long ofBoot, int ofShard) {
    boot = ofBoot;
    shard = ofShard;
  }

  /**
   * Takes a block by its entry in a directory that can be relied upon.
   *
   * @return false when the block is not whole
   */
  boolean block(long frame, long entry, FoundPiece file, long position, String place) {
    int offset = FrameHeader.directoryOffset(entry);
    int length = FrameHeader.directoryLength(entry);
    if (!inside(offset, length)) {
      return false;
    }
    long block = frame + offset;
    if (!BlockHeader.valid(block, identity, hash)
        || !Memory.equal(block + BlockHeader.CHECKSUM, FrameHeader.directoryChecksum(entry), 16)
        || BlockHeader.group(block) < 0
        || BlockHeader.group(block) >= groups.length) {
      return false;
    }
    groups[BlockHeader.group(block)].block(block, Location.of(file, position, offset), place);
    return true;
  }

  /** As {@link #block}, of a frame that has rotted: the block proves itself, body by body. */
  boolean rottenBlock(long entry, FoundPiece file, long position, String place) {
    return provesItself(entry) && block(rotten, entry, file, position, place);
  }

  private boolean provesItself(long entry) {
    int offset = FrameHeader.directoryOffset(entry);
    int length = FrameHeader.directoryLength(entry);
    return inside(offset, length)
        && BlockHeader.valid(rotten + offset, identity, hash)
        && BlockBodies.length(rotten + offset) == length
        && BlockHeader.entriesValid(rotten + offset, hash)
        && BlockBodies.valid(rotten + offset, hash.kernels(), scratch);
  }

  private static boolean inside(int offset, int length) {
    return offset >= FrameHeader.SIZE
        && offset % 8 == 0
        && length >= BlockHeader.SIZE
        && offset + (long) length <= FrameHeader.MAX_LENGTH;
  }

  /**
   * Takes all blocks of a rotten frame whose header is whole, if each proves itself and is what the
   * frame's own directory says.
   */
  boolean rottenFrame(FoundPiece file, long position, String place) {
    for (int i = 0; i < FrameHeader.blocks(rotten); i++) {
      long entry = FrameHeader.directory(rotten, i);
      if (!provesItself(entry)
          || i > 0
              && FrameHeader.directoryOffset(entry)
                  <= FrameHeader.directoryOffset(FrameHeader.directory(rotten, i - 1))) {
        return false;
      }
    }
    rottenLocalRecords(place);
    for (int i = 0; i < FrameHeader.blocks(rotten); i++) {
      if (!block(rotten, FrameHeader.directory(rotten, i), file, position, place)) {
        return false;
      }
    }
    LOG.warn("{}: a frame has rotted where it matters to nothing. Look after the device", place);
    return true;
  }

  /** A block was there and is unreadable. */
  void lost(long entry, String place) {
    int group = FrameHeader.directoryGroup(entry);
    if (group < 0 || group >= groups.length) {
      throw new DataDirectoryException(
          place
              + " names group "
              + group
              + ", and there are "
              + groups.length
              + ". Start the release that wrote it.");
    }
    groups[group].lost(FrameHeader.directoryOp(entry), place);
  }

  /** Takes what a whole frame says of this node. */
  void localRecords(long frame, String place) {
    if (!takeLocalRecords(frame, place)) {
      throw new DataDirectoryException(
          place + " holds a record that is unknown here. Start the release that wrote it.");
    }
  }

  /** As {@link #localRecords}, of a frame that has rotted: what is whole of them. */
  void rottenLocalRecords(String place) {
    // The records only say once more what older journals and checkpoints say.
    if (!takeLocalRecords(rotten, place)) {
      LOG.warn("{}: what groups had when the journal began has rotted in part", place);
    }
  }

  private boolean takeLocalRecords(long frame, String place) {
    int at =
        FrameHeader.contentOffset(
            FrameHeader.length(frame),
            FrameHeader.blocks(frame),
            FrameHeader.previousBlocks(frame));
    for (int i = 0; i < FrameHeader.blocks(frame); i++) {
      at += FrameHeader.directoryLength(FrameHeader.directory(frame, i));
    }
    int end = at + FrameHeader.localLength(frame);
    if (at < 0 || end < at || end > FrameHeader.length(frame)) {
      return false;
    }
    while (at < end) {
      long record = frame + at;
      if (!LocalRecord.valid(record, end - at, hash)) {
        return false;
      }
      if (LocalRecord.type(record) == LocalRecord.VIEW_STATE) {
        int group = LocalRecord.group(record);
        if (group < 0 || group >= groups.length) {
          return false;
        }
        groups[group].viewState(record, boot, place);
      }
      at += LocalRecord.length(record);
    }
    return true;
  }

  /**
   * Something rotted of which nothing says what it was.
   *
   * @param wayOutKnown whether the text says how to go on without it
   */
  void uncertain(String text, boolean wayOutKnown) {
    uncertain.add(new Uncertain(boot, shard, text, wayOutKnown));
  }

  /**
   * Refuses the start if a group might have lost something without anybody knowing. Journals of
   * later starts, and checkpoints made in them, tell what was there when they began.
   */
  void refuseTheUncertain() {
    for (Uncertain place : uncertain) {
      if (!Arrays.stream(groups).allMatch(group -> group.settledAfter(place.boot))) {
        throw new DataDirectoryException(
            place.text + (place.wayOutKnown ? "." : ". Restore the data directory from a backup."));
      }
      LOG.warn("{}. Nothing of it is needed any more", place.text);
    }
  }
}
