package galgo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry: picks the command and turns its result into the exit code. */
@Command(
    name = "galgo",
    description = "Galgo, a message streaming server.",
    subcommands = {
      ServerCommand.class,
      VerifyCommand.class,
      InspectCommand.class,
      ReplayCommand.class,
      ImportCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).setUsageHelpAutoWidth(true).execute(arguments));
  }
}
