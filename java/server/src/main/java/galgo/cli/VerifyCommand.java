package galgo.cli;

import galgo.io.Driver;
import galgo.journal.DataDirectoryException;
import galgo.verify.Damage;
import galgo.verify.DataDirectory;
import galgo.verify.Findings;
import galgo.verify.Page;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code galgo verify}: checks every byte of a data directory. */
@Command(
    name = "verify",
    description =
        "Checks a data directory: every checksum, the order of offsets and times, indexes against"
            + " segments. Reads only.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:whole", "1:damaged", "2:cannot be checked"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Data directory (a server's system.path).")
  private String directory = "";

  @Option(
      names = "--running",
      description =
          "Beside a running server: what it is writing at the moment is left out, so this finds"
              + " less than a check of a stopped one.")
  private boolean running;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    Logging.start("off");
    long started = System.nanoTime();
    try (Driver driver = OfflineDriver.open()) {
      Findings findings = DataDirectory.check(driver, directory, running);
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.print(json ? json(findings) : text(findings, seconds));
      return findings.damage().isEmpty() ? 0 : 1;
    } catch (DataDirectoryException refused) {
      System.err.println("galgo: " + refused.getMessage());
      return 2;
    } finally {
      System.out.flush();
    }
  }

  private String text(Findings findings, double seconds) {
    StringBuilder text = new StringBuilder();
    findings.damage().forEach(damage -> text.append("DAMAGED ").append(damage).append('\n'));
    findings.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    findings.files().forEach((kind, count) -> text.append("%s: %d%n".formatted(kind, count)));
    text.append(
        "%d partitions, %d entries, %d messages%n"
            .formatted(findings.partitions(), findings.entries(), findings.messages()));
    text.append(
        "%.1f MB read in %.1f s (%.0f MB/s)%n"
            .formatted(findings.bytes() / 1e6, seconds, findings.bytes() / 1e6 / seconds));
    int damaged = findings.damage().size();
    text.append(damaged == 0 ? "whole\n" : "damaged: %d%n".formatted(damaged));
    return text.toString();
  }

  private String json(Findings findings) {
    StringBuilder text = new StringBuilder();
    Page page = new Page(text, true);
    page.put("directory", directory)
        .put("whole", findings.damage().isEmpty())
        .put("partitions", findings.partitions())
        .put("entries", findings.entries())
        .put("messages", findings.messages())
        .put("bytes", findings.bytes());
    page.rows("files");
    findings.files().forEach((kind, count) -> page.row("kind", kind, "count", count));
    page.endRows().rows("damage");
    for (Damage damage : findings.damage()) {
      page.row(
          "file", damage.file(),
          "from", damage.from(),
          "to", damage.to(),
          "partition", damage.partition(),
          "fromOffset", damage.fromOffset(),
          "toOffset", damage.toOffset(),
          "owner", damage.owner(),
          "what", damage.what());
    }
    page.endRows().rows("notes");
    findings.notes().forEach(note -> page.row("note", note));
    page.endRows().end();
    return text.toString();
  }
}
