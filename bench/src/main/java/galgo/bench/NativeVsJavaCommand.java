package galgo.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the server of this tree with both drivers, prints the table of the README and writes a
 * report. Servers take turns, so that a slow minute of the machine hits all of them; every figure
 * is the median of its repeats.
 */
@Command(
    name = "native-vs-java",
    aliases = "readme",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the server with each driver and durability in turn, measures the set of workloads on "
          + "it, and prints the table of the README.",
      "One connection for one partition, else four; where there are producers and consumers, half "
          + "of each. end-to-end sends 50 MB/s, 100 messages a batch, for 5 s."
    })
@SuppressWarnings("NullAway.Init") // picocli sets every field that has a default
final class NativeVsJavaCommand implements Callable<Integer> {
  private static final int MESSAGE_SIZE = 1000;
  private static final int BATCH = 1000;
  private static final int LATENCY_BATCH = 100;
  private static final double LATENCY_SECONDS = 5;
  private static final String LATENCY_RATE = "50MB/s";

  @Option(
      names = "--newer",
      description = "Producers and consumers speak the protocol of Iggy 0.9 instead of 0.8.")
  private boolean newer;

  @Option(
      names = "--start",
      paramLabel = "COMMAND",
      split = " ",
      defaultValue = "./galgo server",
      description = "What starts a server; settings go by environment. Default: ${DEFAULT-VALUE}.")
  List<String> command;

  @Option(
      names = "--drivers",
      split = ",",
      defaultValue = "uring,nio",
      description = "Default: ${DEFAULT-VALUE}.")
  List<String> drivers;

  @Option(
      names = "--durabilities",
      split = ",",
      defaultValue = "memory,synced",
      description = "Default: ${DEFAULT-VALUE}.")
  List<String> durabilities;

  @Option(
      names = "--workloads",
      split = ",",
      defaultValue = "produce,consume",
      description = "Of produce, consume, both, group, end-to-end. Default: ${DEFAULT-VALUE}.")
  List<String> workloads;

  @Option(
      names = "--partitions",
      split = ",",
      defaultValue = "1,4,1000",
      description = "Default: ${DEFAULT-VALUE}.")
  List<Integer> partitions;

