package galgo.journal;

import galgo.io.Driver;
import galgo.io.Memory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one journal of an earlier start, frame by frame, and tells what each place is: whole; never
 * finished, which is cut; or rotten, which is damage. Blocking.
 *
 * <p>A frame whose checksum is wrong was written in full, and has rotted, when all its stamps are
 * right, or when a later whole frame says that it was durable. Else its write never finished: then
 * nobody was told of it, nor of any frame after it.
 */
final class JournalScan {
  /** How many sequence numbers a first frame's stamp may lie before the first whole one's. */
  private static final int MOST_LOST_AT_FRONT = 4096;

  /** How many rotten places of one journal are logged. */
  private static final int MOST_LINES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(JournalScan.class);

  private final JournalIdentity identity;
  private final KeyedHash hash;
  private final PieceReader reader;
  private final Findings findings;
  private final long frame;

  // Of the journal being read.
  private List<FoundPiece> pieces = List.of();
  private long boot;
  private int shard;
  private int salt;
  private int lines;

  // The place that is looked at, and the frame expected there.
  private int piece;
  private long position;
  private long expected;

  // The last whole frame's, when it is the one before the expected.
  private boolean chained;
  private long previousLow;
  private long previousHigh;

  JournalScan(Driver driver, JournalIdentity identity, KeyedHash hash, Findings findings) {
    this.identity = identity;
    this.hash = hash;
    this.reader = new PieceReader(driver);
    this.findings = findings;
    this.frame = driver.allocate(FrameHeader.MAX_LENGTH);
  }

  /**
   * Reads a journal and has it on stable storage.
   *
   * @param files of one boot and shard, in order, at least one
   */
  void read(List<FoundPiece> files) {
    pieces = files;
    boot = files.getFirst().name().boot();
    shard = files.getFirst().name().shard();
    salt = Stamps.salt(identity, boot, shard, hash.kernels(), hash.scratch());
    for (FoundPiece file : files) {
      reader.open(file.path());
      refuseForeign(file);
      // What was read may have been under way when the process ended: it is relied upon from now.
      reader.sync();
    }
    piece = 0;
    position = 0;
    chained = false;
    lines = 0;
    findings.journal(boot, shard);
    if (findFirst()) {
      while (next()) {}
    }
    reader.close();
  }

  private void refuseForeign(FoundPiece file) {
    if (reader.size() == 0) {
      return;
    }
    long block = reader.block(0);
    if (Memory.getLong(block + FrameHeader.MAGIC) != FrameHeader.MAGIC_NUMBER) {
      return;
    }
    int version = Memory.getInt(block + FrameHeader.VERSION);
    boolean whole =
        Memory.getLong(block + FrameHeader.HEADER_CHECKSUM)
            == hash.narrow(block + FrameHeader.MAGIC, FrameHeader.SIZE - FrameHeader.MAGIC);
    if (whole && version != FrameHeader.CURRENT_VERSION) {
      throw new DataDirectoryException(
          file.path()
              + " has format version "
              + version
              + ", and this server supports version "
              + FrameHeader.CURRENT_VERSION
              + ". Start the release that wrote it.");
    }
    if (whole
        && (Memory.getLong(block + FrameHeader.NODE) != identity.nodeLow()
            || Memory.getLong(block + FrameHeader.NODE + 8) != identity.nodeHigh())) {
      throw new DataDirectoryException(
          file.path()
              + " belongs to another node's data directory. Move it away, and restore this"
              + " directory's own files.");
    }
  }

  /** Finds out which frame the journal begins with; false when there is none. */
  private boolean findFirst() {
    if (pieces.getFirst().name().number() == 1) {
      expected = 1;
      return true;
    }
    open(0);
    if (reader.size() > 0 && headerAt(0)) {
      expected = FrameHeader.sequence(reader.block(0));
      return true;
    }
    // The first frame of a trimmed journal was durable before anything was trimmed.
    FrameSearch.Found later = search().after(0, 0, 0);
    if (later != null && reader.size() > 0) {
      open(0);
      long front = Memory.getUnsignedInt(reader.block(0) + Stamps.UNIT - 4);
      int before = Stamps.of(salt, later.sequence()) - (int) front;
      if (before >= 1 && before <= MOST_LOST_AT_FRONT && before < later.sequence()) {
        expected = later.sequence() - before;
        return true;
      }
    }
    findings.uncertain(place(0, 0) + ": the first frame is unreadable", false);
    if (later == null) {
      return false;
    }
    goTo(later);
    return true;
  }

  private FrameSearch search() {
    return new FrameSearch(identity, hash, reader, pieces, frame);
  }

  /** Looks at the expected frame's place; false at the end of the journal. */
  private boolean next() {
    if (loadExpected()) {
      deliver();
      return true;
    }
    int place = piece;
    long at = position;
    // A frame that did not fit into the piece before begins the next one.
    if (piece + 1 < pieces.size()) {
      piece++;
      position = 0;
      if (loadExpected()) {
        deliver();
        return true;
      }
      piece = place;
      position = at;
    }
    return unreadable();
  }

  private void open(int index) {
    reader.open(pieces.get(index).path());
  }

  private boolean headerAt(long at) {
    return at + FrameHeader.ALIGNMENT <= reader.size()
        && FrameHeader.valid(reader.block(at), identity, boot, shard, hash);
  }

