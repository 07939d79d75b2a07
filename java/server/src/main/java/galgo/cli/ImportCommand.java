package galgo.cli;

import galgo.importer.Import;
import galgo.importer.ImportSettings;
import galgo.io.Driver;
import galgo.journal.DataDirectoryException;
import galgo.server.config.ConfigurationException;
import galgo.server.config.Settings;
import galgo.server.config.SettingsLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code galgo import}: brings a data directory of Apache Iggy over. */
@Command(
    name = "import",
    description =
        "Makes a data directory from one of Apache Iggy 0.8, whose server is stopped. Only reads that"
            + " one. When it was ended, run it again: it goes on.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all is there", "1:all but what is named is there", "2:not done, see why"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "Iggy's data directory (its system.path, by default local_data).")
  private String from = "";

  @Option(
      names = {"-d", "--data"},
      paramLabel = "DIR",
      description = "Galgo's data directory to be made (system.path). Default: local_data.")
  private @Nullable String data;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Galgo's configuration, which may be Iggy's; else looked for as by galgo server. Segment size"
              + " and topic defaults are taken from there.")
  private @Nullable Path config;

  @Option(
      names = "--skip-damaged",
      description =
          "Go on over damage: such a partition gets only the messages after it, or, when none are"
              + " whole after it, those before it.")
  private boolean skipDamaged;

  @Override
  public Integer call() {
    Logging.start("warn");
    try (Driver driver = OfflineDriver.open()) {
      ImportSettings settings = settings();
      SourceInUse.refuse(Path.of(from));
      long started = System.nanoTime();
      Import.Outcome outcome =
          Import.run(driver, settings, line -> System.out.println("galgo: " + line));
      report(outcome, settings.to(), (System.nanoTime() - started) / 1e9);
      return outcome.notes().isEmpty() ? 0 : 1;
    } catch (DataDirectoryException | ConfigurationException refused) {
      System.err.println("galgo: " + refused.getMessage());
      return 2;
    } finally {
      System.out.flush();
    }
  }

  private ImportSettings settings() throws ConfigurationException {
    SettingsLoader loader = new SettingsLoader(System.getenv(), Path.of("").toAbsolutePath());
    if (config != null) {
      loader.file(config);
    }
    if (data != null) {
      loader.option("system.path", data);
    }
    Settings settings = loader.load();
    return new ImportSettings(
        from,
        settings.path(),
        settings.partition().segmentBytes(),
        settings.topic().messageExpiryMicros(),
        settings.topic().maxSize(),
        skipDamaged);
  }

  private static void report(Import.Outcome outcome, String to, double seconds) {
    outcome.notes().forEach(note -> System.out.println("NOT AS IT WAS: " + note));
    System.out.printf(
        "streams: %d, topics: %d, partitions: %d%nusers: %d, access tokens: %d%n"
            + "consumer groups: %d, stored offsets: %d%n"
            + "messages: %d, %.1f MB; brought by this run: %d in %.1f s%n"
            + "%s holds what Apache Iggy %s had%s%n",
        outcome.streams(),
        outcome.topics(),
        outcome.partitions(),
        outcome.users(),
        outcome.tokens(),
        outcome.groups(),
        outcome.offsets(),
        outcome.messages(),
        outcome.bytes() / 1e6,
        outcome.newMessages(),
        seconds,
        to,
        outcome.version(),
        outcome.notes().isEmpty() ? "" : ", but for: %d".formatted(outcome.notes().size()));
  }
}
