package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.log.IndexFile;
import galgo.log.NodeFile;
import galgo.log.SegmentFile;
import galgo.log.SegmentHashes;
import galgo.log.SegmentWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Says what a file is and what is inside, up to the first damage, which it names. */
public final class Inspection {
  /** A small file is read whole up to this size. */
  private static final int SMALL = 4 << 20;

  private final Driver driver;
  private final String path;
  private final String name;
  private final Consumer<String> out;
  private final StringBuilder text = new StringBuilder();
  private final Page page;
  private final long start;
  private final List<Damage> damage = new ArrayList<>();

  private Inspection(Driver driver, String path, boolean json, Consumer<String> out) {
    this.driver = driver;
    this.path = path;
    this.name = path.substring(path.lastIndexOf('/') + 1);
    this.out = out;
    this.page = new Page(text, json);
    this.start = driver.allocate(SMALL);
  }

  /**
   * Reads the file and shows it; blocking.
   *
   * @param most entries, records or hashes to list; the others are counted
   * @param out takes the text, in pieces
   * @return whether the file is what was written, as far as it can tell
   * @throws DataDirectoryException when it cannot be read
   */
  public static boolean show(
      Driver driver, String path, boolean json, long most, Consumer<String> out) {
    Inspection inspection = new Inspection(driver, path, json, out);
    inspection.show(most);
    return inspection.damage.isEmpty();
  }

  private void show(long most) {
    long size = FileStream.readSmall(driver, path, start, SMALL);
    if (size < 0) {
      throw new DataDirectoryException(path + " cannot be read (" + Errno.text((int) size) + ").");
    }
    FileKind kind = FileKind.of(name, start, size);
    page.put("file", path).put("kind", kind.text()).put("bytes", size);
    switch (kind) {
      case NODE -> node();
      case SEGMENT -> segment(most);
      case INDEX -> index(size, most);
      case HASHES -> hashes(size, most);
      case JOURNAL -> new JournalInspection(driver, path, page, damage).piece(most);
      case CHECKPOINT -> new JournalInspection(driver, path, page, damage).checkpoint();
      case LOCK, UNUSED, UNKNOWN -> {}
    }
    if (kind != FileKind.UNKNOWN && kind != FileKind.LOCK) {
      conclude();
    }
    page.end();
    flush();
  }

  private void conclude() {
    page.rows("damage");
    for (Damage each : damage) {
      page.row("from", each.from(), "to", each.to(), "what", each.what());
    }
    page.endRows().put("whole", damage.isEmpty());
  }

  private void flush() {
    out.accept(text.toString());
    text.setLength(0);
  }

  private void damage(long from, long to, String what) {
    damage.add(Damage.of(path, from, to, what));
  }

  private void node() {
    for (int i = 0; i < 2; i++) {
      long at = (long) i * NodeFile.COPY;
      NodeFile copy = NodeFile.decode(start + at, driver.kernels());
      if (copy == null) {
        damage(at, at + NodeFile.COPY, "copy " + (i + 1) + " is not what was written");
        continue;
      }
      page.rows("copy " + (i + 1));
      page.row(
          "format", Memory.getInt(start + at + 8),
          "cluster", Page.hex(copy.clusterLow(), copy.clusterHigh()),
          "node", Page.hex(copy.nodeLow(), copy.nodeHigh()),
          "boot", copy.boot());
      page.endRows();
    }
  }

  private boolean header(long magic) {
    boolean whole =
        Memory.getLong(start) == magic
            && Memory.getLong(start + SegmentFile.HEADER - 8)
                == driver.kernels().xxh3(start, SegmentFile.HEADER - 8);
    if (!whole) {
      damage(0, SegmentFile.HEADER, "the file's header is not what was written");
      return false;
    }
    page.put("format", Memory.getInt(start + 8))
        .put("partition", SegmentFile.partition(start))
        .put("base offset", SegmentFile.baseOffset(start))
        .put("first entry", Page.time(SegmentFile.timestamp(start)));
    return true;
  }

  private void segment(long most) {
    if (header(SegmentFile.SEGMENT_MAGIC)) {
      for (SegmentWalk.Gap gap :
          new SegmentInspection(driver, path, page, this::flush).show(start, most)) {
        String offsets = "; offsets " + gap.fromOffset() + " up to " + gap.toOffset();
        damage(
            gap.from(), gap.to(), gap.what() + (gap.toOffset() > gap.fromOffset() ? offsets : ""));
      }
    }
    flush();
  }

  private void index(long size, long most) {
    if (!header(SegmentFile.INDEX_MAGIC)) {
      return;
    }
    long shown = 0;
    long records = 0;
    boolean end = false;
    page.rows("records");
    int blocks = (int) ((Math.min(size, SMALL) - SegmentFile.HEADER) / IndexFile.BLOCK);
    int block = 0;
    for (; block < blocks; block++) {
      long at = start + IndexFile.blockPosition(block);
      if (!IndexFile.valid(at, block, driver.kernels())) {
        break;
      }
      int count = Memory.getShort(at + 12);
      end = Memory.getShort(at + 14) == IndexFile.END;
      for (int i = 0; i < count; i++, records++) {
        if (shown < most) {
          shown++;
          long record = at + 16 + (long) i * IndexFile.RECORD;
          page.row(
              "offset", SegmentFile.baseOffset(start) + Memory.getUnsignedInt(record),
              "at", Memory.getUnsignedInt(record + 4),
              "time", Page.time(Memory.getLong(record + 8)),
              "bytes before", Memory.getUnsignedInt(record + 16),
              "end", end && i == count - 1);
        }
      }
    }
    page.endRows().put("record count", records).put("complete", end);
    if (block < blocks) {
      long at = IndexFile.blockPosition(block);
      damage(at, at + IndexFile.BLOCK, "block " + block + " is not what was written");
    }
  }

  private void hashes(long size, long most) {
    long scratch = driver.allocate(4096);
    if (!header(SegmentHashes.MAGIC)) {
      return;
    }
    long partition = SegmentFile.partition(start);
    long base = SegmentFile.baseOffset(start);
    String problem = SegmentHashes.problem(start, size, partition, base, driver, path, scratch);
    if (!problem.isEmpty()) {
      damage(SegmentFile.HEADER, size, problem);
      return;
    }
    long bytes = SegmentHashes.hashed(start);
    page.put("bytes of the segment", bytes).put("name", hash(SegmentHashes.name(start)));
    page.rows("hashes");
    for (int i = 0; i < Math.min(most, SegmentHashes.chunks(bytes)); i++) {
      page.row("from", (long) i * SegmentHashes.CHUNK, "hash", hash(SegmentHashes.hash(start, i)));
    }
    page.endRows();
  }

  private static String hash(long at) {
    return Page.hex(Memory.getLong(at), Memory.getLong(at + 8));
  }

  /** The kind of an entry in words. */
  static String kind(int kind) {
    return switch (kind) {
      case EntryHeader.KIND_APPEND -> "append";
      case EntryHeader.KIND_CONSUMER_OFFSETS -> "consumer offsets";
      case EntryHeader.KIND_METADATA -> "metadata";
      case EntryHeader.KIND_TRUNCATE -> "truncate";
      case EntryHeader.KIND_FILLER -> "filler";
      case EntryHeader.KIND_SEGMENT_CLOSE -> "segment close";
      case EntryHeader.KIND_SESSION_END -> "session end";
      case EntryHeader.KIND_CONFIGURATION -> "configuration";
      case EntryHeader.KIND_NO_OP -> "no-op";
      default -> "kind " + kind;
    };
  }
}
