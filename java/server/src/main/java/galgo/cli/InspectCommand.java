package galgo.cli;

import galgo.io.Driver;
import galgo.journal.DataDirectoryException;
import galgo.verify.Inspection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code galgo inspect}: what a file is and what is inside. */
@Command(
    name = "inspect",
    description =
        "Says what a file of a data directory is and what is inside. Reads only; a server may run.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:what was written", "1:damaged", "2:cannot be read"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Any file below a data directory.")
  private String file = "";

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "How many entries, records or hashes to list (default: all).")
  private long entries = Long.MAX_VALUE;

  @Override
  public Integer call() {
    Logging.start("off");
    try (Driver driver = OfflineDriver.open()) {
      return Inspection.show(driver, file, json, entries, System.out::print) ? 0 : 1;
    } catch (DataDirectoryException unreadable) {
      System.err.println("galgo: " + unreadable.getMessage());
      return 2;
    } finally {
      System.out.flush();
    }
  }
}
