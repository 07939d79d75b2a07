package galgo.importer;

import galgo.importer.ImportPlan.PartitionPlan;
import galgo.io.Driver;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.log.ClassicBatch;
import galgo.log.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Brings the messages of one partition after the other over. */
final class PartitionImport {
  private static final Pattern SEGMENT = Pattern.compile("[0-9]{20}\\.log");
  private static final int TURN_BYTES = 256 * 1024;

  private final Driver driver;
  private final ImportSettings settings;
  private final Target target;
  private final ImportReport report;
  private final SegmentSource source;
  private final long header;
  private int unwritten;

  // The present partition.
  private String directory = "";
  private List<Long> bases = List.of();

  PartitionImport(Driver driver, ImportSettings settings, Target target, ImportReport report) {
    this.driver = driver;
    this.settings = settings;
    this.target = target;
    this.report = report;
    this.source = new SegmentSource(driver);
    this.header = driver.allocate(4096);
  }

  /**
   * Goes on where an earlier run was. Blocking.
   *
   * @throws DataDirectoryException when something is damaged and that is not to be skipped
   */
  Partition run(PartitionPlan plan) {
    directory = settings.from() + "/" + plan.directory();
    bases = bases(directory);
    long first = bases.isEmpty() ? 0 : bases.getFirst();
    Partition partition = target.partition(plan.dataGroup(), plan.incarnation(), first);
    if (bases.isEmpty()) {
      report.note(directory + " has no segments: the partition is empty.");
    }
    Place place = new Place(0, 0, first);
    while (place.segment < bases.size()) {
      try {
        segment(partition, place);
        place = new Place(place.segment + 1, 0, place.offset);
      } catch (DamagedSource damaged) {
        Place whole = afterDamage(place, damaged);
        report.note(
            damaged.getMessage()
                + (whole.segment == bases.size()
                    ? "; messages from this one on are left out"
                    : "; messages before " + whole.offset + " are left out"));
        if (whole.segment < bases.size() && whole.offset > partition.counters().nextOffset()) {
          report.taken(-partition.counters().messages(), -partition.counters().bytes());
          partition = target.again(partition, plan.dataGroup(), whole.offset);
        }
        place = whole;
      }
    }
    report.partition();
    return partition;
  }

  /** Where in the source to go on: in a segment, at a position, with a message. */
  private static final class Place {
    final int segment;
    final long position;
    long offset;

    Place(int segment, long position, long offset) {
      this.segment = segment;
      this.position = position;
      this.offset = offset;
    }
  }

  private List<Long> bases(String of) {
    List<Long> found = new ArrayList<>();
    for (String name : driver.files().list(of)) {
      if (SEGMENT.matcher(name).matches()) {
        found.add(Long.parseUnsignedLong(name.substring(0, 20)));
      }
    }
    found.sort(Long::compareUnsigned);
    return found;
  }

  private String file(int segment, String suffix) {
    return "%s/%020d%s".formatted(directory, bases.get(segment), suffix);
  }

  /** Brings what the segment has from the place on; moves the place's offset to its end. */
  private void segment(Partition partition, Place place) throws DamagedSource {
    long next = partition.counters().nextOffset();
    boolean last = place.segment == bases.size() - 1;
    if (!last && bases.get(place.segment + 1) <= next) {
      place.offset = bases.get(place.segment + 1);
      return;
    }
    long base = place.position > 0 ? place.offset : bases.get(place.segment);
    if (base != place.offset) {
      throw new DamagedSource(
          file(place.segment, ".log"),
          0,
          place.offset,
          "the segment before it ends with offset " + (place.offset - 1));
    }
    source.open(file(place.segment, ".log"), base);
    try {
      if (place.position > 0) {
        source.skipTo(place.position, base);
      }
      while (source.next()) {
        if (source.offset() + source.count() > next) {
          put(partition);
        }
      }
      place.offset = source.offset();
      checkIndex(place);
    } finally {
      source.close();
    }
  }

