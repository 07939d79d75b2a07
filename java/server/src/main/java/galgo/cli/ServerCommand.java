package galgo.cli;

import galgo.server.RecentLines;
import galgo.server.Server;
import galgo.server.StartupException;
import galgo.server.config.ConfigHelp;
import galgo.server.config.ConfigurationException;
import galgo.server.config.Settings;
import galgo.server.config.SettingsLoader;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code galgo server}: loads the settings, starts a node, stops it on SIGINT or SIGTERM. */
@Command(
    name = "server",
    description = "Starts the server and runs until SIGINT (Ctrl-C) or SIGTERM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ServerCommand implements Callable<Integer> {
  private static final String DEFAULT_ROOT = "iggy";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "TOML file; else the one of GALGO_CONFIG_PATH or IGGY_CONFIG_PATH, else galgo.toml here,"
              + " else defaults.")
  private @Nullable Path config;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "DIR",
      description = "Data directory (system.path). Default: local_data.")
  private @Nullable String data;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "auto, uring or nio (galgo.driver). Default: auto.")
  private @Nullable String driver;

  @Option(
      names = {"-f", "--fresh"},
      description = "Delete the data directory first.")
  private boolean fresh;

  @Option(
      names = "--with-default-root-credentials",
      description = "First user iggy with password iggy, where the environment names none.")
  private boolean defaultRoot;

  @Option(names = "--help-config", description = "List every setting and exit.")
  private boolean helpConfig;

  @Override
  public Integer call() {
    if (helpConfig) {
      System.out.print(ConfigHelp.text());
      return 0;
    }
    try {
      return run(settings());
    } catch (ConfigurationException | StartupException refused) {
      System.err.println("galgo: " + refused.getMessage());
      return 1;
    }
  }

  private Settings settings() throws ConfigurationException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (defaultRoot) {
      environment.putIfAbsent("IGGY_ROOT_USERNAME", DEFAULT_ROOT);
      environment.putIfAbsent("IGGY_ROOT_PASSWORD", DEFAULT_ROOT);
    }
    SettingsLoader loader = new SettingsLoader(environment, Path.of("").toAbsolutePath());
    if (config != null) {
      loader.file(config);
    }
    if (data != null) {
      loader.option("system.path", data);
    }
    if (driver != null) {
      loader.option("galgo.driver", driver);
    }
    return loader.load();
  }

  private int run(Settings settings) throws StartupException {
    RecentLines recent = new RecentLines();
    Logging.start(settings.logLevel(), recent);
    Logger log = LoggerFactory.getLogger(ServerCommand.class);
    settings.notices().forEach(log::info);
    Path directory = Path.of(settings.path()).toAbsolutePath();
    if (fresh) {
      FreshDirectory.clear(directory);
    }
    Server server = Server.start(settings, recent);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "galgo-stop"));
    InetSocketAddress address = server.address();
    System.out.printf(
        "galgo: driver %s, shards: %d%ngalgo: data in %s, durability %s%n",
        server.driver(),
        server.shards(),
        directory,
        settings.partition().durability().name().toLowerCase(Locale.ROOT));
    System.out.printf("galgo: tcp listening on %s%n", text(address));
    return server.awaitStop() ? 0 : 1;
  }

  /** Runs on a signal. A clean stop is a success, whatever ended it. */
  private static void stop(Server server) {
    server.stop();
    boolean clean = server.awaitStop();
    System.out.println("galgo: stopped");
    System.out.flush();
    Runtime.getRuntime().halt(clean ? 0 : 1);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
