package galgo.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code iggy} command line tool as Apache Iggy publishes it; where it is says the system
 * property {@code galgo.cli}. Remembers which of its commands have succeeded.
 */
final class RustCli {
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z-]+) {2,}");

  /** What a run said and how it ended. */
  record Output(int code, String out, String err) {
    /** Lines that are neither empty nor the announcement of what is done. */
    List<String> lines() {
      return out.lines().filter(l -> !l.isBlank() && !l.startsWith("Executing")).toList();
    }
  }

  private final Path binary;
  private final Path home;
  private final int port;
  private final Set<String> succeeded = new TreeSet<>();

  /**
   * @param home for the tool's files
   */
  RustCli(int port, Path home) {
    this(System.getProperty("galgo.cli"), port, home);
  }

  /** Likewise, another version of the tool. */
  RustCli(String binary, int port, Path home) {
    this.binary = Path.of(binary);
    this.port = port;
    this.home = home;
  }

  /** Runs a command as root; fails unless it ends with 0. */
  Output ok(String... arguments) throws Exception {
    return require(run("", Map.of("IGGY_USERNAME", "iggy", "IGGY_PASSWORD", "iggy"), arguments));
  }

  /** Runs a command as root that has to fail with status 1; returns what it said. */
  String fails(String... arguments) throws Exception {
    Output output = run("", Map.of("IGGY_USERNAME", "iggy", "IGGY_PASSWORD", "iggy"), arguments);
    if (output.code() != 1) {
      throw new AssertionError("ended with " + output);
    }
    return output.err();
  }

  /** Lines of a list in list mode, fields split. */
  List<List<String>> list(String... arguments) throws Exception {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "-l";
    all[arguments.length + 1] = "list";
    return ok(all).lines().stream().map(line -> List.of(line.split("\\|", -1))).toList();
  }

  /** Runs a command with nothing but these variables of its environment about credentials. */
  Output run(String input, Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    if (Arrays.stream(arguments).noneMatch("--tcp-server-address"::equals)
        && !environment.containsKey("NO_ADDRESS")) {
      command.addAll(List.of("--tcp-server-address", "127.0.0.1:" + port));
    }
    command.addAll(List.of(arguments));
    Output output = start(input, environment, command);
    if (output.code() == 0) {
      note(arguments);
    }
    return output;
  }

  /** Whether the programs are there with which a session of the tool's own has a key store. */
  static boolean hasKeyStore() {
    return isInstalled("dbus-run-session") && isInstalled("gnome-keyring-daemon");
  }

  private static boolean isInstalled(String program) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  /** Runs a shell script within a session that has a key store of its own. */
  Output inSession(String script) throws Exception {
    String unlocked =
        "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
            + "iggy() { \""
            + binary
            + "\" --tcp-server-address 127.0.0.1:"
            + port
            + " \"$@\"; }\n"
            + "set -e\n"
            + script;
    return start("", Map.of(), List.of("dbus-run-session", "--", "bash", "-c", unlocked));
  }

  void note(String... arguments) {
    List<String> words = Arrays.stream(arguments).filter(word -> word.matches("[a-z-]+")).toList();
    for (int i = 0; i < words.size(); i++) {
      succeeded.add(words.get(i));
      if (i + 1 < words.size()) {
        succeeded.add(words.get(i) + " " + words.get(i + 1));
      }
    }
  }

  /**
   * Commands, each with its subcommand, that the tool lists in its help and that never ran well.
   */
  Set<String> unused() throws Exception {
    Set<String> unused = new TreeSet<>();
    for (String command : commands("--help")) {
      List<String> below = commands(command, "--help");
      if (below.isEmpty()) {
        unused.add(command);
      }
      below.forEach(subcommand -> unused.add(command + " " + subcommand));
    }
    unused.removeAll(succeeded);
    return unused;
  }

  private List<String> commands(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    String help = start("", Map.of(), command).out();
    int from = help.indexOf("Commands:");
    if (from < 0) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    Matcher matcher = COMMAND.matcher(help.substring(from, help.indexOf("Options:", from)));
    while (matcher.find()) {
      if (!matcher.group(1).equals("help")) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private Output start(String input, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path in = Files.writeString(home.resolve("in"), input);
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("IGGY_.*|RUST_.*|DBUS_.*"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("IGGY_HOME", home.resolve("iggy").toString());
    builder.environment().put("XDG_RUNTIME_DIR", home.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    Output output =
        new Output(ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
    if (!ended) {
      throw new AssertionError(command + " does not end: " + output);
    }
    return output;
  }

  private static Output require(Output output) {
    if (output.code() != 0) {
      throw new AssertionError("ended with " + output);
    }
    return output;
  }
}