  /** Whether the expected frame is whole at the place; then it is in memory, without stamps. */
  private boolean loadExpected() {
    open(piece);
    if (!headerAt(position)
        || FrameHeader.sequence(reader.block(position)) != expected
        || position + FrameHeader.length(reader.block(position)) > reader.size()) {
      return false;
    }
    int length = FrameHeader.length(reader.block(position));
    reader.copy(position, length, frame);
    Stamps.takeOut(frame, length);
    return FrameHeader.whole(frame, hash)
        && (!chained
            || Memory.getLong(frame + FrameHeader.PREVIOUS) == previousLow
                && Memory.getLong(frame + FrameHeader.PREVIOUS + 8) == previousHigh);
  }

  private void deliver() {
    FoundPiece file = pieces.get(piece);
    String place = place(piece, position);
    // They say what there was before the first block of this journal.
    findings.localRecords(frame, place);
    for (int i = 0; i < FrameHeader.blocks(frame); i++) {
      long entry = FrameHeader.directory(frame, i);
      if (!findings.block(frame, entry, file, position, place)) {
        findings.lost(entry, place);
      }
    }
    previousLow = Memory.getLong(frame + FrameHeader.CHECKSUM);
    previousHigh = Memory.getLong(frame + FrameHeader.CHECKSUM + 8);
    chained = true;
    position += FrameHeader.length(frame);
    expected++;
  }

  /** The expected frame is not whole. Goes on at the next one there is; false when it is over. */
  private boolean unreadable() {
    open(piece);
    int stamp = Stamps.of(salt, expected);
    boolean header = false;
    boolean started = false;
    boolean complete = false;
    if (position + FrameHeader.ALIGNMENT <= reader.size()) {
      started = Stamps.firstIs(reader.block(position), stamp);
      header = headerAt(position) && FrameHeader.sequence(reader.block(position)) == expected;
      complete = header ? allStampsAre(stamp) : started;
    }
    FrameSearch.Found later = search().after(expected, piece, position);
    boolean covered = later != null && search().covers(later, expected);
    if (!complete && !covered) {
      if (header || started || later != null) {
        LOG.warn(
            "{}: what was being written when the server ended was never finished, and is left"
                + " out. Nobody was told that it was stored",
            place(piece, position));
      }
      return false;
    }
    findings.rotten(new RottenFrame(pieces.get(piece).path(), position, expected));
    if (later == null) {
      return rottenTail(header);
    }
    rotten(header, later);
    goTo(later);
    return true;
  }

  private boolean allStampsAre(int stamp) {
    int length = FrameHeader.length(reader.block(position));
    if (position + length > reader.size()) {
      return false;
    }
    reader.copy(position, length, frame);
    return Stamps.allAre(frame, length, stamp);
  }

  private void goTo(FrameSearch.Found later) {
    piece = later.piece();
    position = later.position();
    expected = later.sequence();
    chained = false;
  }

  /** Frames before a whole one have rotted: it says what the last of them held. */
  private void rotten(boolean header, FrameSearch.Found later) {
    String place = place(piece, position);
    if (later.sequence() > expected + 1) {
      boolean harmless = header && salvageAlone(place);
      if (!harmless || later.sequence() > expected + 2) {
        findings.uncertain(
            place
                + ": frames "
                + expected
                + " to "
                + (later.sequence() - 1)
                + " have rotted, and it is unknown what the first of them held",
            false);
      }
    }
    boolean here = later.sequence() == expected + 1 && image();
    if (here && header) {
      findings.rottenLocalRecords(place);
    }
    FoundPiece file = pieces.get(piece);
    long directory = search().load(later);
    for (int i = 0; i < FrameHeader.previousBlocks(directory); i++) {
      long entry = FrameHeader.previousDirectory(directory, i);
      if (!here || !findings.rottenBlock(entry, file, position, place)) {
        findings.lost(entry, place);
      }
    }
    if (lines++ >= MOST_LINES) {
      return;
    }
    LOG.error(
        "{}: frame {} was written and has rotted. Look after the device; groups that lost"
            + " operations take no writes",
        place,
        expected);
  }

  /** The last frame has rotted: only if all its blocks are whole is it known what it held. */
  private boolean rottenTail(boolean header) {
    String place = place(piece, position);
    if (!header || !salvageAlone(place)) {
      findings.uncertain(
          place
              + ": the last frame of the journal was written and has rotted, and it is unknown"
              + " what it held. To start without it, at the cost of the last acknowledged changes,"
              + " run: truncate -s "
              + position
              + " "
              + pieces.get(piece).path(),
          true);
      return false;
    }
    position += FrameHeader.length(reader.block(position));
    expected++;
    chained = false;
    return true;
  }

  /** Takes a rotten frame's blocks if they are all whole by themselves. */
  private boolean salvageAlone(String place) {
    if (!image()) {
      return false;
    }
    return findings.rottenFrame(pieces.get(piece), position, place);
  }

  /** Brings what there is of the rotten frame to the findings' memory, without stamps. */
  private boolean image() {
    open(piece);
    long room = Math.min(FrameHeader.MAX_LENGTH, reader.size() - position);
    if (room <= 0) {
      return false;
    }
    reader.copy(position, (int) room, findings.rotten());
    Stamps.takeOut(findings.rotten(), (int) room);
    return true;
  }

  private String place(int index, long at) {
    return pieces.get(index).path() + " at " + at;
  }
}
