package galgo.verify;

import galgo.io.Driver;
import galgo.journal.EntryHeader;
import galgo.log.SegmentFile;
import galgo.log.SegmentWalk;
import java.util.ArrayList;
import java.util.List;

/** Lists the entries of a segment. */
final class SegmentInspection {
  /** Rows after which what was written goes out. */
  private static final int ROWS = 1000;

  private final Driver driver;
  private final String path;
  private final Page page;
  private final Runnable flush;
  private long most;
  private long shown;
  private long messages;

  SegmentInspection(Driver driver, String path, Page page, Runnable flush) {
    this.driver = driver;
    this.path = path;
    this.page = page;
    this.flush = flush;
  }

  /**
   * Shows what follows the file's header, which lies at {@code header} and is whole; returns what
   * is damaged.
   */
  List<SegmentWalk.Gap> show(long header, long entries) {
    most = entries;
    SegmentWalk walk = new SegmentWalk(driver, driver.allocate(SegmentFile.up(SegmentWalk.MEMORY)));
    FileStream stream = new FileStream(driver);
    stream.open(path);
    walk.begin(path, SegmentFile.partition(header), SegmentFile.baseOffset(header), this::entry);
    page.rows("entries");
    while (stream.next()) {
      walk.add(stream.address(), stream.length());
    }
    stream.close();
    walk.finish();
    page.endRows();
    page.put("entry count", walk.entries())
        .put("messages", messages)
        .put("next offset", walk.nextOffset())
        .put("end", walk.end())
        .put("room after the end", stream.size() - walk.end());
    if (!stream.error().isEmpty()) {
      page.put("error", stream.error());
    }
    List<SegmentWalk.Gap> damage = new ArrayList<>(walk.gaps());
    SegmentWalk.Gap open = walk.open();
    if (open != null) {
      damage.remove(open);
      page.put("after the end", "byte " + open.from() + " to " + (open.to() - 1) + " are no entry");
    }
    return damage;
  }

  private void entry(long position, long header, boolean whole) {
    messages += EntryHeader.count(header);
    if (shown >= most) {
      return;
    }
    page.row(
        "at", position,
        "kind", Inspection.kind(EntryHeader.kind(header)),
        "offset", EntryHeader.baseOffset(header),
        "messages", EntryHeader.count(header),
        "bytes", EntryHeader.bodyLength(header),
        "time", Page.time(EntryHeader.timestamp(header)),
        "op", EntryHeader.op(header) + "." + EntryHeader.index(header),
        "durable below", EntryHeader.durable(header),
        "checksum", whole ? "ok" : "WRONG");
    if (++shown % ROWS == 0) {
      flush.run();
    }
  }
}
