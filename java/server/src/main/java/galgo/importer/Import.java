package galgo.importer;

import galgo.importer.ImportPlan.PartitionPlan;
import galgo.importer.SourceState.SourceStream;
import galgo.importer.SourceState.SourceTopic;
import galgo.importer.SourceState.SourceUser;
import galgo.io.Driver;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.log.ConsumerOffsets;
import galgo.log.Partition;
import galgo.log.PartitionCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Makes a data directory of Galgo from one of Apache Iggy 0.8: streams, topics, partitions, users,
 * tokens, consumer groups by their ids and names; messages byte for byte with their offsets, times
 * and ids; offsets of consumers and groups. Only reads the source.
 *
 * <p>It may be ended at any time: run again with the same directories it goes on, and the end is
 * the same.
 */
public final class Import {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final long LARGEST_ID = 0xFFFF_FFFFL;

  /**
   * What there is at the end, what earlier runs brought included.
   *
   * @param version of the server that wrote the source
   * @param newMessages those of {@code messages} that this run has brought
   * @param notes what could not be brought over, or not as it was, and why
   */
  public record Outcome(
      String version,
      int streams,
      int topics,
      int partitions,
      int users,
      int tokens,
      int groups,
      long offsets,
      long messages,
      long bytes,
      long newMessages,
      List<String> notes) {}

  private final Driver driver;
  private final ImportSettings settings;
  private final Source source;
  private final ImportPlan plan;
  private final ImportReport report;
  private final Target target;

  private Import(
      Driver driver,
      ImportSettings settings,
      Source source,
      ImportPlan plan,
      ImportFiles files,
      Consumer<String> progress) {
    this.driver = driver;
    this.settings = settings;
    this.source = source;
    this.plan = plan;
    this.report = new ImportReport(driver, files, plan.partitions().size(), progress);
    this.target = new Target(driver, files, settings.segmentBytes());
  }

  /**
   * Blocking, as long as it takes to read the source once and to write it.
   *
   * @param driver of its own; closed afterwards by who made it
   * @param progress gets a line about once a second
   * @throws DataDirectoryException when it cannot be done; the sentence says why and what to do
   */
  public static Outcome run(Driver driver, ImportSettings settings, Consumer<String> progress) {
    Source source = new Source(driver, settings.from());
    ImportPlan plan = ImportPlan.of(source.state(), settings);
    long fingerprint = source.fingerprint(settings, plan.partitions());
    ImportFiles files = ImportFiles.begin(driver, settings.to(), fingerprint);
    if (files.complete()) {
      files.finish();
      throw new DataDirectoryException(
          settings.to() + " holds a finished import. Start a server on it.");
    }
    return new Import(driver, settings, source, plan, files, progress).run(fingerprint);
  }

  private Outcome run(long fingerprint) {
    PartitionImport messages = new PartitionImport(driver, settings, target, report);
    int partitions = 0;
    long total = 0;
    long bytes = 0;
    for (PartitionPlan each : plan.partitions()) {
      Partition partition = messages.run(each);
      offsets(each, partition.counters());
      partitions++;
      total += partition.counters().messages();
      bytes += partition.counters().bytes();
    }
    if (source.fingerprint(settings, plan.partitions()) != fingerprint) {
      throw new DataDirectoryException(
          settings.from()
              + " has changed while it was read: a server writes to it. Stop that server, delete "
              + settings.to()
              + " and import again.");
    }
    List<String> notes = new ArrayList<>(report.notes());
    notes.addAll(source.leftOut());
    target.finish(plan.metadata());
    SourceState state = source.state();
    int topics = 0;
    int groups = 0;
    for (SourceStream stream : state.streams.values()) {
      topics += stream.topics.size();
      for (SourceTopic topic : stream.topics.values()) {
        groups += topic.groups.size();
      }
    }
    int tokens = 0;
    for (SourceUser user : state.users.values()) {
      tokens += user.tokens.size();
    }
    return new Outcome(
        source.version(),
        state.streams.size(),
        topics,
        partitions,
        state.users.size(),
        tokens,
        groups,
        report.offsets(),
        total,
        bytes,
        report.messages(),
        notes);
  }

  /** What consumers and groups have stored of a partition. */
  private void offsets(PartitionPlan of, PartitionCounters counters) {
    String directory = settings.from() + "/" + of.directory() + "/offsets";
    Files files = driver.files();
    for (String name : files.list(directory + "/consumers")) {
      if (isId(directory + "/consumers/" + name, name)) {
        long key = Long.parseLong(name);
        offset(of, counters, directory + "/consumers/" + name, ConsumerOffsets.CONSUMER, key);
      }
    }
    for (String name : files.list(directory + "/groups")) {
      String path = directory + "/groups/" + name;
      if (isId(path, name)) {
        Long key = of.groups().get(Long.parseLong(name));
        if (key == null) {
          report.note(path + ": there is no group of this id.");
        } else {
          offset(of, counters, path, ConsumerOffsets.GROUP, key);
        }
      }
    }
  }

  private boolean isId(String path, String name) {
    if (NUMBER.matcher(name).matches() && Long.parseLong(name) <= LARGEST_ID) {
      return true;
    }
    report.note(path + " is not named by an id.");
    return false;
  }

  private void offset(
      PartitionPlan of, PartitionCounters counters, String path, int kind, long key) {
    SmallFile file = SmallFile.read(driver, path);
    if (file.length() != Long.BYTES) {
      String what = path + " has " + file.length() + " bytes and should have 8";
      if (!settings.skipDamaged()) {
        throw new DataDirectoryException(
            what
                + ". Restore it from another copy or delete it, and run the import again: it goes on"
                + " here. Or run it with --skip-damaged: then this offset is left out.");
      }
      report.note(what + "; the offset is left out.");
      return;
    }
    long stored = Memory.getLong(file.address());
    if (counters.nextOffset() == 0) {
      report.note(path + ": offset " + stored + " is left out, the partition has no messages.");
      return;
    }
    if (Long.compareUnsigned(stored, counters.currentOffset()) > 0) {
      report.note(
          "%s: offset %s is beyond the last message and became %d"
              .formatted(path, Long.toUnsignedString(stored), counters.currentOffset()));
      stored = counters.currentOffset();
    }
    target.offset(of.dataGroup(), of.incarnation(), kind, key, stored);
    report.offset();
  }
}
