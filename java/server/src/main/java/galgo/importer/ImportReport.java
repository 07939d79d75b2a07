package galgo.importer;

import galgo.io.Driver;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Counts what is brought over, says so while it goes on, and keeps what could not be. */
final class ImportReport {
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final Driver driver;
  private final Consumer<String> lines;
  private final ImportFiles files;
  private final Set<String> notes = new LinkedHashSet<>();
  private final int partitions;
  private long lastLine;
  private int partitionsDone;
  private long messages;
  private long bytes;
  private long earlier;
  private long offsets;

  /**
   * @param lines gets a line about once a second
   */
  ImportReport(Driver driver, ImportFiles files, int partitions, Consumer<String> lines) {
    this.driver = driver;
    this.files = files;
    this.partitions = partitions;
    this.lines = lines;
    this.lastLine = driver.monotonicNanos();
    notes.addAll(files.notes());
  }

  /** Something that cannot be brought over, or not as it was. */
  void note(String line) {
    if (notes.add(line)) {
      files.note(line);
    }
  }

  void taken(long moreMessages, long moreBytes) {
    messages += moreMessages;
    bytes += moreBytes;
  }

  /** Messages whose time is before that of one before them. */
  void earlier(long more) {
    earlier += more;
  }

  void partition() {
    partitionsDone++;
    progress();
  }

  void offset() {
    offsets++;
  }

  /** Says how far it is, if it is time. */
  void progress() {
    long now = driver.monotonicNanos();
    if (now - lastLine >= INTERVAL_NANOS) {
      lastLine = now;
      lines.accept(
          "%d of %d partitions, %d messages, %.1f MB"
              .formatted(partitionsDone, partitions, messages, bytes / 1e6));
    }
  }

  long offsets() {
    return offsets;
  }

  /** Messages that this run has brought, not those of earlier ones. */
  long messages() {
    return messages;
  }

  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (earlier > 0) {
      all.add(
          earlier
              + " messages have an earlier time than one before them; they keep it, and a poll by"
              + " time finds them by that of the one before.");
    }
    return all;
  }
}
