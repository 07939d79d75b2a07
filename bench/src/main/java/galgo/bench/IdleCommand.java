package galgo.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What connections cost that are logged in and do nothing. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = {
      "Opens connections that log in and then do nothing, and says what memory each takes.",
      "The kernel's memory for sockets is not in it. Both processes need an open file for each."
    })
@SuppressWarnings("NullAway.Init") // picocli sets every field that has a default
final class IdleCommand implements Callable<Integer> {
  @Mixin ServerOptions server;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How long they stay, for the server's processor time. Default: ${DEFAULT-VALUE}.")
  double seconds;

  @Option(names = "--newer", description = "They speak the protocol of Iggy 0.9 instead of 0.8.")
  boolean newer;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What to call this in the table.")
  String label;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, too.")
  @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    server.use(this::measure);
    return 0;
  }

  private void measure(InetSocketAddress address) throws IOException, InterruptedException {
    Idle idle = new Idle(address, server.user, server.password, connections, seconds, newer);
    Idle.Result result = idle.execute(label, server.serverPid);
    System.out.print(table(result));
    System.out.println();
    System.out.println(result.machine().describe());
    Path file = json;
    if (file != null) {
      Files.writeString(file, ResultFile.json(result));
    }
  }

  static String table(Idle.Result result) {
    return String.format(
        Locale.ROOT,
        """
        | work | connections | opened a second | server MB before | after | bytes a connection \
        | server CPU %% while idle |
        |---|---|---|---|---|---|---|
        | %s | %d | %.0f | %.1f | %.1f | %.0f | %.1f |
        """,
        (result.label() + " idle").trim(),
        result.connections(),
        result.openedPerSecond(),
        result.rssBytesBefore() / 1e6,
        result.rssBytesAfter() / 1e6,
        result.rssBytesPerConnection(),
        result.cpuSecondsPerSecond() * 100);
  }
}
