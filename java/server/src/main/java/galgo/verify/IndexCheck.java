package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.log.IndexFile;
import galgo.log.SegmentFile;
import galgo.log.SegmentWalk;
import java.util.Objects;

/**
 * Holds the index of one segment against the segment: each record against the entry at its
 * position, while the entries go by.
 */
final class IndexCheck {
  /** Room for the index of a segment of 4 GiB with a record each 64 KiB, and as much again. */
  private static final int MOST = 4 << 20;

  private final Driver driver;
  private final Findings findings;
  private final long memory;

  private String path = "";
  private long partition;
  private long base;
  private boolean present;
  private int blocks;
  private int block;
  private int record;
  private boolean atEnd;
  private long durableTo;

  IndexCheck(Driver driver, Findings findings) {
    this.driver = driver;
    this.findings = findings;
    this.memory = driver.allocate(MOST);
  }

  /** Reads the index; says what of it is damaged by itself. */
  void load(String file, long partitionId, long baseOffset) {
    path = file;
    partition = partitionId;
    base = baseOffset;
    present = false;
    blocks = 0;
    block = 0;
    record = 0;
    atEnd = false;
    durableTo = 0;
    long size = FileStream.readSmall(driver, file, memory, MOST);
    if (size == -Errno.ENOENT) {
      return;
    }
    if (size < 0) {
      damaged(0, 0, "it cannot be read (" + Errno.text((int) size) + ")");
      return;
    }
    present = true;
    findings.file(FileKind.INDEX, size);
    if (size > MOST) {
      damaged(0, size, "an index of " + size + " bytes");
      return;
    }
    if (headerWhole(size)) {
      loadBlocks(size);
    }
  }

  private boolean headerWhole(long size) {
    String problem = "the file's header is not what was written";
    try {
      if (size >= SegmentFile.HEADER
          && SegmentFile.whole(memory, SegmentFile.INDEX_MAGIC, partition, base, driver, path)) {
        return true;
      }
    } catch (DataDirectoryException other) {
      problem = Objects.requireNonNullElse(other.getMessage(), problem);
    }
    damaged(0, Math.min(size, SegmentFile.HEADER), problem);
    return false;
  }

  private void loadBlocks(long size) {
    int there = (int) ((size - SegmentFile.HEADER) / IndexFile.BLOCK);
    for (int i = 0; i < there; i++) {
      long at = IndexFile.blockPosition(i);
      if (!IndexFile.valid(memory + at, i, driver.kernels())) {
        damaged(at, at + IndexFile.BLOCK, "block " + i + " is not what was written");
        return;
      }
      blocks++;
    }
    long end = IndexFile.blockPosition(there);
    if (end != size) {
      damaged(end, size, "a block that is not whole");
    }
    if (blocks > 0) {
      long last = memory + IndexFile.blockPosition(blocks - 1);
      int count = Memory.getShort(last + 12);
      durableTo = count == 0 ? 0 : Memory.getUnsignedInt(at(blocks - 1, count - 1) + 4);
    }
  }

  /** The segment's header as it is against that of the index. */
  void header(SegmentWalk walk) {
    if (blocks > 0
        && walk.headerWhole()
        && SegmentFile.timestamp(memory) != walk.firstTimestamp()) {
      damaged(0, SegmentFile.HEADER, "it is of another segment that began at the same offset");
      blocks = 0;
    }
  }

  /** An entry of the segment has gone by. */
  void entry(SegmentWalk walk, long position, long offset, long timestamp) {
    while (block < blocks && position(record()) < position) {
      wrong("no entry begins there");
      advance();
    }
    if (block < blocks && position(record()) == position && !isEnd()) {
      compare(offset, timestamp, walk.bodyBytes());
      advance();
    }
  }

  /** The segment has ended. Returns whether the index names this end. */
  boolean finish(SegmentWalk walk) {
    boolean named = false;
    while (block < blocks) {
      if (isEnd() && position(record()) == walk.end()) {
        compare(walk.nextOffset(), walk.lastTimestamp(), walk.bodyBytes());
        named = true;
      } else if (!isEnd() || position(record()) > walk.end()) {
        wrong("no entry begins there");
      }
      advance();
    }
    return named;
  }

  /** Whether there is a file. */
  boolean present() {
    return present;
  }

  /** All of the segment before this position was on stable storage. */
  long durableTo() {
    return durableTo;
  }

  /** Whether the index says that it is complete. */
  boolean ended() {
    return atEnd;
  }

  private void compare(long offset, long timestamp, long bodyBytes) {
    long at = record();
    if (base + Memory.getUnsignedInt(at) != offset
        || Memory.getLong(at + 8) != timestamp
        || Memory.getUnsignedInt(at + 16) != bodyBytes) {
      wrong("it differs from the entry there");
    }
  }

  private void wrong(String what) {
    long at = record() - memory;
    damaged(
        at,
        at + IndexFile.RECORD,
        "a record points at byte " + position(record()) + " of the segment: " + what);
  }

  private void advance() {
    atEnd = isEnd();
    record++;
    if (record == Memory.getShort(memory + IndexFile.blockPosition(block) + 12)) {
      record = 0;
      block++;
    }
  }

  private boolean isEnd() {
    long at = memory + IndexFile.blockPosition(block);
    return block == blocks - 1
        && Memory.getShort(at + 14) == IndexFile.END
        && record == Memory.getShort(at + 12) - 1;
  }

  private long record() {
    return at(block, record);
  }

  private long at(int number, int index) {
    return memory + IndexFile.blockPosition(number) + 16 + (long) index * IndexFile.RECORD;
  }

  private static long position(long at) {
    return Memory.getUnsignedInt(at + 4);
  }

  private void damaged(long from, long to, String what) {
    findings.damaged(new Damage(path, from, to, partition, 0, 0, "", what));
  }
}
