package galgo.cli;

import galgo.io.Driver;
import galgo.journal.DataDirectoryException;
import galgo.verify.Replay;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code galgo replay}: makes a data directory anew from another one's log. */
@Command(
    name = "replay",
    description =
        "Makes a data directory anew from another one's log, entry by entry, and compares: the same"
            + " log has to make the same bytes. Reads the first, writes the second.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:the same bytes", "1:they differ", "2:cannot be done"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FROM", description = "Data directory of a stopped server.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "New directory.")
  private String to = "";

  @Override
  public Integer call() {
    Logging.start("warn");
    try (Driver driver = OfflineDriver.open()) {
      Replay.Outcome outcome = Replay.run(driver, from, to);
      outcome.differences().forEach(each -> System.out.println("DIFFERENT " + each));
      System.out.printf(
          "%d partitions, %d segments, %d entries, %.1f MB written again: %s%n",
          outcome.partitions(),
          outcome.segments(),
          outcome.entries(),
          outcome.bytes() / 1e6,
          outcome.differences().isEmpty() ? "the same bytes" : "not the same bytes");
      return outcome.differences().isEmpty() ? 0 : 1;
    } catch (DataDirectoryException refused) {
      System.err.println("galgo: " + refused.getMessage());
      return 2;
    } finally {
      System.out.flush();
    }
  }
}