  @Option(names = "--repeats", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  int repeats;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      defaultValue = "2GB",
      description = "Payload of each measurement. Default: ${DEFAULT-VALUE}.")
  String bytes;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Before each measurement. Default: ${DEFAULT-VALUE}.")
  double warmup;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads of the generator. Default: ${DEFAULT-VALUE}.")
  int threads;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description = "Where data directories are made. Default: the system's temporary directory.")
  @Nullable Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Write every result there, too.")
  @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a page with plots there, too.")
  @Nullable Path report;

  /** One line of the table. */
  private record Row(String driver, String durability, Workload work, int partitions) {}

  private final Map<Row, List<Result>> results = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String driver : drivers) {
      for (String durability : durabilities) {
        for (int count : partitions) {
          for (String workload : workloads) {
            results.put(
                new Row(driver, durability, Workload.of(workload), count), new ArrayList<>());
          }
        }
      }
    }
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (String durability : durabilities) {
        for (String driver : drivers) {
          measureOneServer(driver, durability);
        }
      }
    }
    System.out.print(table());
    Path file = json;
    if (file != null) {
      ResultFile.write(results.values().stream().flatMap(List::stream).toList(), file);
    }
    Path page = report;
    if (page != null) {
      HtmlReport.write(Comparison.of(columns()), page);
    }
    return 0;
  }

  private List<Comparison.Column> columns() {
    return drivers.stream()
        .map(driver ->
            new Comparison.Column(
                nameOf(driver),
                results.entrySet().stream()
                    .filter(line -> line.getKey().driver.equals(driver))
                    .flatMap(line -> line.getValue().stream())
                    .toList()))
        .toList();
  }

  private static String nameOf(String driver) {
    return switch (driver) {
      case "uring" -> "native";
      case "nio" -> "pure Java";
      default -> driver;
    };
  }

  private void measureOneServer(String driver, String durability)
      throws IOException, InterruptedException {
    Path parent = data != null ? data : Path.of(System.getProperty("java.io.tmpdir"));
    try (ServerUnderTest server = ServerUnderTest.start(command, driver, durability, parent)) {
      for (Map.Entry<Row, List<Result>> line : results.entrySet()) {
        Row row = line.getKey();
        if (row.driver.equals(driver) && row.durability.equals(durability)) {
          Plan plan = plan(server.address(), row);
          Result result = Run.execute(plan, nameOf(driver), durability, Progress.silent());
          line.getValue().add(result);
          System.err.print(Report.rows(result));
        }
      }
    }
  }

  private Plan plan(InetSocketAddress address, Row row) {
    boolean latency = row.work == Workload.END_TO_END;
    boolean bothSides = row.work.produces() && row.work.consumes();
    int connections = row.partitions == 1 ? 1 : bothSides ? 2 : 4;
    long size = Quantity.bytes(bytes);
    int batch = latency ? LATENCY_BATCH : BATCH;
    return new Plan(
        row.work,
        address,
        ServerUnderTest.USER,
        ServerUnderTest.PASSWORD,
        row.work.produces() ? connections : 0,
        row.work.consumes() ? connections : 0,
        1,
        1,
        row.partitions,
        MESSAGE_SIZE,
        batch,
        latency ? 0 : size,
        latency ? LATENCY_SECONDS : 0,
        latency ? Quantity.requestsPerSecond(LATENCY_RATE, MESSAGE_SIZE, batch) : 0,
        warmup,
        size,
        threads,
        false,
        null,
        false,
        0,
        row.work == Workload.GROUP ? 1 : 0,
        newer);
  }

  private String table() {
    StringBuilder text = new StringBuilder();
    text.append(Machine.here().describe()).append(". ").append(conditions()).append("\n\n");
    text.append(
        """
        | driver | durability | work | partitions | MB/s | p50 ms | p99 ms | p99.99 ms | \
        server CPU s/GB | server MB |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (Map.Entry<Row, List<Result>> line : results.entrySet()) {
      Row row = line.getKey();
      List<Result> repeated = line.getValue();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %d | %.0f | %s | %s | %s | %.2f | %.0f |%n",
              nameOf(row.driver),
              row.durability,
              row.work.text(),
              row.partitions,
              Medians.of(repeated, r -> side(r).payloadMbPerSecond()),
              Report.millis(Medians.of(repeated, r -> latency(r).p50())),
              Report.millis(Medians.of(repeated, r -> latency(r).p99())),
              Report.millis(Medians.of(repeated, r -> latency(r).p9999())),
              Medians.of(repeated, r -> server(r).cpuSecondsPerGb()),
              Medians.of(repeated, r -> server(r).rssBytes() / 1e6)));
    }
    return text.toString();
  }

  private String conditions() {
    return String.format(
        Locale.ROOT,
        "%d-byte messages, %d a batch, %s a measurement after %.0f s of warm-up, medians of %d,"
            + " server and generator on this machine, 4 connections (1 for 1 partition). Latency of end-to-end is to the"
            + " receipt.",
        MESSAGE_SIZE,
        BATCH,
        bytes,
        warmup,
        repeats);
  }

  private static Result.SideResult side(Result result) {
    Result.SideResult produce = result.produce();
    Result.SideResult side = produce != null ? produce : result.consume();
    if (side == null) {
      throw new IllegalStateException("a result without a side");
    }
    return side;
  }

  private static Result.ServerUse server(Result result) {
    Result.ServerUse use = result.server();
    if (use == null) {
      throw new IllegalStateException("the server's process could not be seen");
    }
    return use;
  }

  private static Result.Latency latency(Result result) {
    Result.SideResult consume = result.consume();
    Result.Latency receipt = consume == null ? null : consume.endToEnd();
    boolean toReceipt = result.settings().workload().equals(Workload.END_TO_END.text());
    return toReceipt && receipt != null ? receipt : side(result).latency();
  }
}