  /** The index may know of messages that the segment has lost. */
  private void checkIndex(Place place) throws DamagedSource {
    long size = size(file(place.segment, ".index"));
    long count = place.offset - bases.get(place.segment);
    boolean rebuilt = size == 24 * count;
    if (size / ClassicBatch.INDEX_ENTRY > count && !rebuilt) {
      throw new DamagedSource(
          file(place.segment, ".log"),
          source.size(),
          place.offset,
          "its index knows of %d messages, and it holds %d"
              .formatted(size / ClassicBatch.INDEX_ENTRY, count));
    }
  }

  private void put(Partition partition) {
    if (source.offset() != partition.counters().nextOffset()) {
      throw new DataDirectoryException(
          settings.to()
              + " holds something else than an import of this source. Delete it and import again.");
    }
    long timestamp = source.timestamp();
    if (Long.compareUnsigned(timestamp, partition.lastTimestamp()) < 0) {
      timestamp = partition.lastTimestamp();
      report.earlier(source.count());
    }
    Memory.zero(header, EntryHeader.SIZE);
    EntryHeader.describe(header, EntryHeader.KIND_APPEND, source.length(), timestamp);
    Memory.putByte(header + EntryHeader.FORMAT, EntryHeader.FORMAT_CLASSIC);
    Memory.putInt(header + EntryHeader.COUNT, source.count());
    Memory.putLong(header + EntryHeader.PARTITION, partition.id());
    Memory.putLong(header + EntryHeader.BASE_OFFSET, source.offset());
    Memory.putLong(header + EntryHeader.ORIGIN_MAX, source.originMax());
    EntryHeader.seal(header, source.address(), driver.kernels());
    target.restore(partition, header, source.address());
    report.taken(source.count(), source.length());
    unwritten += source.length();
    if (unwritten >= TURN_BYTES) {
      unwritten = 0;
      target.turn(0);
      report.progress();
    }
  }

  /**
   * The first place after the damage where a whole message begins, by the segment's index, else the
   * next segment; behind the last segment when there is none.
   *
   * @throws DataDirectoryException when damage is not to be skipped
   */
  private Place afterDamage(Place place, DamagedSource damaged) {
    if (!settings.skipDamaged()) {
      throw new DataDirectoryException(
          damaged.getMessage()
              + ". Restore that file from another copy, and run the import again: it goes on here. Or"
              + " run it with --skip-damaged: then this partition gets only the messages after the"
              + " last damage, or, when none are whole after it, those before it.");
    }
    if (damaged.position() == 0 && bases.get(place.segment) > place.offset) {
      // A gap before this segment.
      return new Place(place.segment, 0, bases.get(place.segment));
    }
    String index = file(place.segment, ".index");
    if (size(index) > 0 && size(index) % ClassicBatch.INDEX_ENTRY == 0) {
      SmallFile entries = SmallFile.read(driver, index);
      long base = bases.get(place.segment);
      for (long i = damaged.offset() - base;
          (i + 1) * ClassicBatch.INDEX_ENTRY < entries.length();
          i++) {
        long end = Memory.getUnsignedInt(entries.address() + i * ClassicBatch.INDEX_ENTRY + 4);
        if (end > damaged.position() && whole(place.segment, end, base + i + 1)) {
          return new Place(place.segment, end, base + i + 1);
        }
      }
    }
    int following = place.segment + 1;
    long offset = following < bases.size() ? bases.get(following) : damaged.offset();
    return new Place(following, 0, offset);
  }

  private boolean whole(int segment, long position, long offset) {
    source.open(file(segment, ".log"), offset);
    try {
      source.skipTo(position, offset);
      return position < source.size() && source.next();
    } catch (DamagedSource damaged) {
      return false;
    } finally {
      source.close();
    }
  }

  private long size(String path) {
    return Source.size(driver.files(), path);
  }
}
