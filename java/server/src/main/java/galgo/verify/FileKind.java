package galgo.verify;

import galgo.io.Memory;
import galgo.journal.CheckpointView;
import galgo.journal.PieceView;
import galgo.log.NodeFile;
import galgo.log.SegmentFile;
import galgo.log.SegmentHashes;

/** What a file is, by its first bytes. */
enum FileKind {
  NODE("node file"),
  SEGMENT("segment"),
  INDEX("index"),
  HASHES("hashes"),
  JOURNAL("journal"),
  CHECKPOINT("checkpoint"),
  LOCK("lock"),
  UNUSED("unused file"),
  UNKNOWN("unknown file");

  private final String text;

  FileKind(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /**
   * @param start the first 4096 bytes, zeros where the file is shorter
   * @param size of the file
   */
  static FileKind of(String name, long start, long size) {
    if (size == 0 && name.equals("lock")) {
      return LOCK;
    }
    long magic = Memory.getLong(start);
    if (magic == SegmentFile.SEGMENT_MAGIC) {
      return SEGMENT;
    }
    if (magic == SegmentFile.INDEX_MAGIC) {
      return INDEX;
    }
    if (magic == SegmentHashes.MAGIC) {
      return HASHES;
    }
    if (CheckpointView.looksLikeOne(start)
        || name.startsWith(CheckpointView.NAME)
            && name.length() == CheckpointView.NAME.length() + 1) {
      return CHECKPOINT;
    }
    if (PieceView.looksLikeOne(start) || PieceView.named(name)) {
      return JOURNAL;
    }
    // One of its two copies is enough.
    if (magic == NodeFile.MAGIC || name.equals("node")) {
      return NODE;
    }
    return byName(name, start);
  }

  /** A file whose magic number is not there: what it should be, by its name. */
  private static FileKind byName(String name, long start) {
    if (SegmentFile.base(name, SegmentFile.SEGMENT_SUFFIX).isPresent()) {
      return SEGMENT;
    }
    if (SegmentFile.base(name, SegmentFile.INDEX_SUFFIX).isPresent()) {
      return INDEX;
    }
    if (SegmentFile.base(name, SegmentHashes.SUFFIX).isPresent()) {
      return HASHES;
    }
    for (int at = 0; at < SegmentFile.HEADER; at += 8) {
      if (Memory.getLong(start + at) != 0) {
        return UNKNOWN;
      }
    }
    return UNUSED;
  }
}
