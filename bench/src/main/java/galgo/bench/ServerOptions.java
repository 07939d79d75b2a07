package galgo.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is measured: one that runs already, or one that is started for it. */
@SuppressWarnings("NullAway.Init") // picocli sets every field that has a default
final class ServerOptions {
  @Option(
      names = {"--server", "--address"},
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8090",
      description =
          "Any server of the classic Iggy wire, TCP. Default: ${DEFAULT-VALUE}, without --start.")
  String address;

  @Option(
      names = {"--username", "--user"},
      paramLabel = "NAME",
      defaultValue = "iggy",
      description = "Default: ${DEFAULT-VALUE}.")
  String user;

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      defaultValue = "iggy",
      description = "Default: ${DEFAULT-VALUE}.")
  String password;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description =
          "Process whose processor time and memory to report. 0: ask the server, if it is on this "
              + "machine. -1: none. Default: 0.")
  long serverPid;

  @Option(
      names = "--start",
      paramLabel = "COMMAND",
      arity = "0..1",
      fallbackValue = "./galgo server",
      description =
          "Start a server for this run, on a free port with an empty data directory that goes with "
              + "it. Settings go by environment. Without a command: ${FALLBACK-VALUE}.")
  @Nullable String start;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Of --start: uring, nio or auto. Default: ${DEFAULT-VALUE}.")
  String driver;

  @Option(
      names = "--durability",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Of --start: memory, written or synced (its default). Of another server: what it is set "
              + "to, only printed.")
  String durability;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description = "Of --start: where the data directory is made. Default: the temporary one.")
  @Nullable Path data;

  /** Something done with a server that runs. */
  @FunctionalInterface
  interface Work {
    void on(InetSocketAddress address) throws IOException, InterruptedException;
  }

  /** Starts the server if it is to be started, does the work, and stops it again. */
  void use(Work work) throws IOException, InterruptedException {
    String command = start;
    if (command == null) {
      work.on(parseAddress(address));
      return;
    }
    if (durability.isEmpty()) {
      durability = "synced";
    }
    user = ServerUnderTest.USER;
    password = ServerUnderTest.PASSWORD;
    Path parent = data != null ? data : Path.of(System.getProperty("java.io.tmpdir"));
    List<String> words = List.of(command.split(" "));
    try (ServerUnderTest server = ServerUnderTest.start(words, driver, durability, parent)) {
      work.on(server.address());
    }
  }

  /**
   * @throws IllegalArgumentException when it is not HOST:PORT, or the host is unknown
   */
  static InetSocketAddress parseAddress(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("not HOST:PORT: " + text);
    }
    String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
    InetSocketAddress address;
    try {
      address = new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not HOST:PORT: " + text, e);
    }
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("unknown host: " + host);
    }
    return address;
  }
}
